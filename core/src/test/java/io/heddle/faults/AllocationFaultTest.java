// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every public operation, each of its allocations failing once: on platform threads and in
 * goroutines. It runs in a copy of the library that {@link FaultyCore} makes.
 */
class AllocationFaultTest {
  private static final int TOO_MANY = 1000;

  @TestFactory
  Stream<DynamicTest> everyOperation() throws Exception {
    var copy = new FaultyCore().loadClass(Plays.class.getName());
    var names = (List<?>) copy.getMethod("names").invoke(null);
    var play = copy.getMethod("play", String.class, boolean.class);
    return Stream.of(false, true)
        .flatMap(goroutine ->
            names.stream()
                .map(name ->
                    DynamicTest.dynamicTest(
                        name + (goroutine ? ", in a goroutine" : ""),
                        () -> {
                          int points = (int) play.invoke(null, name, goroutine);
                          assertThat(points).as("allocations").isNotNegative();
                        })));
  }

  /** The part that runs in the copy. */
  public static final class Plays {
    private Plays() {}

    public static List<String> names() {
      return List.copyOf(Scene.all().keySet());
    }

    /** Returns how many allocations could fail. */
    public static int play(String name, boolean inGoroutine) throws Exception {
      var scenes = Scene.all().get(name);
      return inGoroutine ? inGoroutine(() -> failEach(scenes)) : failEach(scenes);
    }

    private static int inGoroutine(Callable<Integer> body) throws Exception {
      var result = new CompletableFuture<Integer>();
      io.heddle.Go.go(() -> {
        try {
          result.complete(body.call());
        } catch (Throwable e) {
          result.completeExceptionally(e);
        }
      });
      return result.get(Scene.SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static int failEach(Supplier<Scene> scenes) throws Exception {
      failAt(scenes, TOO_MANY);
      int n = 0;
      while (failAt(scenes, n)) {
        n++;
      }
      return n;
    }

    /** True if it came so far. */
    private static boolean failAt(Supplier<Scene> scenes, int n) throws Exception {
      var scene = scenes.get();
      int[] passed = {0};
      boolean failed =
          scene.play(() -> {
            FaultPoint.arm(n);
            try {
              scene.act().run();
            } finally {
              passed[0] = FaultPoint.disarm();
            }
          });
      try {
        scene.check().check(failed);
      } catch (Throwable e) {
        throw new AssertionError(
            (failed ? "failed" : "done, though the error was swallowed,") + " at allocation " + n,
            e);
      }
      return passed[0] > n;
    }
  }
}
