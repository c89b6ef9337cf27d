// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Waits for a number of goroutines to finish: Go's {@code sync.WaitGroup}.
 *
 * <p>{@link #go} starts a goroutine and counts it. A group may be reused when all {@link #await}
 * calls of the previous round have returned.
 *
 * <p>Each {@link #done} happens-before the return of an {@code await} that it releases. A call that
 * would make the counter negative throws {@link IllegalStateException} and does not change it.
 */
public final class WaitGroup {
  /*
   * State:    the counter in the upper 32 bits, HAS_WAITERS in the lowest. HAS_WAITERS changes under
   *           the queue's lock only, by CAS, for the counter changes beside it.
   * Waking:   the step to 0 is one CAS while nobody waits. With waiters it is taken under the
   *           queue's lock together with the whole queue, so that a waiter of the next round, which
   *           a concurrent add may open at once, is never let through by the former round's end.
   * Ordering: CAS on the state; for those who parked, Waiter.woken.
   * Go:       sync/waitgroup.go; `go` there, too, does not count down before a panic is out.
   * Checked by: WaitGroupTest
   */
  private static final long HAS_WAITERS = 1;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(WaitGroup.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LockedQueue waiters = new LockedQueue();
  private volatile long state;
  private final Started.Group members = new Members();

  private final class Members implements Started.Group {
    @Override
    public void ended() {
      done();
    }

    @Override
    public Object[] countsFor() {
      return new Object[] {WaitGroup.this};
    }
  }

  /** Makes a group whose counter is 0. */
  public WaitGroup() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  /**
   * Adds {@code delta}, which may be negative, to the counter. When it becomes 0, all waiters are
   * released. Never blocks. Go's {@code wg.Add}.
   *
   * @param delta the number to add
   * @throws IllegalStateException "sync: negative WaitGroup counter"
   */
  public void add(int delta) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.ADD, this);
    }
    if (Race.ON && delta < 0) {
      Race.release(this);
    }
    while (true) {
      long s = state;
      if (Race.ON && delta > 0 && s >> 32 == 0) {
        Race.firstAdd(this);
      }
      long count = (s >> 32) + delta;
      if (count < 0) {
        throw new IllegalStateException("sync: negative WaitGroup counter");
      }
      if (count > Integer.MAX_VALUE) {
        throw new IllegalStateException("sync: WaitGroup counter overflow");
      }
      if (count == 0 && (s & HAS_WAITERS) != 0) {
        if (letThrough(s)) {
          return;
        }
      } else if (STATE.compareAndSet(this, s, count << 32 | s & HAS_WAITERS)) {
        return;
      }
    }
  }

  /** Decrements the counter by 1. Never blocks. Go's {@code wg.Done}. */
  public void done() {
    add(-1);
  }

  /**
   * Waits until the counter is 0. Actions before each {@link #done} happen-before its return. Go's
   * {@code wg.Wait}.
   *
   * @throws InterruptedException if interrupted before or during the wait
   */
  public void await() throws InterruptedException {
    await(TimeSource.NEVER);
  }

  /**
   * Waits until the counter is 0, for a limited time. Go has no counterpart.
   *
   * @param limit the maximum time to wait; with zero or less it does not wait
   * @return true if the counter was 0; false if the time has passed
   * @throws InterruptedException if interrupted before or during the wait
   */
  public boolean await(Duration limit) throws InterruptedException {
    long nanos = Durations.nanos(limit);
    if (nanos == 0) {
      Waiting.checkInterrupt();
      return passed(count() == 0);
    }
    return await(TimeSource.after(nanos));
  }

  /**
   * Starts a goroutine and adds it to the group until it ends. If the body fails, the failure is
   * reported before any {@code await} returns because of it. Go's {@code wg.Go}.
   *
   * @param body the function that the goroutine runs
   * @return the started thread of the goroutine
   */
  public Thread go(Task body) {
    Objects.requireNonNull(body, "body");
    StackReserve.touchTwice();
    var g = new Started(body, Context.current(), members);
    add(1);
    try {
      return g.start(null);
    } catch (Throwable e) {
      done();
      throw e;
    }
  }

  @Override
  public String toString() {
    return "wait group with counter " + count();
  }

  /** The counter, at some instant during the call. */
  int count() {
    return (int) (state >> 32);
  }

  /** As {@link #await()}, but an interrupt does not end it and is kept. */
  void awaitUninterruptibly() {
    boolean interrupted = false;
    while (true) {
      try {
        await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean await(long deadline) throws InterruptedException {
    Waiting.checkInterrupt();
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.AWAIT, this);
    }
    if (count() == 0) {
      return passed(true);
    }
    var w = new Waiter(WaitReason.WAIT_GROUP_WAIT, this);
    Predicate<Waiter> withdraw = this::withdraw;
    waiters.acquire();
    long s = state;
    while (s >> 32 != 0) {
      if (STATE.compareAndSet(this, s, s | HAS_WAITERS)) {
        waiters.queue().add(w);
        waiters.release();
        if (Race.ON && (s & HAS_WAITERS) == 0) {
          Race.firstAwait(this);
        }
        return passed(Waiting.await(w, deadline, withdraw));
      }
      s = state;
    }
    waiters.release();
    return passed(true);
  }

  private boolean passed(boolean through) {
    if (Race.ON && through) {
      Race.acquire(this);
    }
    return through;
  }

  private boolean letThrough(long s) {
    waiters.acquire();
    if (!STATE.compareAndSet(this, s, 0L)) {
      waiters.release();
      return false;
    }
    var all = waiters.queue().detach();
    waiters.release();
    Parker.unparkAll(all);
    return true;
  }

  private boolean withdraw(Waiter w) {
    waiters.acquireReserved();
    boolean mine = waiters.queue().remove(w);
    if (mine && waiters.queue().isEmpty()) {
      long s = state;
      while (!STATE.compareAndSet(this, s, s & ~HAS_WAITERS)) {
        s = state;
      }
    }
    waiters.release();
    return mine;
  }
}
