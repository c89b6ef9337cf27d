// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import io.heddle.internal.sched.Scheduler;
import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import org.jspecify.annotations.Nullable;

/**
 * All timers of the process: one heap, run by whoever has nothing better to do. No thread and no
 * goroutine belongs to a timer.
 */
public final class TimerService extends SpinLock {
  /*
   * Locking:  the spin lock guards the heap; tasks fire outside of it.
   * Who runs: carriers call runDue between goroutines and before they go idle, and one idle carrier
   *           sleeps until `next`; without own carriers a TimerThread does. The driver is told when
   *           a new task becomes the earliest, because whoever sleeps until `next` must wake earlier.
   * Ordering: `next` is written under the lock and read without it; a reader that sees an old value
   *           is one who looks again before it sleeps (CarrierScheduler's idle protocol: the fence
   *           after announcing that it goes idle pairs with the driver call after the store).
   * Checked by: TimerServiceTest
   */

  /** Who sleeps until the next deadline. */
  public interface Driver {
    /** A task was armed that is due before all others. Called without any lock held. */
    void earlierDeadline(long when);
  }

  private static final TimerService INSTANCE = new TimerService();

  private final TimerHeap heap = new TimerHeap();
  private long sequence;
  private volatile long next = TimeSource.NEVER;
  private volatile @Nullable Driver driver;

  private TimerService() {}

  @Override
  protected LockRank rank() {
    return LockRank.TIMERS;
  }

  public static TimerService get() {
    return INSTANCE;
  }

  public void drivenBy(Driver newDriver) {
    driver = newDriver;
  }

  /**
   * Arms the task; one that is already armed is moved.
   *
   * @param when by {@link TimeSource}; {@link TimeSource#NEVER} leaves it disarmed
   */
  public void arm(TimerTask task, long when) {
    boolean earliest = false;
    acquire();
    try {
      if (task.position >= 0) {
        heap.remove(task);
      }
      task.when = when;
      if (when != TimeSource.NEVER) {
        task.sequence = sequence++;
        heap.add(task);
        earliest = task.position == 0;
      }
      publishNext();
    } finally {
      release();
    }
    if (earliest) {
      drive(when);
    }
  }

  private void drive(long when) {
    if (driver == null) {
      Scheduler.get().maxProcs(); // no goroutine yet: this starts those who drive the timers
    }
    var d = driver;
    if (d != null) {
      d.earlierDeadline(when);
    }
  }

  /** True if this call prevented the task from firing. */
  public boolean cancel(TimerTask task) {
    acquire();
    try {
      if (task.position < 0) {
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

  /** Fires what is due; true if anything was. */
  public boolean runDue(long now) {
    boolean any = false;
    while (next <= now) {
      var task = pollDue(now);
      if (task == null) {
        break;
      }
      any = true;
      task.fire(now);
    }
    return any;
  }

  /** How many timers are armed. */
  public int size() {
    acquire();
    try {
      return heap.size();
    } finally {
      release();
    }
  }

  private @Nullable TimerTask pollDue(long now) {
    acquire();
    try {
      var first = heap.first();
      if (first == null || first.when > now) {
        return null;
      }
      heap.remove(first);
      publishNext();
      return first;
    } finally {
      release();
    }
  }

  private void publishNext() {
    var first = heap.first();
    next = first == null ? TimeSource.NEVER : first.when;
  }
}
