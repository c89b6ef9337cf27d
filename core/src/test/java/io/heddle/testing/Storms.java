// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import static io.heddle.Go.go;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.internal.program.CommandProgram;
import io.heddle.internal.program.Program;
import io.heddle.sync.Mutex;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.HashMap;

/** Programs that start goroutines, or let them grow, until no memory is left. See {@link Child}. */
final class Storms {
  private static final int GROWING = 8;
  private static final Channel<Integer> NOBODY_SENDS = Channel.make();

  private Storms() {}

  static void run(String shape) {
    Program.Body body =
        switch (shape) {
          case "stormBlocks" -> Storms::block;
          case "stormSleeps" -> Storms::sleep;
          case "stormTree" -> Storms::tree;
          case "stormMaps" -> Storms::maps;
          case "stormLocks" -> Storms::lock;
          case "stormDeadlines" -> Storms::deadlines;
          default -> throw new IllegalArgumentException("no such storm: " + shape);
        };
    CommandProgram.run(body);
  }

  private static void block() {
    while (true) {
      go(() -> NOBODY_SENDS.receive());
    }
  }

  private static void sleep() {
    while (true) {
      go(() -> Time.sleep(Duration.ofHours(1)));
    }
  }

  /** Main waits, too: whoever finds no memory is somebody else. */
  private static void tree() throws InterruptedException {
    go(Storms::tree);
    go(Storms::tree);
    NOBODY_SENDS.receive();
  }

  private static void lock() {
    var mutex = new Mutex();
    mutex.lock();
    while (true) {
      go(() -> {
        mutex.lock();
        mutex.unlock();
      });
    }
  }

  /** Timers fire while no memory is left. */
  private static void deadlines() {
    var parent = Context.background().withCancel();
    while (true) {
      var _ = parent.withTimeout(Duration.ofMillis(300));
    }
  }

  private static void maps() throws InterruptedException {
    for (int i = 0; i < GROWING; i++) {
      go(() -> {
        var map = new HashMap<Integer, byte[]>();
        for (int k = 0; ; k++) {
          map.put(k, new byte[1000]);
          Go.gosched();
        }
      });
    }
    NOBODY_SENDS.receive();
  }
}
