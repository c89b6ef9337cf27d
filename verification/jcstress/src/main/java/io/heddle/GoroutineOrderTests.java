// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.jcstress.Unchecked.unchecked;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.heddle.time.Time;
import java.time.Duration;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Rule: what precedes {@code go} happens-before the body's first action, and the body's last action
 * before {@code join}; the creation of a timer before the receive of its value and the start of its
 * function. And goroutines order as threads do, parked or not: an iteration takes microseconds
 * here, because it starts some.
 */
final class GoroutineOrderTests {
  private GoroutineOrderTests() {}

  /**
   * What precedes {@code go} happens-before the body's first action; its last before {@code join}.
   */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class GoAndJoin {
    private int x;
    private int y;

    @Actor
    public void one(II_Result r) {
      unchecked(() -> {
        int[] seen = {0};
        x = 1;
        Go.go(() -> seen[0] = x).join();
        r.r1 = seen[0];
      });
    }

    @Actor
    public void other(II_Result r) {
      unchecked(() -> {
        int[] seen = {0};
        y = 1;
        Go.go(() -> seen[0] = y).join();
        r.r2 = seen[0];
      });
    }
  }

  /** A thread hands a value to a goroutine, which parks and is woken on a carrier. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class WakesGoroutine {
    private final Channel<String> ch = Channel.make();
    private int x;

    @Actor
    public void thread() {
      unchecked(() -> {
        x = 1;
        ch.send("value");
      });
    }

    @Actor
    public void goroutine(I_Result r) {
      unchecked(() -> {
        int[] seen = {0};
        Go.go(
                () -> {
                  ch.receive();
                  seen[0] = x;
                })
            .join();
        r.r1 = seen[0];
      });
    }
  }

  /** Two goroutines, on whichever carriers, meet. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class TwoGoroutines {
    private final Channel<String> ch = Channel.make();
    private int x;

    @Actor
    public void one() {
      unchecked(() -> {
        Go.go(
                () -> {
                  x = 1;
                  ch.send("value");
                })
            .join();
      });
    }

    @Actor
    public void other(I_Result r) {
      unchecked(() -> {
        int[] seen = {0};
        Go.go(
                () -> {
                  ch.receive();
                  seen[0] = x;
                })
            .join();
        r.r1 = seen[0];
      });
    }
  }

  /**
   * What precedes the creation of a timer happens-before the receive of its value, and its start.
   */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class Timers {
    private final Channel<Integer> seen = Channel.make(1);
    private int x;
    private int y;

    @Actor
    public void function(II_Result r) {
      unchecked(() -> {
        x = 1;
        Time.afterFunc(Duration.ofNanos(1), () -> seen.send(x));
        r.r1 = Objects.requireNonNull(seen.receive());
      });
    }

    @Actor
    public void value(II_Result r) {
      unchecked(() -> {
        y = 1;
        var due = Time.after(Duration.ofNanos(1));
        int[] got = {0};
        Go.go(
                () -> {
                  due.receive();
                  got[0] = y;
                })
            .join();
        r.r2 = got[0];
      });
    }
  }
}
