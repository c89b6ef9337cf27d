// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Task;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One operation on new objects, in the middle of which memory or stack may end.
 *
 * @param act the operation, and nothing after it
 * @param help what another thread tries beside it, again and again, until it is true: it lets a
 *     waiting operation go on
 * @param check whether all books are right, if the operation was done, or if it has failed
 */
record Scene(Task act, BooleanSupplier help, Check check) {
  static final Duration SOON = Duration.ofSeconds(20);
  static final BooleanSupplier NOBODY = () -> true;

  /** All kinds, by name; each supplier sets a new one up. */
  static Map<String, Supplier<Scene>> all() {
    var all = new LinkedHashMap<String, Supplier<Scene>>();
    ChannelScenes.addTo(all);
    SelectorScenes.addTo(all);
    LockScenes.addTo(all);
    SyncScenes.addTo(all);
    ContextScenes.addTo(all);
    BridgeScenes.addTo(all);
    GoScenes.addTo(all);
    return all;
  }

  /** Where an act leaves what it got: after it nothing may be called that could fail as well. */
  static final class Box {
    @Nullable Object value;
    boolean flag;
    int count;
  }

  /** What is to be looked at afterwards. */
  interface Check {
    void check(boolean failed) throws Exception;
  }

  Scene(Task act, Check check) {
    this(act, NOBODY, check);
  }

  /** Makes a scene, on whose way checked exceptions do not matter. */
  static Supplier<Scene> made(Maker maker) {
    return () -> {
      try {
        return maker.make();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    };
  }

  /** Sets a scene up. */
  interface Maker {
    Scene make() throws Exception;
  }

  /**
   * Acts, with the helper beside it.
   *
   * @return true if it failed for want of memory or stack
   */
  boolean play(Task acting) throws Exception {
    var over = new AtomicBoolean();
    var helper =
        Thread.ofPlatform()
            .unstarted(() -> {
              while (!over.get() && !help.getAsBoolean()) {
                Thread.yield();
              }
            });
    if (help != NOBODY) {
      helper.start();
    }
    try {
      acting.run();
      return false;
    } catch (OutOfMemoryError | StackOverflowError e) {
      return true;
    } finally {
      over.set(true);
      helper.join();
    }
  }

  // ---- what checks need ----

  static void assertFree(Lock lock) throws InterruptedException {
    assertThat(lock.tryLock(SOON.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)).isTrue();
    lock.unlock();
  }

  static void assertEnds(Thread thread) throws InterruptedException {
    assertThat(thread.join(SOON)).as("%s ends", thread).isTrue();
  }

  /** Waits until it is so. */
  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.yield();
    }
  }

  static boolean parks(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }
}
