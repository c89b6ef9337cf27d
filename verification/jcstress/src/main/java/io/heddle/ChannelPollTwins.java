// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Polls that differ from the real one in one step each. All must be found. */
final class ChannelPollTwins {
  private ChannelPollTwins() {}

  /** Looks at the close first and then at the senders, whom a close in between has taken out. */
  @JCStressTest
  @Outcome(
      id = {"value", "closed"},
      expect = ACCEPTABLE,
      desc = "what there was")
  @Outcome(expect = FORBIDDEN, desc = "nothing was to be had at no instant")
  @State
  public static class CloseBeforeSenders {
    private final RendezvousChannel<String> ch = ChannelPollTests.withSenders(1);

    @Actor
    public void closer() {
      ch.close();
    }

    @Actor
    public void poller(L_Result r) {
      boolean hadNothing = !ch.isClosedForSend() && ch.wasEmpty();
      r.r1 = hadNothing ? "empty" : ChannelPollTests.inWords(ch.tryReceive());
    }
  }

  /** Takes a value from the first sender without its lock. */
  @JCStressTest
  @Outcome(
      id = {"value, null", "null, value"},
      expect = ACCEPTABLE,
      desc = "one has it")
  @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
  @State
  public static class ReceiveWithoutLock {
    private final RendezvousChannel<String> ch = ChannelPollTests.withSenders(1);

    private @Nullable Object take() {
      var sender = ch.senders.peek();
      if (sender == null) {
        return null;
      }
      var item = sender.item;
      ch.senders.poll();
      return item;
    }

    @Actor
    public void one(LL_Result r) {
      r.r1 = take();
    }

    @Actor
    public void other(LL_Result r) {
      r.r2 = take();
    }
  }
}
