// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import io.heddle.race.runtime.Reports;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs small programs in this JVM, which has the agent, and collects what is reported. */
public final class Racing {
  private static final List<String> REPORTS = new CopyOnWriteArrayList<>();

  static {
    Reports.listen(REPORTS::add);
  }

  private Racing() {}

  /** What two threads do, one of them on the test's own. */
  public interface Body {
    void run() throws Throwable;
  }

  /** What is done with one thing. */
  interface Use<T> {
    void run(T t) throws Throwable;
  }

  /** The reports while the body runs. */
  public static synchronized List<String> reports(Body body) throws Throwable {
    Reports.forget();
    REPORTS.clear();
    body.run();
    return new ArrayList<>(REPORTS);
  }

  /**
   * Lets real time pass, which orders nothing, and more of it while others of this process still
   * want a processor: then they have gone on as far as they can, on a busy machine as well.
   */
  static void pause() {
    long now = System.nanoTime();
    long enough = now + 30_000_000;
    long limit = now + 2_000_000_000L;
    while (now < enough || now < limit && othersRun()) {
      rest();
      now = System.nanoTime();
    }
  }

  private static void rest() {
    try {
      if (Thread.currentThread().isVirtual()) {
        Thread.yield();
      } else {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By Linux's list of threads; no one, where there is none. This one is on it, too. */
  private static boolean othersRun() {
    int running = 0;
    var tasks = new File("/proc/self/task").list();
    for (var task : tasks == null ? new String[0] : tasks) {
      try {
        var stat = Files.readString(Path.of("/proc/self/task", task, "stat"));
        running += stat.charAt(stat.lastIndexOf(')') + 2) == 'R' ? 1 : 0;
      } catch (IOException e) {
        // it has ended
      }
    }
    return running > 1;
  }

  public static Thread start(Body body) {
    var t = new Thread(() -> run(body));
    t.start();
    return t;
  }

  /** Fails the program if the body does. */
  public static void run(Body body) {
    try {
      body.run();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
