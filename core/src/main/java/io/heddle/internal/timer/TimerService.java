// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.Scheduler;
import io.heddle.internal.sched.Stripes;
import org.jspecify.annotations.Nullable;

/**
 * All timers of the process, run by whoever has nothing better to do. No thread and no goroutine
 * belongs to a timer.
 */
public final class TimerService {
  /*
   * Shards:   a task belongs to the shard of the carrier that it was made on, for good: a goroutine's
   *           timeouts are so mostly armed, fired and cancelled by one carrier, as in Go's per-P heaps.
   *           With a single heap two carriers of 100,000 sleepers spent two fifths of their time on its
   *           lock.
   * Who runs: a carrier its own shard's between goroutines, and those of others when it has found nothing
   *           else, or when they are late because their carrier does not get round to it. One idle
   *           carrier sleeps until `next`; without own carriers a TimerThread does. The driver is told
   *           when a new task becomes the earliest, because whoever sleeps until `next` must wake
   *           earlier.
   * Ordering: a shard's `next` is written under its lock and read without it; a reader that sees an old
   *           value is one who looks again before it sleeps (CarrierScheduler's idle protocol: the fence
   *           after announcing that it goes idle pairs with the driver call after the store).
   * Checked by: TimerServiceTest
   */

  /** Who sleeps until the next deadline. */
  public interface Driver {
    /** A task was armed that is due before all others. Called without any lock held. */
    void earlierDeadline(long when);
  }

  private static final long LATE_NANOS = 1_000_000;
  private static final TimerService INSTANCE = new TimerService();

  private final TimerShard[] shards = new TimerShard[Stripes.COUNT];
  private volatile @Nullable Driver driver;

  private TimerService() {
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new TimerShard(null);
    }
  }

  public static TimerService get() {
    return INSTANCE;
  }

  TimerShard ownShard() {
    var b = BubbleScheduler.here();
    return b != null ? b.timers() : shards[Stripes.own()];
  }

  /** Whether the task is of the shard that one made now would be of. */
  public boolean isHere(TimerTask task) {
    return task.shard == ownShard();
  }

  public void drivenBy(Driver newDriver) {
    driver = newDriver;
  }

  /**
   * Arms the task; one that is already armed is moved.
   *
   * @param when by {@link TimeSource}; {@link TimeSource#NEVER} leaves it disarmed
   * @return true if it was armed, and this call prevented it from firing at that time
   */
  public boolean arm(TimerTask task, long when) {
    boolean wasArmed = task.shard.arm(task, when);
    if (task.shard.bubble != null) {
      task.shard.bubble.timersChanged();
    } else if (when != TimeSource.NEVER && when <= task.shard.next() && when <= next()) {
      drive(when);
    }
    return wasArmed;
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
    return task.shard.cancel(task);
  }

  /** The earliest deadline, or {@link TimeSource#NEVER}. */
  public long next() {
    long next = TimeSource.NEVER;
    for (var shard : shards) {
      next = Math.min(next, shard.next());
    }
    return next;
  }

  /** Fires what is due and nobody else is firing; true if anything was. */
  public boolean runDue(long now) {
    return runDue(now, now);
  }

  /** As {@link #runDue}, but of other carriers' timers only those that are late. */
  public boolean runOwnDue(long now) {
    return runDue(now, now - LATE_NANOS);
  }

  private boolean runDue(long now, long others) {
    boolean any = false;
    int own = Stripes.own();
    for (int i = 0; i < shards.length; i++) {
      var shard = shards[(own + i) & (shards.length - 1)];
      if (shard.next() <= (i == 0 ? now : others)) {
        any |= shard.runDue(now);
      }
    }
    return any;
  }

  /** How many timers are armed, more or less: it takes no lock. */
  public int roughSize() {
    int size = 0;
    for (var shard : shards) {
      size += shard.roughSize();
    }
    return size;
  }

  /** How many timers are armed. */
  public int size() {
    int size = 0;
    for (var shard : shards) {
      size += shard.size();
    }
    return size;
  }
}
