// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;
import static io.heddle.jcstress.Unchecked.unchecked;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.heddle.internal.wait.Selection;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Rule: a non-blocking operation never reports "not ready" for a channel that was ready throughout
 * the call, though it looks without the lock ({@code ChannelState.hadNothing}); and one value goes
 * to one receiver.
 */
final class ChannelPollTests {
  private ChannelPollTests() {}

  /** A channel with senders that wait: nobody's, so that nothing parks. */
  static RendezvousChannel<String> withSenders(int n) {
    var ch = new RendezvousChannel<String>();
    for (int i = 0; i < n; i++) {
      var selection = Selection.calling(WaitReason.CHAN_SEND, () -> {});
      var w = new Waiter(WaitReason.CHAN_SEND, ch, selection);
      w.item = "value";
      ch.acquire();
      ch.senders.add(w);
      ch.release();
    }
    return ch;
  }

  static String inWords(Received<String> got) {
    return switch (got) {
      case Received.Value<String> v -> v.value();
      case Received.Closed<String> _ -> "closed";
      case Received.Empty<String> _ -> "empty";
    };
  }

  /** There is a sender until the channel is closed, and from then on it is closed. */
  @JCStressTest
  @Outcome(
      id = {"value", "closed"},
      expect = ACCEPTABLE,
      desc = "what there was")
  @Outcome(expect = FORBIDDEN, desc = "nothing was to be had at no instant")
  @State
  public static class ReceiveAndClose {
    private final RendezvousChannel<String> ch = withSenders(1);

    @Actor
    public void closer() {
      ch.close();
    }

    @Actor
    public void poller(L_Result r) {
      r.r1 = inWords(ch.tryReceive());
    }
  }

  /** As before, by a select with a default. */
  @JCStressTest
  @Outcome(
      id = {"value", "closed"},
      expect = ACCEPTABLE,
      desc = "what there was")
  @Outcome(expect = FORBIDDEN, desc = "nothing was to be had at no instant")
  @State
  public static class SelectAndClose {
    private final RendezvousChannel<String> ch = withSenders(1);

    @Actor
    public void closer() {
      ch.close();
    }

    @Actor
    public void poller(L_Result r) {
      unchecked(() -> {
        select(
            onReceive(ch, v -> r.r1 = v == null ? "closed" : v), onDefault(() -> r.r1 = "empty"));
      });
    }
  }

  /** Two senders wait, two receive. */
  @JCStressTest
  @Outcome(id = "value, value", expect = ACCEPTABLE, desc = "one each")
  @Outcome(expect = FORBIDDEN, desc = "nothing was to be had at no instant")
  @State
  public static class TwoReceive {
    private final RendezvousChannel<String> ch = withSenders(2);

    @Actor
    public void one(LL_Result r) {
      r.r1 = inWords(ch.tryReceive());
    }

    @Actor
    public void other(LL_Result r) {
      r.r2 = inWords(ch.tryReceive());
    }
  }

  /** One sender waits, two receive: one has the value. */
  @JCStressTest
  @Outcome(
      id = {"value, empty", "empty, value"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class OneForTwo {
    private final RendezvousChannel<String> ch = withSenders(1);

    @Actor
    public void one(LL_Result r) {
      r.r1 = inWords(ch.tryReceive());
    }

    @Actor
    public void other(LL_Result r) {
      r.r2 = inWords(ch.tryReceive());
    }
  }

  /** A full buffer and a sender that waits: two receive, in a buffer's order. */
  @JCStressTest
  @Outcome(
      id = {"first, value", "value, first"},
      expect = ACCEPTABLE,
      desc = "one each")
  @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or nothing was to be had at no instant")
  @State
  public static class SenderMovesUp {
    private final BufferedChannel<String> ch = new BufferedChannel<>(1);

    public SenderMovesUp() {
      var w =
          new Waiter(WaitReason.CHAN_SEND, ch, Selection.calling(WaitReason.CHAN_SEND, () -> {}));
      w.item = "value";
      ch.acquire();
      ch.store("first");
      ch.senders.add(w);
      ch.release();
    }

    @Actor
    public void one(LL_Result r) {
      r.r1 = inWords(ch.tryReceive());
    }

    @Actor
    public void other(LL_Result r) {
      r.r2 = inWords(ch.tryReceive());
    }
  }

  /** What was closed before stays closed for whoever has seen it. */
  @JCStressTest
  @Outcome(
      id = {"empty, empty", "empty, closed", "closed, closed"},
      expect = ACCEPTABLE,
      desc = "once closed, always closed")
  @Outcome(expect = FORBIDDEN, desc = "open again")
  @State
  public static class ClosedForEver {
    private final RendezvousChannel<String> ch = new RendezvousChannel<>();

    @Actor
    public void closer() {
      ch.close();
    }

    @Actor
    public void poller(LL_Result r) {
      r.r1 = inWords(ch.tryReceive());
      r.r2 = inWords(ch.tryReceive());
    }
  }

  /** Two selects on each other's channels pair up exactly once, and none meets itself. */
  @JCStressTest
  @Outcome(
      id = {"sent, got b", "got a, sent"},
      expect = ACCEPTABLE,
      desc = "one pair")
  @Outcome(expect = FORBIDDEN, desc = "two pairs, or none")
  @State
  public static class TwoSelects {
    private final Channel<String> a = Channel.make();
    private final Channel<String> b = Channel.make();

    @Actor
    public void one(LL_Result r) {
      unchecked(
          () -> select(onSend(b, "b", () -> r.r1 = "sent"), onReceive(a, v -> r.r1 = "got " + v)));
    }

    @Actor
    public void other(LL_Result r) {
      unchecked(
          () -> select(onSend(a, "a", () -> r.r2 = "sent"), onReceive(b, v -> r.r2 = "got " + v)));
    }
  }
}
