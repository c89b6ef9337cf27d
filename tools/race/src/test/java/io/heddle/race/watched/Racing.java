// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import io.heddle.race.runtime.Reports;
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

  /** Lets real time pass, which orders nothing: the other thread has most likely gone on. */
  static void pause() {
    long until = System.nanoTime() + 30_000_000;
    while (System.nanoTime() < until) {
      Thread.yield();
    }
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
