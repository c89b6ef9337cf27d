// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Task;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * Every public operation at every depth at which the stack overflows in it, or does not yet. It
 * takes minutes: {@code -Dheddle.test.scale=2} and more run it.
 */
@DisabledIfSystemProperty(named = "heddle.test.scale", matches = "1?")
class StackDepthFaultTest {
  private static final int STACK = 256 << 10;

  /** Below so many frames there is stack enough for anything. */
  private static final int FRAMES = 700;

  /** In short runs one of so many depths is tried, not always the same. */
  private static final int STEP = Integer.getInteger("heddle.test.scale", 1) > 1 ? 1 : 11;

  @TestFactory
  Stream<DynamicTest> everyOperation() {
    return Scene.all().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> Playing.atEveryDepth(e.getValue())));
  }

  /** Plays one scene on a thread with a small stack. */
  private record Playing(java.util.function.Supplier<Scene> scenes) {
    static void atEveryDepth(java.util.function.Supplier<Scene> scenes) throws Exception {
      var failure = new AtomicReference<Throwable>();
      var thread =
          new Thread(
              null,
              () -> {
                try {
                  new Playing(scenes).run();
                } catch (Throwable e) {
                  failure.set(e);
                }
              },
              "small stack",
              STACK);
      thread.start();
      thread.join();
      if (failure.get() != null) {
        throw new AssertionError(failure.get());
      }
    }

    private void run() throws Exception {
      for (int i = 0; i < 3; i++) {
        assertThat(playAt(10)).isTrue(); // all classes are there
      }
      int offset = (int) (System.nanoTime() & Integer.MAX_VALUE) % STEP;
      int failures = 0;
      for (int left = FRAMES + offset; left > 0; left -= STEP) {
        // Measured each time: frames become smaller when the JIT has compiled the descent.
        failures += playAt(Math.max(0, limit() - left)) ? 0 : 1;
      }
      assertThat(failures).as("overflows").isPositive();
    }

    private static int limit() {
      int low = 0;
      int high = 1 << 16;
      while (high - low > 1) {
        int middle = (low + high) >>> 1;
        if (reaches(middle)) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private static boolean reaches(int depth) {
      try {
        descend(depth, () -> {});
        return true;
      } catch (StackOverflowError e) {
        return false;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    /** False if it has failed. */
    private boolean playAt(int depth) throws Exception {
      var scene = scenes.get();
      boolean failed = scene.play(() -> descend(depth, scene.act()));
      try {
        scene.check().check(failed);
      } catch (Throwable e) {
        throw new AssertionError((failed ? "failed" : "done") + " at depth " + depth, e);
      }
      return !failed;
    }

    private static void descend(int depth, Task act) throws Exception {
      if (depth == 0) {
        act.run();
      } else {
        descend(depth - 1, act);
      }
    }
  }
}
