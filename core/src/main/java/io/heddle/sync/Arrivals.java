// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The readers that a writer's unlock has let in and that have not run since: they hold the lock,
 * and need a carrier to give it back. A next writer waits here until all have arrived, before it
 * keeps others out.
 */
final class Arrivals {
  /*
   * Why:      a writer that kept others out while a thousand goroutines with the lock wait for a carrier
   *           would park all that run meanwhile, and its unlock would let them in again: a convoy, ADR 0155.
   * Bound:    readers are expected only by an unlock, and no writer is in while they are: so the count
   *           only falls while a writer waits here, as fast as the scheduler runs who is ready. Who has waited once
   *           goes on, whatever has happened since.
   * Liveness: a writer looks at the count under the queue's lock before it stands in line, and the last one
   *           that arrives takes that lock after it has counted itself: one of the two sees the other.
   * Memory:   without it a writer does not wait: it owes nobody this wait, and one that has been woken must not fail.
   * Order:    expected before they are taken for readers, so that nobody sees them in and not expected.
   */
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(Arrivals.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LockedQueue writers = new LockedQueue();
  private volatile int count;

  boolean areExpected() {
    return count > 0;
  }

  void expect(int readers) {
    COUNT.getAndAdd(this, readers);
  }

  /** One that was expected runs. */
  void arrived() {
    if ((int) COUNT.getAndAdd(this, -1) == 1) {
      writers.acquireReserved();
      var all = areExpected() ? null : writers.queue().detach();
      writers.release();
      Parker.unparkAll(all);
    }
  }

  /**
   * Waits until all have arrived; its caller has asked for the stack.
   *
   * @param on what dumps say that it waits for
   */
  void await(Object on) {
    var w = enqueue(on);
    if (w != null) {
      Parker.parkUninterruptibly(w);
    }
  }

  /** The same with a deadline. False if it has passed. */
  boolean await(Object on, long deadline) throws InterruptedException {
    var w = enqueue(on);
    return w == null || Waiting.await(w, deadline, writers::withdraw);
  }

  private @Nullable Waiter enqueue(Object on) {
    Waiter w;
    try {
      w = new Waiter(WaitReason.RWMUTEX_LOCK, on);
    } catch (OutOfMemoryError e) {
      return null;
    }
    writers.acquireReserved();
    boolean waits = areExpected();
    if (waits) {
      writers.queue().add(w);
    }
    writers.release();
    return waits ? w : null;
  }
}
