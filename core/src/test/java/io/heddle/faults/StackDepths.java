// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.Task;
import io.heddle.runtime.Goroutines;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Plays scenes near the end of a stack, where it overflows in the operation or does not yet. */
public final class StackDepths {
  /** Of the platform thread, or of all carriers. */
  static final int STACK = 256 << 10;

  /** Below so many frames there is stack enough for anything. */
  private static final int FRAMES = 700;

  private static final int ENOUGH = 10;
  private static final Task NOTHING = () -> {};
  private static final int SECONDS_FOR_ALL = 35;
  private static final int SECONDS_FOR_ONE = 15;

  /** What cannot go on holds something, most likely, that the others need. */
  private static boolean hangs;

  private final Supplier<Scene> scenes;
  private final int step;
  private int left;

  private StackDepths(Supplier<Scene> scenes, int step) {
    this.scenes = scenes;
    this.step = step;
  }

  /**
   * Plays the scenes with such names in goroutines, whose carriers have a {@link #STACK}, and says
   * what was wrong. For a JVM of its own.
   *
   * @param step one of so many depths is tried, not always the same
   */
  public static void inGoroutines(int step, String pattern) throws Exception {
    var names = Scene.all().keySet().stream().filter(n -> n.matches(pattern)).toList();
    var all = new FutureTask<>(() -> wrongIn(names, step));
    Go.go(all::run);
    if (names.isEmpty() || !isDone(all)) {
      System.out.println("it hangs\n" + Goroutines.dump());
      System.exit(1);
    }
    var wrong = all.get();
    wrong.forEach(System.out::println);
    System.exit(wrong.isEmpty() ? 0 : 1);
  }

  /**
   * Plays the scenes with such names on platform threads, at every depth, and says what was wrong.
   * For a JVM of its own.
   */
  public static void ofScenes(String pattern) throws Exception {
    int played = 0;
    for (var e : Scene.all().entrySet()) {
      if (e.getKey().matches(pattern)) {
        played++;
        onThread(e.getValue(), 1);
      }
    }
    System.exit(played > 0 ? 0 : 1);
  }

  private static boolean isDone(FutureTask<?> all) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_FOR_ALL);
    while (!all.isDone() && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    return all.isDone();
  }

  private static List<String> wrongIn(Collection<String> names, int step) {
    var wrong = new ArrayList<String>();
    for (var name : names) {
      try {
        play(Scene.all().get(name), step);
      } catch (Throwable e) {
        wrong.add(name + ": " + e);
        e.printStackTrace();
      }
    }
    return wrong;
  }

  /** Plays a scene on a thread with a {@link #STACK}. */
  static void onThread(Supplier<Scene> scenes, int step) throws Exception {
    Callable<Void> playing =
        () -> {
          play(scenes, step);
          return null;
        };
    var result = new FutureTask<>(playing);
    assertThat(hangs).as("an earlier scene hangs").isFalse();
    var thread = new Thread(null, result, "small stack", STACK);
    thread.start();
    try {
      result.get(SECONDS_FOR_ONE, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      hangs = true;
      e.setStackTrace(thread.getStackTrace());
      throw e;
    }
  }

  /** Plays a scene on the calling thread, at one of {@code step} depths. */
  private static void play(Supplier<Scene> scenes, int step) throws Exception {
    new StackDepths(scenes, step).run();
  }

  private void run() throws Exception {
    for (int i = 0; i < 3; i++) { // all classes are there
      if (!isDoneAt(ENOUGH)) {
        throw new AssertionError("failed near the beginning of the stack");
      }
    }
    int failures = 0;
    int offset = (int) (System.nanoTime() & Integer.MAX_VALUE) % step;
    for (int fewer = FRAMES + offset; fewer > 0; fewer -= step) {
      // Measured each time: frames become smaller when the JIT has compiled the descent.
      failures += isDoneAt(Math.max(0, limit() - fewer)) ? 0 : 1;
    }
    if (failures == 0
        && step == 1) { // else the JIT may have made the frames smaller at each attempt
      throw new AssertionError("the stack has never overflowed");
    }
  }

  private int limit() throws Exception {
    try {
      descend(Integer.MAX_VALUE, NOTHING);
      throw new AssertionError("a stack without an end");
    } catch (StackOverflowError e) {
      return Integer.MAX_VALUE - left;
    }
  }

  private boolean isDoneAt(int depth) throws Exception {
    var scene = scenes.get();
    boolean failed = scene.play(() -> descend(depth, scene.act()));
    try {
      scene.check().check(failed);
    } catch (Throwable e) {
      throw new AssertionError((failed ? "failed" : "done") + " at depth " + depth, e);
    }
    return !failed;
  }

  private void descend(int depth, Task act) throws Exception {
    left = depth;
    if (depth == 0) {
      act.run();
    } else {
      descend(depth - 1, act);
    }
  }
}
