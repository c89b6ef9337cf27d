// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * What the JVM sees while it writes the ahead-of-time cache of a built program: the program's own
 * classes loaded but not run, as they may do anything, and a small program with a little of
 * everything that Heddle has.
 */
public final class Rehearsal {
  /*
   * JDK 25.0.3 writes a cache that crashes each JVM that starts with it (in AOTLinkedClassBulkLoader) if a lambda's
   * class is in it whose nest host has been loaded but never linked: the host is left out, and still stands in the
   * list of what is to be loaded. Streams have one such host, on the way of the library's own start. The others would
   * only be left out, and read from the runtime's files at each start: an image that was moved looks for its jar where
   * it was made, and the core for a field that only some JDKs have.
   */
  private static final List<String> NEVER_LINKED =
      List.of(
          "java.util.stream.StreamSpliterators",
          "java.lang.NoSuchFieldError",
          "java.nio.file.InvalidPathException",
          "java.nio.file.NoSuchFileException",
          "sun.nio.fs.UnixException");

  private Rehearsal() {}

  /** The argument names a file with the names of the program's classes, one a line. */
  public static void main(String[] args) throws IOException {
    try (var in =
        new FileInputStream(args[0])) { // not Files: all that is loaded here each start loads
      for (String name : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        load(name);
      }
    }
    for (String name : NEVER_LINKED) {
      link(name);
    }
    Launcher.run(Play.class.getName(), new String[0], false, false);
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, Rehearsal.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // the program will meet it, or not
    }
  }

  private static void link(String ofTheJdk) {
    try {
      Class.forName(ofTheJdk, true, null);
    } catch (ClassNotFoundException e) {
      // another JDK, which has no such class
    }
  }

  /** Started as most programs are: by a main that is neither public nor static. */
  static final class Play {
    void main() throws Exception {
      var mutex = new Mutex();
      var jobs = Channel.<Channel<Integer>>make(4);
      var workers = new WaitGroup();
      workers.go(() -> {
        for (var answer : jobs) {
          mutex.lock();
          try {
            answer.send(1);
          } finally {
            mutex.unlock();
          }
        }
      });
      for (int i = 0; i < 20; i++) {
        var answer = Channel.<Integer>make();
        jobs.send(answer);
        go("late", () -> Time.sleep(Duration.ofMillis(1)));
        select(onReceive(answer, n -> {}), onTimeout(Duration.ofSeconds(5), () -> {}));
      }
      jobs.close();
      workers.await();
      go(() -> Time.sleep(Duration.ofMillis(1))).join();
      IO.println("rehearsed " + 20);
    }
  }
}
