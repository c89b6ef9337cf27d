// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.Holder;
import io.heddle.internal.sched.Scheduler;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How writers come, wait and go: the other half of the mechanism, which {@link RWReaders} explains.
 */
final class RWState extends RWReaders {
  private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 10 : 0;

  private final Writers writers;
  private final Predicate<Waiter> withdrawWriter = this::withdrawWriter;

  RWState(RWMutex on) {
    super(on);
    this.writers = new Writers();
  }

  /** Who has it is the one writer that keeps readers out, or is in. */
  final class Writers extends MutexState {
    Writers() {
      super(WaitReason.RWMUTEX_LOCK, on);
    }

    @Override
    void called() {
      try {
        if (findsReaders()) {
          letReadersOut();
        }
      } catch (StackOverflowError | OutOfMemoryError e) {
        // it competes at once: nobody else is woken until it has
      }
    }
  }

  void lockWrite() {
    StackReserve.touchTwice();
    if (findsReaders()) {
      letReadersOut();
    }
    if (!writers.take()) {
      writers.lockSlowly();
    }
    var w = enter();
    if (w != null) {
      try {
        Parker.parkUninterruptibly(w);
      } finally {
        forgetAdmitted(w);
      }
    }
  }

  boolean lockWrite(long deadline) throws InterruptedException {
    StackReserve.touchTwice();
    if (findsReaders() && !letReadersOut(deadline) || !writers.lockUntil(deadline)) {
      return false;
    }
    var w = enter();
    if (w == null) {
      return true;
    }
    try {
      return Waiting.await(w, deadline, withdrawWriter);
    } finally {
      forgetAdmitted(w);
    }
  }

  private void forgetAdmitted(Waiter w) {
    if (admitted == w) {
      admitted = null;
    }
  }

  /** See "Arriving". */
  private void letReadersOut() {
    if (arrivals.areExpected()) {
      arrivals.await(on);
    } else {
      Scheduler.get().yield();
    }
  }

  private boolean letReadersOut(long deadline) throws InterruptedException {
    if (arrivals.areExpected()) {
      return arrivals.await(on, deadline);
    }
    Scheduler.get().yield();
    return true;
  }

  /** Whether there are still readers in after a moment. */
  private boolean findsReaders() {
    for (int i = 0; readers > 0; i++) {
      if (i == SPINS) {
        return BubbleScheduler.here() == null; // there nobody comes between who has not been chosen
      }
      Thread.onSpinWait();
    }
    return false;
  }

  boolean tryLockWrite() {
    StackReserve.touchTwice();
    if (!writers.take()) {
      return false;
    }
    acquireNested();
    boolean locked = READERS.compareAndSet(this, 0, -WRITER);
    keptOut = locked;
    held = locked;
    release();
    if (!locked) {
      writers.unlockReserved();
    }
    return locked;
  }

  void unlockWrite() {
    StackReserve.touchTwice();
    acquireNested();
    if (!held) {
      release();
      throw new IllegalMonitorStateException("sync: Unlock of unlocked RWMutex");
    }
    held = false;
    leave();
  }

  /** By the owner of `writers`: keeps readers out. Null: none is inside, it holds the lock. */
  private @Nullable Waiter enter() {
    acquireNested();
    keptOut = true;
    READERS.getAndAdd(this, -WRITER);
    for (int i = 0; readers != -WRITER; i++) {
      if (i == Spinning.ROUNDS) {
        var w = newWaiterOrLeave();
        pending = w;
        boolean alone = admit() != null;
        if (alone) {
          admitted = null;
        }
        release();
        return alone ? null : w;
      }
      release();
      Spinning.round();
      acquireNested();
    }
    held = true;
    release();
    return null;
  }

  private Waiter newWaiterOrLeave() {
    try {
      return new Waiter(WaitReason.RWMUTEX_LOCK, on);
    } catch (OutOfMemoryError e) {
      leave();
      throw e;
    }
  }

  private boolean withdrawWriter(Waiter w) {
    acquireNested();
    if (pending != w) {
      release();
      return false;
    }
    pending = null;
    leave();
    return true;
  }

  /** By the owner of `writers`, under the SpinLock: gives back both, and lets others in. */
  private void leave() {
    int n = waitingReaders.size();
    var in = waitingReaders.detach();
    keptOut = false;
    if (n > 0) {
      arrivals.expect(n);
    }
    READERS.getAndAdd(this, n + WRITER);
    release();
    Parker.unparkAll(in);
    writers.unlockReserved();
  }

  /** True if this thread is the writer that waits until the readers have left. */
  boolean isPending(Thread waiter) {
    var w = pending;
    return w != null && w.thread == waiter;
  }

  /**
   * True if this thread is a writer that has been let in, and of which the other one may not have
   * got to unpark it: it looks as if it waited, and for nobody. Asked after {@link #isPending}.
   */
  boolean isAdmitted(Thread waiter) {
    var w = admitted;
    return w != null && w.thread == waiter;
  }

  /** The writer that keeps others out, by thread id, or 0. */
  long writer() {
    return writers.holder();
  }

  String describe() {
    acquire();
    int r = readers;
    boolean written = held;
    release();
    int count = r < 0 ? r + WRITER : r;
    if (written) {
      return "rwmutex held by " + Holder.of(writers.owner());
    }
    return count <= 0
        ? "rwmutex unlocked"
        : "rwmutex held by " + count + (count == 1 ? " reader" : " readers");
  }
}
