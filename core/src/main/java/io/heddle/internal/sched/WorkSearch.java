// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.CoarseClock;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where a carrier finds what it runs next: its next slot, its own queue, its timers, the global
 * queue, other carriers' queues, their timers, in that order. Go's {@code findRunnable}. Its owner
 * only.
 */
final class WorkSearch {
  /*
   * Fair to others' work: every GLOBAL_EVERY turns the timers and the global queue come first; sooner
   *                       if the watchdog finds that one of them is late, for turns may be long.
   * Fair to who yields:   what only yields goes round in its carrier's queue, and would for ever: of
   *                       three on two carriers one would have as much as the other two. So with the look
   *                       abroad half of the queue goes there, and a fair share of what is there comes
   *                       back: lengths even out, and nobody stays in the same company. In Go all that
   *                       yields goes through the global queue: the lock would cost half a switch here.
   * Fair to the queue:    after STREAK runs from the next slot in a row the queue comes first once, so
   *                       that a pair that hands itself to and fro cannot starve what waits behind it.
   *                       In Go the two share a time slice instead; here nothing takes a carrier away
   *                       from a goroutine, so turns are what can be counted.
   * Fair price:           a theft that keeps the owner busy for a moment only makes the next one dearer: see
   *                       Worth. What others have opened, their next slots, is taken in any case.
   */
  static final int GLOBAL_EVERY = 61;
  private static final int STREAK = 64;

  private final Carrier owner;
  private final CarrierScheduler scheduler;
  private final RunQueue queue;
  private final Ready[] batch = new Ready[RunQueue.CAPACITY / 2];
  private int streak;
  private long lastYields;

  /** When it stole last, until that has been judged; else 0. */
  private long stolenAt;

  /** The owner was woken because there is work: it takes what there is, once. */
  private boolean isSentFor;

  WorkSearch(Carrier owner) {
    this.owner = owner;
    this.scheduler = owner.scheduler;
    this.queue = owner.queue;
  }

  /** What to run in this turn; null if nothing was found anywhere. */
  @Nullable Ready find(long turn) {
    var r = turn % GLOBAL_EVERY == 0 || scheduler.isLate ? findAbroadFirst() : findOwn();
    return r != null ? r : findElsewhere();
  }

  private @Nullable Ready findAbroadFirst() {
    boolean isLate = scheduler.isLate;
    scheduler.isLate = false;
    owner.runTimers(now(), false);
    boolean yields = owner.counts.yields != lastYields && scheduler.carriers.procs() > 1;
    lastYields = owner.counts.yields;
    if (yields) {
      evenOut();
    }
    var r = isLate || !yields ? scheduler.global.poll() : null;
    return r != null ? r : findOwn();
  }

  /** Exchanges a part of the queue for a part of what others have given. */
  private void evenOut() {
    giveHalf();
    int share = scheduler.global.size() / (2 * scheduler.carriers.procs());
    int n = scheduler.global.poll(batch, share);
    putLast(0, n);
    forget(n);
    takeFromLonger();
    scheduler.idle.wakeFor(scheduler.global.size());
  }

  /**
   * Half of what another carrier has, if that is more than the owner has, or both have one: the
   * kernel may have taken that carrier's processor away for many milliseconds.
   */
  private void takeFromLonger() {
    var all = scheduler.carriers.all();
    var victim = all[ThreadLocalRandom.current().nextInt(all.length)];
    int own = queue.size();
    int theirs = victim.queue.size();
    if (victim != owner && (theirs > own || theirs == 1 && own == 1)) {
      int n = victim.queue.takeHalf(batch);
      putLast(0, n);
      forget(n);
      owner.counts.steals += n;
    }
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
    long now = now();
    judge(now);
    if (owner.runTimers(now, false)) {
      var r = queue.take();
      if (r != null) {
        return r;
      }
    }
    var r = fromGlobal();
    if (r == null) {
      r = steal(now);
    }
    return r == null && owner.runTimers(now(), true) ? queue.take() : r;
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

  /** The owner is out of work: whether its last theft has paid. */
  private void judge(long now) {
    if (stolenAt != 0) {
      scheduler.idle.theft.learn(now - stolenAt);
      stolenAt = 0;
    }
  }

  /** How many must be in a queue for the owner to steal from it. */
  private int least() {
    return isSentFor ? 1 : scheduler.idle.theft.worth();
  }

  /** The owner was woken. */
  void sendFor() {
    isSentFor = true;
  }

  /** Whether there is anything that the owner would take. */
  boolean seesWork() {
    if (scheduler.global.size() > 0) {
      return true;
    }
    int least = least();
    for (var c : scheduler.carriers.all()) {
      if (c.queue.size() >= least || c.isNextOpen()) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Ready steal(long now) {
    var all = scheduler.carriers.all();
    if (all.length == 0) {
      return null; // the owner has begun before the scheduler has listed it
    }
    int least = least();
    isSentFor = false;
    int start = ThreadLocalRandom.current().nextInt(all.length);
    for (int i = 0; i < all.length; i++) {
      var victim = all[(start + i) % all.length];
      if (victim != owner) {
        int n = victim.queue.size() >= least ? victim.queue.takeHalf(batch) : 0;
        var r = n > 0 ? keep(n) : victim.stealNext();
        if (r != null) {
          stolenAt = now;
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
    var first = batch[0];
    putLast(1, n);
    forget(n);
    return first;
  }

  /** What stood in the batch has gone elsewhere. */
  @SuppressWarnings("NullAway") // what is not in use is empty
  private void forget(int n) {
    Arrays.fill(batch, 0, n, null);
  }

  /** What stands in the batch from {@code first} up to {@code end} goes to the queue. */
  private void putLast(int first, int end) {
    for (int i = first; i < end; i++) {
      if (!queue.put(batch[i])) {
        scheduler.global.put(batch[i]);
      }
    }
  }

  /** Makes room in the full queue: half of it is for all. */
  void spill() {
    giveHalf();
  }

  /** Half of the queue goes to the global one; returns how many. */
  private int giveHalf() {
    int n = queue.takeHalf(batch);
    scheduler.global.putAll(batch, n);
    forget(n);
    return n;
  }

  /** Gives all that the owner has to the others. */
  void handOver() {
    var r = owner.takeNext();
    if (r != null) {
      scheduler.global.put(r);
    }
    while (giveHalf() > 0) {
      // until it is empty
    }
    scheduler.idle.wakeOne();
  }
}
