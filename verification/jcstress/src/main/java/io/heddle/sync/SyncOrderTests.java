// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static io.heddle.jcstress.Unchecked.unchecked;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Rule: {@code done} happens-before the return of an {@code await} that it let through; a signal
 * before the return of the {@code await} that it woke; a release before the acquire that it let
 * through; a put before the get that returns its object; the end of a body of Once, OnceValue,
 * SingleFlight and ErrGroup before the return of who gets its result.
 *
 * <p>In each test {@code before} writes a plain field that {@code after} must see.
 */
final class SyncOrderTests {
  private SyncOrderTests() {}

  /** A {@code done} happens-before the return of an {@code await} that it let through. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class WaitGroupDone {
    private final WaitGroup group = new WaitGroup();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        group.done();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        group.await();
        r.r1 = x;
      });
    }

    public WaitGroupDone() {
      group.add(1);
    }
  }

  /**
   * A signal happens-before the return of the {@code await} that it woke; given without the lock.
   */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class CondSignal {
    private final Mutex mutex = new Mutex();
    private final Cond cond = new Cond(mutex);
    private volatile boolean waits;
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        while (!waits) {
          Thread.onSpinWait();
        }
        mutex.lock();
        mutex.unlock();
        x = 1;
        cond.signal();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        mutex.lock();
        waits = true;
        cond.await();
        r.r1 = x;
      });
    }
  }

  /** A broadcast, as a signal. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class CondBroadcast {
    private final Mutex mutex = new Mutex();
    private final Cond cond = new Cond(mutex);
    private volatile boolean waits;
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        while (!waits) {
          Thread.onSpinWait();
        }
        mutex.lock();
        mutex.unlock();
        x = 1;
        cond.broadcast();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        mutex.lock();
        waits = true;
        cond.await();
        r.r1 = x;
      });
    }
  }

  /** A release happens-before the acquire that it let through. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class SemaphoreRelease {
    private final Semaphore semaphore = new Semaphore(1);
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        semaphore.release(1);
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        semaphore.acquire(1);
        r.r1 = x;
      });
    }

    public SemaphoreRelease() {
      if (!semaphore.tryAcquire(1)) {
        throw new AssertionError(semaphore);
      }
    }
  }

  /** A put into a pool happens-before the get that returns its object. */
  @JCStressTest
  @Outcome(
      id = {"-1", "1"},
      expect = ACCEPTABLE,
      desc = "nothing there, or all of it")
  @Outcome(expect = FORBIDDEN, desc = "an object that is not as it was put")
  @State
  public static class PoolPut {
    private final Pool<int[]> pool = new Pool<>();

    @Actor
    public void before() {
      var box = new int[1];
      box[0] = 1;
      pool.put(box);
    }

    @Actor
    public void after(I_Result r) {
      var box = pool.get();
      r.r1 = box == null ? -1 : box[0];
    }
  }

  /** The end of a Once's body happens-before the return of every run; it runs once. */
  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "run once, seen by both")
  @Outcome(expect = FORBIDDEN, desc = "run twice, or a return before its end")
  @State
  public static class OnceRun {
    private final Once once = new Once();
    private int x;

    private void body() {
      x++;
    }

    @Actor
    public void one(III_Result r) {
      unchecked(() -> {
        once.run(this::body);
        r.r1 = x;
      });
    }

    @Actor
    public void other(III_Result r) {
      unchecked(() -> {
        once.run(this::body);
        r.r2 = x;
      });
    }

    @Arbiter
    public void sum(III_Result r) {
      r.r3 = x;
    }
  }

  /** The same of a OnceValue, whose value is the same object for both. */
  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "computed once, seen by both")
  @Outcome(expect = FORBIDDEN, desc = "computed twice, or a return before its end")
  @State
  public static class OnceValueGet {
    private int runs;
    private final OnceValue<int[]> value = new OnceValue<>(this::compute);

    private int[] compute() {
      var box = new int[1];
      box[0] = ++runs;
      return box;
    }

    @Actor
    public void one(III_Result r) {
      r.r1 = value.get()[0];
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = value.get()[0];
    }

    @Arbiter
    public void sum(III_Result r) {
      r.r3 = runs;
    }
  }

  /** The end of a SingleFlight's body happens-before the return of who gets its result. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "1, 2", "2, 1"},
      expect = ACCEPTABLE,
      desc = "a result as it was made")
  @Outcome(expect = FORBIDDEN, desc = "a return before the body's end")
  @State
  public static class SingleFlightRun {
    private final SingleFlight<String, int[]> flights = new SingleFlight<>();
    private final AtomicInteger runs = new AtomicInteger();

    private int[] body() {
      var box = new int[1];
      box[0] = runs.incrementAndGet();
      return box;
    }

    @Actor
    public void one(II_Result r) {
      unchecked(() -> r.r1 = flights.run("key", this::body)[0]);
    }

    @Actor
    public void other(II_Result r) {
      unchecked(() -> r.r2 = flights.run("key", this::body)[0]);
    }
  }

  /** The end of an ErrGroup's bodies happens-before the return of its {@code await}. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "a return before the body's end")
  @State
  public static class ErrGroupAwait {
    private int x;
    private int y;

    @Actor
    public void one(II_Result r) {
      unchecked(() -> {
        var group = new ErrGroup();
        group.go(() -> x = 1);
        group.await();
        r.r1 = x;
      });
    }

    @Actor
    public void other(II_Result r) {
      unchecked(() -> {
        var group = new WaitGroup();
        group.go(() -> y = 1);
        group.await();
        r.r2 = y;
      });
    }
  }
}
