// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.Task;
import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Performs an action exactly once: Go's {@code sync.Once}.
 *
 * <p>The first call of {@link #run} runs its body. Other calls wait until that body has ended, and
 * return without running theirs. A body that throws, or calls {@code goexit}, counts as done; only
 * the first caller gets the exception.
 *
 * <p>The end of the body happens-before the return of every {@code run}. A body that calls {@code
 * run} on the same object deadlocks.
 */
public final class Once {
  /*
   * `run` is null at first, then the Completion of the one run: whoever sets it by CAS runs the body.
   * Checked by: OnceTest
   */
  private static final VarHandle RUN;

  static {
    try {
      RUN = MethodHandles.lookup().findVarHandle(Once.class, "run", Completion.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Completion run;

  /** Makes an object whose {@link #run} has not been called yet. */
  public Once() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  /**
   * Runs the body if this is the first call; otherwise waits until the body of the first call has
   * ended. Go's {@code once.Do}.
   *
   * @param body the action, which runs on the calling thread
   * @throws InterruptedException if interrupted before or during the wait; this does not affect the
   *     running body
   * @throws Exception the exception of the body, to the first caller only
   */
  public void run(Task body) throws Exception {
    Objects.requireNonNull(body, "body");
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.RUN, this);
    }
    Waiting.checkInterrupt();
    StackReserve.touchTwice(); // for complete, whatever the body does
    var r = run;
    if (r == null) {
      r = new Completion(WaitReason.ONCE, this);
      r.runHere();
      var others = (Completion) RUN.compareAndExchange(this, null, r);
      if (others == null) {
        try {
          body.run();
        } finally {
          r.complete();
        }
        return;
      }
      r = others;
    }
    if (!r.isComplete()) {
      r.await();
    }
  }

  /** Who runs the body, by thread id, or 0. */
  long runner() {
    var r = run;
    return r == null ? 0 : r.runner();
  }

  @Override
  public String toString() {
    var r = run;
    return r == null ? "once, not run" : r.isComplete() ? "once, done" : "once, running";
  }
}
