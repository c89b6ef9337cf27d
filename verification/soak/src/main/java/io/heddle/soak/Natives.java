// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Channel;
import io.heddle.time.Time;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What keeps a goroutine on its carrier: a native call that sleeps, and a wait with a native frame
 * below it, here in C's {@code qsort}, which calls back to compare.
 */
@SuppressWarnings("restricted")
final class Natives extends Work {
  private static final int EACH = 2;
  private static final int SORTED = 4;

  private final Linker linker = Linker.nativeLinker();
  private final MethodHandle usleep =
      function("usleep", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private final MethodHandle qsort =
      function(
          "qsort",
          FunctionDescriptor.ofVoid(
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS));
  private final Channel<Integer> values = Channel.make();

  Natives(Ground ground) {
    super(ground);
  }

  private MethodHandle function(String name, FunctionDescriptor type) {
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  @Override
  void start() {
    for (int i = 0; i < EACH; i++) {
      var random = ground.random();
      var other = ground.random();
      ground.resident(this, () -> ground.repeat(this, () -> sleep(random)));
      ground.resident(this, () -> ground.repeat(this, () -> sort(other)));
    }
    ground.resident(this, this::feed);
  }

  private void sleep(SplittableRandom random) throws Exception {
    try {
      int failed = (int) usleep.invokeExact(random.nextInt(1_000, 50_000));
      ground.require(failed <= 0, "usleep said %d", failed);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    Time.sleep(Duration.ofMillis(random.nextInt(50)));
  }

  /** Gives the comparisons something to wait for. */
  private void feed() throws Exception {
    while (!ground.isOver()) {
      values.trySend(1);
      ground.insist(() -> Time.sleep(Duration.ofMillis(1)));
    }
    values.close();
  }

  private void sort(SplittableRandom random) throws Exception {
    try (var arena = Arena.ofConfined()) {
      var array = arena.allocate(ValueLayout.JAVA_LONG, SORTED);
      for (int i = 0; i < SORTED; i++) {
        array.setAtIndex(ValueLayout.JAVA_LONG, i, random.nextLong(1000));
      }
      var target = ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_LONG);
      var compare =
          MethodHandles.lookup()
              .bind(
                  this,
                  "compare",
                  MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
      var back =
          linker.upcallStub(
              compare, FunctionDescriptor.of(ValueLayout.JAVA_INT, target, target), arena);
      qsort.invokeExact(array, (long) SORTED, ValueLayout.JAVA_LONG.byteSize(), back);
      for (int i = 1; i < SORTED; i++) {
        long before = array.getAtIndex(ValueLayout.JAVA_LONG, i - 1);
        long after = array.getAtIndex(ValueLayout.JAVA_LONG, i);
        ground.require(before <= after, "sorted, and %d stands before %d", before, after);
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    Time.sleep(Duration.ofMillis(random.nextInt(20)));
  }

  /** Called by C; nothing may be thrown through its frames. */
  @SuppressWarnings("UnusedMethod") // by its name
  private int compare(MemorySegment a, MemorySegment b) {
    try {
      values.receive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Long.compare(a.get(ValueLayout.JAVA_LONG, 0), b.get(ValueLayout.JAVA_LONG, 0));
  }
}
