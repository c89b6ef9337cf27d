// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import org.junit.jupiter.api.Test;

/** More threads than clocks have entries, at once and one after another. */
class WatchedThreadsTest {
  private static int count;

  @Test
  void manyGoroutinesUnderALockAreSilent() throws Throwable {
    assertThat(
            Racing.reports(() ->
                Go.run(() -> {
                  var lock = new Mutex();
                  var gate = Channel.<String>make();
                  var group = new WaitGroup();
                  for (int i = 0; i < 3000; i++) {
                    group.go(() -> {
                      add(lock);
                      gate.receive();
                      add(lock);
                    });
                  }
                  gate.close();
                  group.await();
                  for (int i = 0; i < 3000; i++) {
                    Go.go(() -> add(lock)).join();
                  }
                  assertThat(count).isEqualTo(9000);
                })))
        .isEmpty();
  }

  private static void add(Mutex lock) {
    lock.lock();
    count++;
    lock.unlock();
  }

  @Test
  void aRaceAmongManyIsFound() throws Throwable {
    var cell = new Cell();
    assertThat(
            Racing.reports(() ->
                Go.run(() -> {
                  var group = new WaitGroup();
                  for (int i = 0; i < 1000; i++) {
                    group.go(() -> cell.value++);
                  }
                  group.await();
                })))
        .isNotEmpty();
  }
}
