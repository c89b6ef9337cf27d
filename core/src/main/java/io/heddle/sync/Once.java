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
 * Does one thing once: Go's {@code sync.Once}.
 *
 * <p>The first {@link #run} runs its body; the others wait until it has ended and then return
 * without running theirs. A body that throws, or calls {@code goexit}, counts as done: the first
 * caller gets the failure, nobody else does.
 *
 * <p>The end of the body happens-before the return of every {@code run}. A body that calls {@code
 * run} on the same object waits for itself.
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

  /** Makes one that has not done anything yet. */
  public Once() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  /**
   * Runs the body, or waits until the first call's body has ended. Go's {@code once.Do}.
   *
   * @param body runs on the calling thread
   * @throws InterruptedException if interrupted before or while it waits; the running body is not
   *     touched by that
   * @throws Exception what the body throws, to the first caller
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
