// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;
import static io.heddle.jcstress.Unchecked.unchecked;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Rule: a send happens-before the completion of its receive; a close before a receive that reports
 * it; a receive from an unbuffered channel before the completion of its send; the k-th receive
 * before the completion of the (k+C)-th send. A select case orders as the plain operation does.
 * {@code isClosed() == true} comes after the close.
 *
 * <p>In each test {@code before} writes a plain field that {@code after} must see.
 */
final class ChannelOrderTests {
  private ChannelOrderTests() {}

  /** A send happens-before the completion of its receive, which it meets. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class SendUnbuffered {
    private final Channel<String> ch = Channel.make();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ch.send("value");
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        ch.receive();
        r.r1 = x;
      });
    }
  }

  /** A send happens-before the completion of its receive, out of a buffer. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class SendBuffered {
    private final Channel<String> ch = Channel.make(1);
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ch.send("value");
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        ch.receive();
        r.r1 = x;
      });
    }
  }

  /** A receive from an unbuffered channel happens-before the completion of its send. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class ReceiveUnbuffered {
    private final Channel<String> ch = Channel.make();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ch.receive();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        ch.send("value");
        r.r1 = x;
      });
    }
  }

  /** The k-th receive happens-before the completion of the (k+C)-th send, here with C = 1. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class ReceiveMakesRoom {
    private final Channel<String> ch = Channel.make(1);
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ch.receive();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        ch.send("first");
        ch.send("second");
        r.r1 = x;
      });
    }
  }

  /** A close happens-before a receive that reports it. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class CloseReceive {
    private final Channel<String> ch = Channel.make();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ch.close();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> r.r1 = ch.receive() == null ? x : -1);
    }
  }

  /** A close happens-before {@code isClosed() == true}. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class CloseIsClosed {
    private final Channel<String> ch = Channel.make();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ch.close();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> r.r1 = ch.isClosed() ? x : 1);
    }
  }

  /** A send happens-before a {@code tryReceive} that gets its value. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class SendTryReceive {
    private final Channel<String> ch = Channel.make(1);
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ch.trySend("value");
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> r.r1 = ch.tryReceive() instanceof Received.Value ? x : 1);
    }
  }

  /** A receive that waits happens-before a {@code trySend} that meets it. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class ReceiveTrySend {
    private final Channel<String> ch = Channel.make();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ch.receive();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        while (!ch.trySend("value")) {
          Thread.onSpinWait();
        }
        r.r1 = x;
      });
    }
  }

  /** A case of a select orders as the plain operation does: receiving. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class SelectReceive {
    private final Channel<String> ch = Channel.make();
    private final Channel<String> idle = Channel.make();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        ch.send("value");
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> select(onReceive(idle, v -> r.r1 = -1), onReceive(ch, v -> r.r1 = x)));
    }
  }

  /** A case of a select orders as the plain operation does: sending. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class SelectSend {
    private final Channel<String> ch = Channel.make();
    private final Channel<String> idle = Channel.make();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        select(onReceive(idle, v -> x = -1), onSend(ch, "value", () -> {}));
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        ch.receive();
        r.r1 = x;
      });
    }
  }
}
