// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.wait.CoarseClock;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where a carrier finds what it runs next: its next slot, its own queue, its timers, the global
 * queue, other carriers' queues, their timers, in that order. Go's {@code findRunnable}. Its owner
 * only.
 */
final class WorkSearch {
  /*
   * Fair to others' work: every GLOBAL_EVERY turns the timers and the global queue come first.
   * Fair to the queue:    after STREAK runs from the next slot in a row the queue comes first once, so
   *                       that a pair that hands itself to and fro cannot starve what waits behind it.
   *                       In Go the two share a time slice instead; here nothing takes a carrier away
   *                       from a goroutine, so turns are what can be counted.
   */
  static final int GLOBAL_EVERY = 61;
  private static final int STREAK = 64;

  private final Carrier owner;
  private final CarrierScheduler scheduler;
  private final RunQueue queue;
  private final Ready[] batch = new Ready[RunQueue.CAPACITY / 2];
  private int streak;

  WorkSearch(Carrier owner) {
    this.owner = owner;
    this.scheduler = owner.scheduler;
    this.queue = owner.queue;
  }

  /** What to run in this turn; null if nothing was found anywhere. */
  @Nullable Ready find(long turn) {
    var r = turn % GLOBAL_EVERY == 0 ? findAbroadFirst() : findOwn();
    return r != null ? r : findElsewhere();
  }

  private @Nullable Ready findAbroadFirst() {
    TimerService.get().runOwnDue(now());
    var r = scheduler.global.poll();
    return r != null ? r : findOwn();
  }

  private @Nullable Ready findOwn() {
    if (streak < STREAK) {
      var r = owner.takeNext();
      if (r != null) {
        streak++;
        return r;
      }
    }
    streak = 0;
    var r = queue.take();
    return r != null ? r : owner.takeNext();
  }

  private @Nullable Ready findElsewhere() {
    if (TimerService.get().runOwnDue(now())) {
      var r = queue.take();
      if (r != null) {
        return r;
      }
    }
    var r = fromGlobal();
    if (r == null) {
      r = steal();
    }
    return r == null && TimerService.get().runDue(now()) ? queue.take() : r;
  }

  private static long now() {
    long now = TimeSource.now();
    CoarseClock.update(now);
    return now;
  }

  private @Nullable Ready fromGlobal() {
    int share = scheduler.global.size() / Math.max(1, scheduler.carriers.procs()) + 1;
    return keep(scheduler.global.poll(batch, share));
  }

  private @Nullable Ready steal() {
    var all = scheduler.carriers.all();
    if (all.length == 0) {
      return null; // the owner has begun before the scheduler has listed it
    }
    int start = ThreadLocalRandom.current().nextInt(all.length);
    for (int i = 0; i < all.length; i++) {
      var victim = all[(start + i) % all.length];
      if (victim != owner) {
        int n = victim.queue.takeHalf(batch);
        var r = n > 0 ? keep(n) : victim.stealNext();
        if (r != null) {
          owner.counts.steals += Math.max(1, n);
          return r;
        }
      }
    }
    return null;
  }

  /** Of n in the batch the first is to run now, the others go to the (empty) queue. */
  private @Nullable Ready keep(int n) {
    if (n == 0) {
      return null;
    }
    for (int i = 1; i < n; i++) {
      if (!queue.put(batch[i])) {
        scheduler.global.put(batch[i]);
      }
    }
    return batch[0];
  }

  /** Makes room in the full queue: half of it is for all. */
  void spill() {
    scheduler.global.putAll(batch, queue.takeHalf(batch));
  }

  /** Gives all that the owner has to the others. */
  void handOver() {
    var r = owner.takeNext();
    if (r != null) {
      scheduler.global.put(r);
    }
    for (int n = queue.takeHalf(batch); n > 0; n = queue.takeHalf(batch)) {
      scheduler.global.putAll(batch, n);
    }
    scheduler.idle.wakeOne();
  }
}
