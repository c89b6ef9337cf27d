// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import static io.heddle.jcstress.Unchecked.unchecked;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LLZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Rule: {@code err()} is one instance for ever, and not null if and only if {@code done()} is
 * closed and {@code cause()} is not null, for any observer at any moment; the first cancellation
 * counts; all below a context have ended when its {@code cancel} returns.
 */
final class ContextTests {
  private ContextTests() {}

  /** What is seen of a cancellation in one order. */
  @JCStressTest
  @Outcome(
      id = {"0, 0, 0", "0, 0, 1", "0, 1, 1", "1, 1, 1"},
      expect = ACCEPTABLE,
      desc = "all or later")
  @Outcome(expect = FORBIDDEN, desc = "ended for one and not for the next")
  @State
  public static class ErrDoneCause {
    private final CancelContext ctx = Context.background().withCancel();
    private final ReceiveChannel<Void> done = ctx.done();

    @Actor
    public void canceller() {
      ctx.cancel();
    }

    @Actor
    public void observer(III_Result r) {
      r.r1 = ctx.err() != null ? 1 : 0;
      r.r2 = done.isClosed() ? 1 : 0;
      r.r3 = ctx.cause() != null ? 1 : 0;
    }
  }

  /** And in the other. */
  @JCStressTest
  @Outcome(
      id = {"0, 0, 0", "0, 0, 1", "0, 1, 1", "1, 1, 1"},
      expect = ACCEPTABLE,
      desc = "all or later")
  @Outcome(expect = FORBIDDEN, desc = "ended for one and not for the next")
  @State
  public static class CauseDoneErr {
    private final CancelContext ctx = Context.background().withCancel();

    @Actor
    public void canceller() {
      ctx.cancel();
    }

    @Actor
    public void observer(III_Result r) {
      r.r1 = ctx.cause() != null ? 1 : 0;
      r.r2 = ctx.done().isClosed() ? 1 : 0; // the first to ask for it, most often
      r.r3 = ctx.err() != null ? 1 : 0;
    }
  }

  /** Two cancel, with a cause each: both see the same end, whosever it is. */
  @JCStressTest
  @Outcome(
      id = {"one, one, true", "other, other, true"},
      expect = ACCEPTABLE,
      desc = "one end")
  @Outcome(expect = FORBIDDEN, desc = "two ends, or a return before the end")
  @State
  public static class FirstCounts {
    private final CancelContext ctx = Context.background().withCancel();
    private @Nullable Throwable err;
    private @Nullable Throwable otherErr;

    @Actor
    public void one(LLZ_Result r) {
      ctx.cancel(new IllegalStateException("one"));
      r.r1 = message(ctx);
      err = ctx.err();
    }

    @Actor
    public void other(LLZ_Result r) {
      ctx.cancel(new IllegalStateException("other"));
      r.r2 = message(ctx);
      otherErr = ctx.err();
    }

    @Arbiter
    public void same(LLZ_Result r) {
      r.r3 = err == otherErr && err != null;
    }

    private static @Nullable String message(Context ctx) {
      var cause = ctx.cause();
      return cause == null ? null : cause.getMessage();
    }
  }

  /** Who cancels a parent and who cancels its child: when either returns, the child has ended. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "ended")
  @Outcome(expect = FORBIDDEN, desc = "a return before the end")
  @State
  public static class ParentAndChild {
    private final CancelContext parent = Context.background().withCancel();
    private final CancelContext child = parent.withCancel();
    private final ReceiveChannel<Void> done = child.done();

    @Actor
    public void one(II_Result r) {
      parent.cancel();
      r.r1 = done.isClosed() && child.err() != null ? 1 : 0;
    }

    @Actor
    public void other(II_Result r) {
      child.cancel();
      r.r2 = done.isClosed() && child.err() != null ? 1 : 0;
    }
  }

  /** A child that is made while its parent is cancelled ends, too. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "ended")
  @Outcome(expect = FORBIDDEN, desc = "a child that nobody ends")
  @State
  public static class Birth {
    private final CancelContext parent = Context.background().withCancel();
    private @Nullable Context child;

    @Actor
    public void canceller() {
      parent.cancel();
    }

    @Actor
    public void maker() {
      child = parent.withCancel();
    }

    @Arbiter
    public void end(II_Result r) {
      r.r1 = child != null && child.err() != null ? 1 : 0;
      r.r2 = child != null && child.done().isClosed() ? 1 : 0;
    }
  }

  /** A {@code done} that is first asked for during the cancellation is closed in the end. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "closed")
  @Outcome(expect = FORBIDDEN, desc = "a channel that nobody closes")
  @State
  public static class DoneOnDemand {
    private final CancelContext ctx = Context.background().withCancel();
    private @Nullable ReceiveChannel<Void> done;

    @Actor
    public void canceller() {
      ctx.cancel();
    }

    @Actor
    public void asking() {
      done = ctx.done();
    }

    @Arbiter
    public void end(I_Result r) {
      r.r1 = done == ctx.done() && done != null && done.isClosed() ? 1 : 0;
    }
  }

  /** An afterFunc is stopped or started, never both or neither. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = ACCEPTABLE,
      desc = "stopped or started")
  @Outcome(expect = FORBIDDEN, desc = "both or neither")
  @State
  public static class AfterFuncStop {
    private final CancelContext ctx = Context.background().withCancel();
    private final Channel<String> started = Channel.make(1);
    private final Registration registration = ctx.afterFunc(() -> started.trySend("started"));

    @Actor
    public void canceller() {
      ctx.cancel();
    }

    @Actor
    public void stopper(ZZ_Result r) {
      r.r1 = registration.stop();
    }

    @Arbiter
    public void end(ZZ_Result r) {
      unchecked(() -> r.r2 = !r.r1 && started.receive() != null);
    }
  }
}
