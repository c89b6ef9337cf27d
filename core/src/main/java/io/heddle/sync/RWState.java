// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.SpinLock;
import io.heddle.internal.wait.WaitQueue;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The mechanism of {@link RWMutex}. */
final class RWState extends SpinLock {
  /*
   * `readers`:  how many readers are in, less WRITER while a writer holds the lock or waits for the
   *             readers to leave. So a reader comes and goes with one atomic addition each, and a
   *             negative result tells it that there is a writer.
   * Transient:  a reader that finds a writer has added itself already; it takes that back under the
   *             lock, as if it had been a reader for a moment. A refused unlock is taken back, too.
   *             Hence under the lock `writer`, not the sign of `readers`, says whether there is one,
   *             and whoever takes something back looks whether the writer may go now (admit).
   * Under the SpinLock: `writer`, `pending`, the two queues.
   *   writer    a writer holds the lock, or is next and keeps readers out
   *   pending   that writer, while it waits for readers to leave; null once it holds the lock
   *   invariant readers or writers wait only while `writer`; the writers' queue holds those behind.
   * Passing on: at the end of a writer, or when the pending one gives up, all waiting readers are
   *             counted in at once, then the next writer becomes pending.
   * Ordering:   atomic additions on `readers`; the SpinLock among writers; Waiter.woken for the rest.
   * Rejected:   Go's count of departing readers (readerWait): it can not tell, once a pending writer
   *             has given up, whose departure is still on its way to be counted.
   * Checked by: RWMutexTest, RWMutexHammerTest
   */
  private static final int WRITER = 1 << 30;
  private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 60 : 0;
  private static final VarHandle READERS;

  static {
    try {
      READERS = MethodHandles.lookup().findVarHandle(RWState.class, "readers", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final RWMutex on;
  private volatile int readers;
  private boolean writer;
  private @Nullable Waiter pending;
  private WaitQueue waitingReaders = new WaitQueue();
  private final WaitQueue waitingWriters = new WaitQueue();

  /** The writer's thread id, for dumps. */
  private long owner;

  RWState(RWMutex on) {
    this.on = on;
  }

  // ---- readers ----

  void lockRead() {
    if ((int) READERS.getAndAdd(this, 1) < 0) {
      var w = waitToRead();
      if (w != null) {
        Parker.parkUninterruptibly(w);
      }
    }
  }

  boolean lockRead(long deadline) throws InterruptedException {
    Waiting.checkInterrupt();
    if ((int) READERS.getAndAdd(this, 1) >= 0) {
      return true;
    }
    var w = waitToRead();
    return w == null || Waiting.await(w, deadline, this::withdrawReader);
  }

  boolean tryLockRead() {
    for (int r = readers; r >= 0; r = readers) {
      if (READERS.compareAndSet(this, r, r + 1)) {
        return true;
      }
    }
    return false;
  }

  void unlockRead() {
    int before = (int) READERS.getAndAdd(this, -1);
    if (before > 0) {
      return;
    }
    boolean refused = before == 0 || before == -WRITER;
    if (refused) {
      READERS.getAndAdd(this, 1);
    }
    acquire();
    var admitted = admit();
    release();
    wake(admitted);
    if (refused) {
      throw new IllegalMonitorStateException("sync: RUnlock of unlocked RWMutex");
    }
  }

  /** It has counted itself in while there was a writer. Null: it may read, the writer has gone. */
  private @Nullable Waiter waitToRead() {
    for (int i = 0; i < SPINS; i++) {
      if (readers >= 0) {
        return null; // it was counted all the time
      }
      Thread.onSpinWait();
    }
    var w = new Waiter(WaitReason.RWMUTEX_RLOCK, on);
    acquire();
    if (!writer) {
      release();
      return null;
    }
    READERS.getAndAdd(this, -1);
    waitingReaders.add(w);
    var admitted = admit();
    release();
    wake(admitted);
    return w;
  }

  private boolean withdrawReader(Waiter w) {
    acquire();
    boolean mine = waitingReaders.remove(w);
    release();
    return mine;
  }

  // ---- writers ----

  void lockWrite() {
    var w = waitToWrite();
    if (w != null) {
      Parker.parkUninterruptibly(w);
    }
    owner = Thread.currentThread().threadId();
  }

  boolean lockWrite(long deadline) throws InterruptedException {
    Waiting.checkInterrupt();
    var w = waitToWrite();
    if (w != null && !Waiting.await(w, deadline, this::withdrawWriter)) {
      return false;
    }
    owner = Thread.currentThread().threadId();
    return true;
  }

  boolean tryLockWrite() {
    acquire();
    boolean locked = !writer && READERS.compareAndSet(this, 0, -WRITER);
    if (locked) {
      writer = true;
      owner = Thread.currentThread().threadId();
    }
    release();
    return locked;
  }

  void unlockWrite() {
    acquire();
    if (!writer || pending != null) {
      release();
      throw new IllegalMonitorStateException("sync: Unlock of unlocked RWMutex");
    }
    passOn();
  }

  /** Null: it holds the lock. */
  private @Nullable Waiter waitToWrite() {
    acquire();
    if (!writer) {
      writer = true;
      if ((int) READERS.getAndAdd(this, -WRITER) == 0) {
        release();
        return null;
      }
      var w = new Waiter(WaitReason.RWMUTEX_LOCK, on);
      pending = w;
      // A reader that left before it could see the writer, or is just taking itself back.
      boolean admitted = admit() != null;
      release();
      return admitted ? null : w;
    }
    var w = new Waiter(WaitReason.RWMUTEX_LOCK, on);
    waitingWriters.add(w);
    release();
    return w;
  }

  private boolean withdrawWriter(Waiter w) {
    acquire();
    if (pending == w) {
      pending = null;
      passOn();
      return true;
    }
    boolean mine = waitingWriters.remove(w);
    release();
    return mine;
  }

  /** Under the lock: gives it to the pending writer if no reader is left. */
  private @Nullable Waiter admit() {
    var w = pending;
    if (w == null || readers != -WRITER) {
      return null;
    }
    pending = null;
    return w;
  }

  /**
   * Under the lock, which it releases: the writer has gone; counts in the readers that wait, and
   * makes the next writer pending.
   */
  private void passOn() {
    var go = waitingReaders;
    if (!go.isEmpty()) {
      waitingReaders = new WaitQueue();
    }
    var next = waitingWriters.poll();
    READERS.getAndAdd(this, next == null ? go.size() + WRITER : go.size());
    writer = next != null;
    pending = next;
    var admitted = admit();
    release();
    LockedQueue.wakeAll(go);
    wake(admitted);
  }

  private static void wake(@Nullable Waiter w) {
    if (w != null) {
      Parker.unpark(w);
    }
  }

  String describe() {
    acquire();
    int r = readers;
    boolean written = writer && pending == null;
    release();
    int count = r < 0 ? r + WRITER : r;
    if (written) {
      return "rwmutex held by " + Holder.of(owner);
    }
    return count <= 0
        ? "rwmutex unlocked"
        : "rwmutex held by " + count + (count == 1 ? " reader" : " readers");
  }
}
