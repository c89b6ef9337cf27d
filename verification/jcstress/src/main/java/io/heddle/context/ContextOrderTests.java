// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import static io.heddle.jcstress.Unchecked.unchecked;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.heddle.Channel;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Rule: what precedes a {@code cancel} happens-before a receive from {@code done()}, a non-null
 * {@code err()} and the first action of an {@code afterFunc}.
 *
 * <p>In each test {@code before} writes a plain field that {@code after} must see.
 */
final class ContextOrderTests {
  private ContextOrderTests() {}

  /** What precedes a {@code cancel} happens-before a non-null {@code err()}. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class CancelErr {
    private final CancelContext ctx = Context.background().withCancel();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ctx.cancel();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> r.r1 = ctx.err() != null ? x : 1);
    }
  }

  /** What precedes a {@code cancel} happens-before a receive from {@code done()}. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class CancelDone {
    private final CancelContext ctx = Context.background().withCancel();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ctx.cancel();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        ctx.done().receive();
        r.r1 = x;
      });
    }
  }

  /** The same, of a parent. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class CancelParentDone {
    private final CancelContext parent = Context.background().withCancel();
    private final Context ctx = parent.withValue(Key.of("key"), "value").withCancel();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        parent.cancel();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        ctx.done().receive();
        r.r1 = x;
      });
    }
  }

  /** What precedes a {@code cancel} happens-before the first action of an {@code afterFunc}. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class CancelAfterFunc {
    private final CancelContext ctx = Context.background().withCancel();
    private final Channel<Integer> seen = Channel.make(1);
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ctx.cancel();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        ctx.afterFunc(() -> seen.trySend(x));
        r.r1 = Objects.requireNonNull(seen.receive());
      });
    }
  }
}
