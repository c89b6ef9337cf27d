// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.Holder;
import io.heddle.internal.sched.Scheduler;
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

/** The mechanism of {@link RWMutex}. */
final class RWState extends SpinLock {
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
   *             are in who do not run, and no reader spins.
   * Yielding:   readers that a writer's unlock let in hold the lock before they run. A next writer that
   *             found them there would keep all others out and park, and at its unlock all would be
   *             let in again: a convoy in which each write parks everybody. So a writer that finds
   *             readers in yields once, before anybody knows of it, and most of them have left. So does
   *             one that has been woken, before it competes for `writers`: nobody is to wait for one that
   *             has yielded. See ADR 0026.
   * Colliding:  readers of two carriers that do nothing but come and go take turns at `readers`, as at a
   *             hammered SpinLock; one of them stays away for a while. See ADR 0025 for what both gain.
   *             That leaves the count at 0 mostly, so a reader tries 0 → 1 before it looks.
   * Ordering:   atomic additions on `readers`; `writers` among writers; Waiter.woken for who parked.
   * Rejected:   Go's count of departing readers (readerWait): it can not tell, once a pending writer
   *             has given up, whose departure is still on its way to be counted. A queue of writers
   *             with hand-off at each unlock: a switch per write under contention, 1 µs for 40 ns.
   * Checked by: RWMutexTest, RWMutexHammerTest
   */
  private static final int WRITER = 1 << 30;
  private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 10 : 0;
  private static final VarHandle READERS;

  static {
    try {
      READERS = MethodHandles.lookup().findVarHandle(RWState.class, "readers", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final RWMutex on;
  private final Writers writers;
  private final Predicate<Waiter> withdrawReader = this::withdrawReader;
  private final Predicate<Waiter> withdrawWriter = this::withdrawWriter;
  private volatile int readers;
  private volatile boolean keptOut;
  private boolean held;
  private volatile @Nullable Waiter pending;
  private volatile @Nullable Waiter admitted; // cleared by the writer itself, which is alone then
  private final WaitQueue waitingReaders = new WaitQueue();

  RWState(RWMutex on) {
    this.on = on;
    this.writers = new Writers();
  }

  /** Who has it is the one writer that keeps readers out, or is in. */
  final class Writers extends MutexState {
    Writers() {
      super(WaitReason.RWMUTEX_LOCK, on);
    }

    @Override
    void called() {
      letReadersOut();
    }
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

  // ---- readers ----

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
      }
    }
  }

  boolean lockRead(long deadline) throws InterruptedException {
    Waiting.checkInterrupt();
    if (countIn()) {
      return true;
    }
    var w = waitToRead();
    return w == null || Waiting.await(w, deadline, withdrawReader);
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
    for (int i = 0; i < SPINS && pending == null; i++) {
      if (tryLockRead()) {
        return null;
      }
      Thread.onSpinWait();
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
  private @Nullable Waiter admit() {
    var w = pending;
    if (w == null || readers != -WRITER) {
      return null;
    }
    admitted = w; // before it is no longer pending: see isAdmitted
    pending = null;
    held = true;
    return w;
  }

  // ---- writers ----

  void lockWrite() {
    StackReserve.touchTwice();
    letReadersOut();
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
    letReadersOut();
    if (!writers.lockUntil(deadline)) {
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

  /** See "Yielding". */
  private void letReadersOut() {
    for (int i = 0; readers > 0; i++) {
      if (i == SPINS) {
        if (BubbleScheduler.here() == null) { // there nobody comes between who has not been chosen
          Scheduler.get().yield();
        }
        return;
      }
      Thread.onSpinWait();
    }
  }

  boolean tryLockWrite() {
    StackReserve.touchTwice();
    if (!writers.take()) {
      return false;
    }
    acquireReserved();
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
    acquireReserved();
    if (!held) {
      release();
      throw new IllegalMonitorStateException("sync: Unlock of unlocked RWMutex");
    }
    held = false;
    leave();
  }

  /** By the owner of `writers`: keeps readers out. Null: none is inside, it holds the lock. */
  private @Nullable Waiter enter() {
    acquireReserved();
    keptOut = true;
    READERS.getAndAdd(this, -WRITER);
    for (int i = 0; readers != -WRITER; i++) {
      if (i == SPINS) {
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
      Thread.onSpinWait();
      acquireReserved();
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
    acquireReserved();
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
