// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Received;
import io.heddle.Selector;
import io.heddle.testing.Attempt;
import io.heddle.testing.OverCapacities;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How a select is written and what of it is evaluated when. After {@code test/chan/select.go},
 * {@code select4.go}, {@code select5.go}, {@code select7.go}, {@code select8.go} and {@code
 * fixedbugs/issue8336.go}, {@code issue4313.go}.
 */
class GoSelectFormsTest {
  private final List<String> log = new ArrayList<>();

  private <T> T logged(String what, T value) {
    log.add(what);
    return value;
  }

  /** A case is turned off by a nil channel; each of both is used. */
  @OverCapacities
  void aNilChannelTurnsACaseOff(int capacity) throws Exception {
    var a = Channel.<Integer>make(capacity);
    var b = Channel.<Integer>make(capacity);
    var got = Attempt.of(() -> List.of(readAll(a), readAll(b)));
    Channel<Integer> c1 = a;
    Channel<Integer> c2 = b;
    int left1 = 20;
    int left2 = 10;
    int sent = 0;
    // One after the other is read, so the sender must be ready for either until it is turned off.
    while (c1 != null || c2 != null) {
      boolean first = select(send(c1, sent, () -> true), send(c2, sent, () -> false));
      sent++;
      if (first && --left1 == 0) {
        a.close();
        c1 = null;
      } else if (!first && --left2 == 0) {
        b.close();
        c2 = null;
      }
    }
    assertThat(got.result().get(0)).hasSize(20).isSorted();
    assertThat(got.result().get(1)).hasSize(10).isSorted();
    assertThat(sent).isEqualTo(30);
  }

  private static List<Integer> readAll(Channel<Integer> c) {
    return c.stream().toList();
  }

  @Test
  void operandsAreEvaluatedOnceInOrderAndBeforeTheChoice() throws Exception {
    var ready = Channel.<Integer>make(1);
    var idle = Channel.<Integer>make();
    ready.send(7);

    int v =
        select(
            send(logged("channel 1", idle), logged("value 1", 1), () -> logged("handler 1", 1)),
            receive(logged("channel 2", ready), got -> logged("handler 2", got)),
            send(logged("channel 3", idle), logged("value 3", 3), () -> logged("handler 3", 3)));

    assertThat(v).isEqualTo(7);
    assertThat(log)
        .containsExactly("channel 1", "value 1", "channel 2", "channel 3", "value 3", "handler 2");
  }

  @Test
  void anOperandThatFailsLeavesEverythingAsItWas() throws Exception {
    var ready = Channel.<Integer>make(1);
    ready.send(7);
    assertThatThrownBy(() ->
            select(
                onReceive(ready, v -> log.add("chosen")),
                onSend(ready, Integer.parseInt("x"), () -> log.add("sent"))))
        .isInstanceOf(NumberFormatException.class);
    assertThat(ready.length()).isEqualTo(1);
    assertThat(log).isEmpty();
  }

  private interface Receive {
    void from(Channel<Integer> c) throws Exception;
  }

  /** Whatever the form and whether or not the value is used: one receive lets one send go on. */
  @OverCapacities
  void everyFormOfReceiveLetsOneSenderGoOn(int capacity) throws Exception {
    if (capacity == Integer.MAX_VALUE) {
      return; // nobody waits to send
    }
    for (var receive :
        List.<Receive>of(
            Channel::receive,
            Channel::tryReceive,
            c -> select(onReceive(c, v -> {})),
            c -> select(receive(c, v -> v), receive(c, v -> v)),
            c -> select(receive(Channel.<Integer>make(), v -> v), receive(c, v -> v)),
            c -> c.iterator().next(),
            c -> {
              var selector = new Selector();
              selector.receive(c);
              selector.select();
            })) {
      var c = Channel.<Integer>make(capacity);
      for (int i = 0; i < capacity; i++) {
        c.send(-1);
      }
      var first = sender(c);
      var second = sender(c);
      receive.from(c);
      assertThat(first.result()).isTrue();
      assertThat(c.toString()).contains("1 sender waiting");
      c.receive();
      assertThat(second.result()).isTrue();
      for (int i = 0; i < capacity; i++) {
        c.receive();
      }
      assertThat(c.tryReceive()).isEqualTo(Received.empty());
    }
  }

  private static Attempt<Boolean> sender(Channel<Integer> c) throws InterruptedException {
    return Attempt.blocked(() -> {
      c.send(1);
      return true;
    });
  }

  /** The loop form is in the loop, so a break and a labelled break do what they say. */
  @Test
  void aBreakLeavesTheLoopThatItNames() throws Exception {
    for (int cases = 1; cases <= 3; cases++) {
      var ready = Channel.<Integer>make(1);
      var selector = new Selector();
      for (int i = 1; i < cases; i++) {
        selector.receive(Channel.<Integer>make());
      }
      var received = selector.receive(ready);
      int rounds = 0;
      outer:
      while (true) {
        for (int i = 0; i < 2; i++) {
          ready.send(i);
          if (selector.select() == received) {
            rounds++;
            if (rounds == 4) {
              break outer;
            }
            break;
          }
          throw new AssertionError("only one case is ready");
        }
      }
      assertThat(rounds).isEqualTo(4);
    }
  }

  /** Elements may be anything at all. After the runtime's {@code TestChanSendInterface}. */
  @OverCapacities
  void elementsOfAllKinds(int capacity) throws Exception {
    var c = Channel.<Object>make(capacity);
    var all = List.of(1, "two", List.of(), new int[3], c, Received.empty(), Thread.currentThread());
    go(() -> {
      for (var x : all) {
        select(onSend(c, x, () -> {}), onSend(c, x, () -> {}));
      }
      c.close();
    });
    assertThat(c.stream()).containsExactlyElementsOf(all);
  }
}
