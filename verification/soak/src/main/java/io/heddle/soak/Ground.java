// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Go;
import io.heddle.Task;
import io.heddle.runtime.Goroutines;
import io.heddle.runtime.Scheduling;
import io.heddle.sync.WaitGroup;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What all the works of a soak share: when it is over, random numbers, who lives, what failed. */
final class Ground {
  final long seed;
  private final SplittableRandom seeds;
  private final List<Thread> residents = new CopyOnWriteArrayList<>();
  private final WaitGroup alive = new WaitGroup();
  private final LongAdder interrupts = new LongAdder();
  private volatile boolean over;
  private boolean failed;

  Ground(long seed) {
    this.seed = seed;
    seeds = new SplittableRandom(seed);
  }

  /** A source of its own for each worker. */
  synchronized SplittableRandom random() {
    return seeds.split();
  }

  boolean isOver() {
    return over;
  }

  /** A goroutine that lives until the end, and may be interrupted at any time. */
  void resident(Work work, Task body) {
    interruptible(lasting(work, body));
  }

  /** What a worker does again and again, by numbers of its own. */
  interface Step {
    void run(SplittableRandom random) throws Exception;
  }

  /** Some {@link #resident}s that {@link #repeat} a step. */
  void residents(Work work, int n, Step step) {
    for (int i = 0; i < n; i++) {
      var random = random();
      resident(work, () -> repeat(work, () -> step.run(random)));
    }
  }

  /** One that may be interrupted at any time. */
  Thread interruptible(Thread thread) {
    residents.add(thread);
    return thread;
  }

  /** A goroutine that lives until the end, and is not interrupted. */
  Thread lasting(Work work, Task body) {
    alive.add(1);
    return Go.go(
        work.name(),
        () -> {
          try {
            body.run();
          } catch (Throwable e) {
            fail(work.name() + " failed", e);
          } finally {
            alive.done();
          }
        });
  }

  /** Repeats the step until it is over; each that succeeds is progress. */
  void repeat(Work work, Task step) throws Exception {
    while (!over) {
      try {
        step.run();
        work.progress();
      } catch (InterruptedException e) {
        interrupts.increment();
      }
    }
  }

  /** Repeats an operation until it was not interrupted: an interrupted one has had no effect. */
  <T> T insist(Callable<T> operation) throws Exception {
    while (true) {
      try {
        return operation.call();
      } catch (InterruptedException e) {
        interrupts.increment();
      }
    }
  }

  void insist(Task operation) throws Exception {
    insist(() -> {
      operation.run();
      return true;
    });
  }

  void interruptAny(SplittableRandom random) {
    if (!residents.isEmpty()) {
      residents.get(random.nextInt(residents.size())).interrupt();
    }
  }

  long interrupts() {
    return interrupts.sum();
  }

  /** Asks all to end, and waits for them. */
  boolean end(Duration limit) throws InterruptedException {
    over = true;
    return alive.await(limit);
  }

  void fail(String what) {
    fail(what, new AssertionError(what));
  }

  /** Says what is wrong and how everything stands, and ends the process. */
  synchronized void fail(String what, Throwable cause) {
    if (failed) {
      return;
    }
    failed = true;
    System.err.println("FAILED, seed " + seed + ": " + what);
    cause.printStackTrace();
    System.err.println(Scheduling.metrics());
    System.err.println(Goroutines.dump());
    Thread.getAllStackTraces().forEach(Ground::tell); // the runtime's, among others
    System.err.flush();
    Runtime.getRuntime().halt(1);
  }

  private static void tell(Thread thread, StackTraceElement[] stack) {
    System.err.println(thread + " " + thread.getState());
    for (var frame : stack) {
      System.err.println("\tat " + frame);
    }
  }

  /** Fails unless {@code holds}. */
  void require(boolean holds, String what, Object... values) {
    if (!holds) {
      fail(String.format(what, values));
    }
  }
}
