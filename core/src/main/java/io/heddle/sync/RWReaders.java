// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.SpinLock;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitQueue;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The mechanism of {@link RWMutex}: the count of readers, how they come, wait and go. */
abstract sealed class RWReaders extends SpinLock permits RWState {
  /*
   * Writers:    first lock `writers`, a Mutex, and so are one at a time; its owner then keeps readers
   *             out and waits until those inside have left.
   * `readers`:  how many readers are in, less WRITER while readers are kept out. So a reader comes and
   *             goes with one atomic addition each, and a negative result tells it of a writer.
   * Transient:  a reader that finds a writer has added itself already; it takes that back, as if it
   *             had been a reader for a moment. A refused unlock is taken back, too. Hence under the
   *             SpinLock `keptOut`, not the sign of `readers`, says whether readers have to wait, and
   *             whoever takes something back looks whether the writer may go now (admit).
   * Under the SpinLock:
   *   keptOut   readers have to wait. Changed by the owner of `writers`, and false while there is none.
   *   pending   the owner of `writers`, if it is parked until the readers have left
   *   admitted  the waiter of a writer that is alone inside, but may not yet have been unparked
   *   held      the owner of `writers` is alone inside
   *   waitingReaders   is empty unless keptOut
   * Unlocking:  all waiting readers are counted in at once, and newcomers may follow them until the next
   *             writer has come to itself and keeps them out. If they were kept out for it meanwhile, a
   *             switch or more, each of a crowd would get in once, and park at its next operation.
   * Spinning:   readers and writers are most probably in for some nanoseconds only; a park costs
   *             more, and a writer that parks makes all readers park. Where a writer is parked, readers
   *             are in that do not run, and no reader spins.
   * Arriving:   readers that a writer's unlock let in hold the lock before they run. A next writer that
   *             found them there would keep all others out and park, and at its unlock all would be
   *             let in again: a convoy in which each write parks everybody. So a writer that finds
   *             readers in first waits for those that have not run yet (Arrivals), or yields once, before
   *             anybody knows of it, and most of them have left. So does one that has been woken, before it
   *             competes for `writers`: nobody is to wait for one that has yielded. See ADR 0026 and 0155.
   * Nested:     a writer owns `writers` when it takes the SpinLock: it must not stay away.
   * Colliding:  readers of two carriers that do nothing but come and go take turns at `readers`, as at a
   *             hammered SpinLock; one of them stays away for a while. See ADR 0025 for what both gain.
   *             That leaves the count at 0 mostly, so a reader tries 0 → 1 before it looks.
   * Ordering:   atomic additions on `readers`; `writers` among writers; Waiter.woken for who parked.
   * Rejected:   Go's count of departing readers (readerWait): it can not tell, once a pending writer
   *             has given up, whose departure is still on its way to be counted. A queue of writers
   *             with hand-off at each unlock: a switch per write under contention, 1 µs for 40 ns.
   * Checked by: RWMutexTest, RWMutexHammerTest
   */
  static final int WRITER = 1 << 30;
  static final VarHandle READERS;

  static {
    try {
      READERS = MethodHandles.lookup().findVarHandle(RWReaders.class, "readers", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final RWMutex on;
  private final Predicate<Waiter> withdrawReader = this::withdrawReader;
  volatile int readers;
  boolean keptOut;
  boolean held;
  volatile @Nullable Waiter pending;
  volatile @Nullable Waiter admitted; // cleared by the writer itself, which is alone then
  final WaitQueue waitingReaders = new WaitQueue();
  final Arrivals arrivals = new Arrivals();

  RWReaders(RWMutex on) {
    this.on = on;
  }

  @Override
  protected LockRank rank() {
    return LockRank.SYNC;
  }

  // ---- what orders: writers all that follow, readers the writers that follow ----

  boolean hasRead(boolean got) {
    if (Race.ON && got) {
      Race.acquire(this);
    }
    return got;
  }

  boolean hasWrite(boolean got) {
    if (Race.ON && got) {
      Race.acquire(this);
      Race.acquire(on);
    }
    return got;
  }

  void givesRead() {
    if (Race.ON) {
      Race.release(on);
    }
  }

  void givesWrite() {
    if (Race.ON) {
      Race.release(this);
    }
  }

  /** See BubbleScheduler. */
  void step(Op op) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(op, on);
    }
  }

  void lockRead() {
    if (!countIn()) {
      var w = waitToRead();
      if (w != null) {
        Parker.parkUninterruptibly(w);
        arrivals.arrived();
      }
    }
  }

  boolean lockRead(long deadline) throws InterruptedException {
    Waiting.checkInterrupt();
    if (countIn()) {
      return true;
    }
    var w = waitToRead();
    if (w == null) {
      return true;
    }
    boolean isIn = Waiting.await(w, deadline, withdrawReader);
    if (isIn) {
      arrivals.arrived();
    }
    return isIn;
  }

  /** False if there is a writer; then it has been counted in vain. */
  private boolean countIn() {
    StackReserve.touch();
    int r = (int) READERS.compareAndExchange(this, 0, 1);
    if (r == 0) {
      return true;
    }
    if (r > 0) {
      if (READERS.compareAndSet(this, r, r + 1)) {
        return true;
      }
      collided();
    }
    return (int) READERS.getAndAdd(this, 1) >= 0;
  }

  boolean tryLockRead() {
    StackReserve.touch(); // for what a reader that is in still calls
    for (int r = readers; r >= 0; r = readers) {
      if (READERS.compareAndSet(this, r, r + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Its caller has asked for the stack. */
  void unlockRead() {
    int before = (int) READERS.getAndAdd(this, -1);
    if (before > 0) {
      return;
    }
    if (readersIn(before) <= 0) { // negative beside another one that is just being refused
      takeBack(1);
      throw new IllegalMonitorStateException("sync: RUnlock of unlocked RWMutex");
    }
    if (before == 1 - WRITER) {
      admitWriter();
    }
  }

  private static int readersIn(int count) {
    return count < -WRITER / 2 ? count + WRITER : count;
  }

  /** It has counted itself in while there was a writer. Null: it is in, the writer has gone. */
  private @Nullable Waiter waitToRead() {
    takeBack(-1);
    for (int i = 0; i < Spinning.ROUNDS && pending == null; i++) {
      if (tryLockRead()) {
        return null;
      }
      Spinning.round();
    }
    var w = new Waiter(WaitReason.RWMUTEX_RLOCK, on);
    acquireReserved();
    if (keptOut) {
      waitingReaders.add(w);
      release();
      return w;
    }
    READERS.getAndAdd(this, 1);
    release();
    return null;
  }

  private boolean withdrawReader(Waiter w) {
    acquireReserved();
    boolean mine = waitingReaders.remove(w);
    release();
    return mine;
  }

  /** Undoes what a reader added in vain; a writer may have been kept waiting by that. */
  private void takeBack(int added) {
    if ((int) READERS.getAndAdd(this, added) + added == -WRITER) {
      admitWriter();
    }
  }

  private void admitWriter() {
    acquireReserved();
    var w = admit();
    release();
    if (w != null) {
      Parker.unpark(w);
    }
  }

  /** Under the lock: the pending writer, if no reader is left; it holds the lock now. */
  final @Nullable Waiter admit() {
    var w = pending;
    if (w == null || readers != -WRITER) {
      return null;
    }
    admitted = w; // before it is no longer pending: see isAdmitted
    pending = null;
    held = true;
    return w;
  }
}
