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
  private static final int SCALE = Integer.getInteger("heddle.race.runs", 1);

  private static int count;

  @Test
  void manyGoroutinesUnderALockAreSilent() throws Throwable {
    assertThat(
            Racing.reports(() ->
                Go.run(() -> {
                  count = 0;
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

  /** With the profile deep a hundred thousand. */
  @Test
  void manyAtOnce() throws Throwable {
    int many = 1000 * SCALE;
    assertThat(
            Racing.reports(() ->
                Go.run(() -> {
                  count = 0;
                  var lock = new Mutex();
                  var gate = Channel.<String>make();
                  var group = new WaitGroup();
                  for (int i = 0; i < many; i++) {
                    group.go(() -> {
                      gate.receive();
                      add(lock);
                    });
                  }
                  gate.close();
                  group.await();
                  assertThat(count).isEqualTo(many);
                })))
        .isEmpty();
  }

  /** With the profile deep a million; what those that have ended leave behind is bounded. */
  @Test
  void manyOneAfterAnother() throws Throwable {
    int tenth = 1000 * SCALE;
    long[] used = new long[10];
    assertThat(
            Racing.reports(() ->
                Go.run(() -> {
                  count = 0;
                  var lock = new Mutex();
                  for (int t = 0; t < used.length; t++) {
                    for (int i = 0; i < tenth; i++) {
                      Go.go(() -> add(lock)).join();
                    }
                    used[t] = used();
                  }
                  assertThat(count).isEqualTo(10 * tenth);
                })))
        .isEmpty();
    assertThat(used[9]).describedAs("%s", used).isLessThan(used[1] + (32 << 20));
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
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

  /**
   * It has the scheduler of the goroutine that made it, where the goroutine's own state is kept.
   */
  @Test
  void aVirtualThreadOfAGoroutineIsAnother() throws Throwable {
    var cell = new Cell();
    assertThat(
            Racing.reports(() ->
                Go.run(() -> {
                  var t = Thread.startVirtualThread(() -> cell.value++);
                  t.join();
                  cell.value++;
                })))
        .isEmpty();
    assertThat(
            Racing.reports(() ->
                Go.run(() -> {
                  var t = Thread.startVirtualThread(() -> cell.value++);
                  cell.value++;
                  t.join();
                })))
        .isNotEmpty();
  }
}
