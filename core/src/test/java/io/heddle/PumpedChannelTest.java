// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.internal.hook.PumpedChannels;
import io.heddle.internal.hook.PumpedChannels.Inlet;
import io.heddle.internal.hook.PumpedChannels.Outlet;
import io.heddle.testing.Attempt;
import io.heddle.testing.OutsideBubbles;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Channels with a pump at one end: whose room comes back when, and who is told of what. */
class PumpedChannelTest {
  private final List<String> events = new CopyOnWriteArrayList<>(); // the pump adds, too

  private Outlet outlet(int capacity) {
    return PumpedChannels.outlet(
        "queue jobs",
        capacity,
        value -> {
          if (value.equals("too long")) {
            throw new IllegalArgumentException("refused: too long");
          }
          return "<" + value + ">";
        },
        () -> events.add("closed"));
  }

  @SuppressWarnings("unchecked")
  private static SendChannel<String> sender(Outlet pump) {
    return ((Channel<String>) pump).sendOnly();
  }

  @Test
  void roomComesBackWhenTheValueIsConfirmed() throws Exception {
    var pump = outlet(2);
    var out = sender(pump);
    assertThat(out.trySend("a")).isTrue();
    assertThat(out.trySend("b")).isTrue();
    assertThat(pump.next()).isEqualTo("<a>");
    assertThat(pump.next()).isEqualTo("<b>");
    assertThat(pump.next()).isNull();
    assertThat(out.trySend("c")).as("taken is not arrived").isFalse();
    assertThat(out.length()).isEqualTo(2);

    var waiting =
        Attempt.blocked(() -> {
          out.send("c");
          return true;
        });
    pump.confirm();
    assertThat(waiting.result()).isTrue();
    assertThat(pump.next()).isEqualTo("<c>");
    pump.confirm();
    pump.confirm();
    assertThat(out.length()).isZero();
  }

  @Test
  void anUnbufferedSendReturnsWhenTheValueIsConfirmed() throws Exception {
    var pump = outlet(0);
    var out = sender(pump);
    assertThat(out.trySend("a")).as("it would wait").isFalse();
    var plain =
        Attempt.blocked(() -> {
          out.send("a");
          return true;
        });
    var selecting =
        Attempt.blocked(
            () -> Select.<Boolean, RuntimeException>select(Select.send(out, "b", () -> true)));
    assertThat(pump.next()).isEqualTo("<a>");
    assertThat(pump.next()).isEqualTo("<b>");
    plain.thread().interrupt(); // too late: the value is on its way
    pump.confirm();
    assertThat(plain.result()).isTrue();
    assertThat(plain.interruptedAfter()).isTrue();
    pump.confirm();
    assertThat(selecting.result()).isTrue();
  }

  @Test
  void whatWillNeverArriveWasSentOnAClosedChannel() throws Exception {
    var pump = outlet(0);
    var out = sender(pump);
    var sending =
        Attempt.blocked(() -> {
          out.send("a");
          return true;
        });
    assertThat(pump.next()).isEqualTo("<a>");
    pump.shut();
    assertThatThrownBy(sending::result)
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("send on closed channel");
    assertThat(events).isEmpty();
    pump.confirm(); // it has arrived after all
    pump.shut();
  }

  @Test
  void aValueIsRefusedWhereverItIsSent() throws Exception {
    var out = sender(outlet(1));
    assertThatThrownBy(() -> out.send("too long")).hasMessage("refused: too long");
    assertThatThrownBy(() -> out.trySend("too long")).hasMessage("refused: too long");
    assertThatThrownBy(() -> Select.select(Select.onSend(out, "too long", () -> {})))
        .hasMessage("refused: too long");
    var selector = new Selector();
    var sending = selector.send(out);
    assertThatThrownBy(() -> sending.offer("too long")).hasMessage("refused: too long");
    assertThat(selector.trySelect()).isNull();
    assertThat(out.length()).isZero();
  }

  @Test
  void aSelectorsValueFollowsItsChannel() throws Exception {
    var pump = outlet(1);
    var plain = Channel.<String>make(1);
    var selector = new Selector();
    var sending = selector.send(sender(pump));
    sending.offer("a");
    sending.channel(plain);
    assertThat(selector.select()).isSameAs(sending);
    assertThat(plain.receive()).isEqualTo("a");
    sending.offer("b");
    sending.channel(sender(pump));
    assertThat(selector.select()).isSameAs(sending);
    assertThat(pump.next()).isEqualTo("<b>");
  }

  @Test
  void closeIsToldAndTheBellRings() throws Exception {
    var pump = outlet(1);
    var out = sender(pump);
    var pumping =
        Attempt.blocked(() -> {
          while (!pump.isShut()) {
            pump.await(Long.MAX_VALUE);
            events.add("rung: " + pump.next());
          }
          return true;
        });
    out.send("a");
    while (pump.length() > 0 && events.isEmpty()) {
      Thread.sleep(1);
    }
    out.close();
    assertThat(pumping.result()).isTrue();
    assertThat(events).contains("rung: <a>", "closed");
    assertThatThrownBy(out::close).hasMessage("close of closed channel");
  }

  @Test
  void takingRingsForThePumpOfAnInlet() throws Exception {
    Inlet pump = PumpedChannels.inlet("receiver of queue jobs", 1);
    @SuppressWarnings("unchecked")
    var channel = (Channel<String>) pump;
    assertThat(channel.trySend("a")).isTrue();
    assertThat(channel.trySend("b")).isFalse();
    var pumping =
        Attempt.blocked(() -> {
          pump.await(Long.MAX_VALUE);
          return pump.length();
        });
    assertThat(channel.receive()).isEqualTo("a");
    assertThat(pumping.result()).isZero();
  }

  @Test
  void theBellKeepsItsStateAndTheWaitItsBound() throws Exception {
    var pump = outlet(1);
    pump.ring();
    pump.await(Long.MAX_VALUE);
    long before = System.nanoTime();
    pump.await(2_000_000);
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(2_000_000);
    var waiting =
        Attempt.blocked(() -> {
          pump.await(Long.MAX_VALUE);
          return true;
        });
    waiting.thread().interrupt();
    assertThatThrownBy(waiting::result).isInstanceOf(InterruptedException.class);
  }

  @OutsideBubbles
  @Test
  void aDumpCallsItByItsName() throws Exception {
    var channel = (ChannelCore<?>) PumpedChannels.inlet("receiver of queue jobs", 16);
    assertThat(channel.inDump()).matches("receiver of queue jobs #\\d+ \\(cap 16\\)");
  }
}
