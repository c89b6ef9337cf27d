// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The timers that were made on one carrier, most likely: one lock and one heap. */
public final class TimerShard extends SpinLock {
  /*
   * Locking:  the spin lock guards the heap and its tasks; tasks fire outside of it. One thread fires
   *           at a time (`firing`, which also guards `due`), in small batches: to take one out of a large
   *           heap costs 100 ns, and who wants to arm another waits so long.
   * Ordering: `next` is written under the lock and read without it; see TimerService.
   */
  private static final int BATCH = 4;
  private static final VarHandle FIRING;

  static {
    try {
      FIRING = MethodHandles.lookup().findVarHandle(TimerShard.class, "firing", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Whose timers they are, if a bubble's. */
  final @Nullable BubbleScheduler bubble;

  private final TimerHeap heap = new TimerHeap();
  private final @Nullable TimerTask[] due = new TimerTask[BATCH];
  private long sequence;
  private volatile long next = TimeSource.NEVER;

  @SuppressWarnings("unused") // through FIRING
  private boolean firing;

  public TimerShard(@Nullable BubbleScheduler bubble) {
    this.bubble = bubble;
  }

  @Override
  protected LockRank rank() {
    return LockRank.TIMERS;
  }

  /** True if the task was armed, for another time. */
  boolean arm(TimerTask task, long when) {
    acquireReserved();
    try {
      boolean wasArmed = task.slot >= 0;
      if (wasArmed) {
        heap.remove(task);
      }
      task.when = when;
      if (when != TimeSource.NEVER) {
        task.sequence = sequence++;
        heap.add(task);
      }
      publishNext();
      return wasArmed;
    } finally {
      release();
    }
  }

  /** True if the task was armed. */
  boolean cancel(TimerTask task) {
    if (task.slot < 0) {
      return false; // it has left the heap, and if it has fired for the caller, the caller sees so
    }
    acquireReserved();
    try {
      if (task.slot < 0) {
        return false;
      }
      heap.remove(task);
      publishNext();
      return true;
    } finally {
      release();
    }
  }

  /** The earliest deadline, or {@link TimeSource#NEVER}. */
  public long next() {
    return next;
  }

  /** {@link #size} as it was not long ago. */
  int roughSize() {
    return heap.size();
  }

  public int size() {
    acquireReserved();
    try {
      return heap.size();
    } finally {
      release();
    }
  }

  /** Fires what is due; true if anything was. False at once while another thread does. */
  public boolean runDue(long now) {
    if (!FIRING.compareAndSet(this, false, true)) {
      return false;
    }
    try {
      boolean any = false;
      for (int n = takeDue(now); n > 0; n = takeDue(now)) {
        any = true;
        fire(n, now);
      }
      return any;
    } finally {
      FIRING.setRelease(this, false);
    }
  }

  /** Takes up to a batch of due tasks out of the heap. */
  private int takeDue(long now) {
    int n = 0;
    acquireReserved();
    try {
      while (n < BATCH && heap.size() > 0 && heap.firstDeadline() <= now) {
        var first = Objects.requireNonNull(heap.first());
        heap.remove(first);
        due[n++] = first;
      }
      publishNext();
    } finally {
      release();
    }
    return n;
  }

  /** One that fails does not keep the others from firing. */
  private void fire(int n, long now) {
    Throwable failure = null;
    for (int i = 0; i < n; i++) {
      var task = Objects.requireNonNull(due[i]);
      due[i] = null;
      try {
        task.fire(now);
      } catch (Throwable e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw new IllegalStateException("a timer's task failed", failure);
    }
  }

  /** A store is a fence: only if it has changed. Who held the lock before has stored the rest. */
  private void publishNext() {
    long first = heap.size() == 0 ? TimeSource.NEVER : heap.firstDeadline();
    if (next != first) {
      next = first;
    }
  }
}
