// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What close does to those who wait, to what is stored, and to who comes later. */
class ChannelCloseTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10})
  void wakesEveryReceiver(int capacity) throws Exception {
    var c = Channel.<Integer>make(capacity);
    var receivers = new ArrayList<Attempt<Integer>>();
    for (int i = 0; i < 5; i++) {
      receivers.add(Attempt.blocked(c::receive));
    }

    c.close();

    for (var receiver : receivers) {
      assertThat(receiver.result()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void makesEveryWaitingSenderThrowAndDropsItsValue(int capacity) throws Exception {
    var c = Channel.<Integer>make(capacity);
    for (int i = 0; i < capacity; i++) {
      c.send(i);
    }
    var senders = new ArrayList<Attempt<Boolean>>();
    for (int i = 0; i < 3; i++) {
      senders.add(
          Attempt.blocked(() -> {
            c.send(100);
            return true;
          }));
    }

    c.close();

    for (var sender : senders) {
      assertThatThrownBy(sender::result)
          .isInstanceOf(ChannelClosedException.class)
          .hasMessage("send on closed channel");
    }
    for (int i = 0; i < capacity; i++) {
      assertThat(c.receive()).isEqualTo(i);
    }
    assertThat(c.receive()).isNull();
  }

  @Test
  void losesNothingThatIsStored() throws Exception {
    var c = Channel.<Integer>make(3);
    c.send(1);
    c.send(2);

    c.close();

    assertThat(c.isClosed()).as("not drained yet").isFalse();
    assertThat(c.length()).isEqualTo(2);
    assertThat(c.receive()).isEqualTo(1);
    assertThat(c.tryReceive()).isEqualTo(new Received.Value<>(2));
    assertThat(c.isClosed()).isTrue();
    assertThat(c.tryReceive()).isEqualTo(new Received.Closed<>());
    assertThat(c.receive()).isNull();
    assertThat(c.receive()).as("again and again").isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void refusesWhatComesLater(int capacity) {
    var c = Channel.<Integer>make(capacity);
    c.close();

    assertThatThrownBy(() -> c.send(1))
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("send on closed channel");
    assertThatThrownBy(() -> c.trySend(1))
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("send on closed channel");
    assertThatThrownBy(c::close)
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("close of closed channel");
    assertThatThrownBy(c.sendOnly()::close).hasMessage("close of closed channel");
    assertThat(new ChannelClosedException("x")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void happensBeforeTheReceiveThatReportsIt() throws Exception {
    for (int i = 0; i < 1000; i++) {
      var c = Channel.<Integer>make();
      var box = new int[1];
      var reader =
          Attempt.of(() -> {
            c.receive();
            return box[0];
          });
      box[0] = 42;
      c.close();

      assertThat(reader.result()).isEqualTo(42);
    }
  }

  @Test
  void racesWithSendersWithoutLosingWhatWasSent() throws Exception {
    for (int round = 0; round < 200; round++) {
      var c = Channel.<Integer>make(round % 4);
      var sender =
          Attempt.of(() -> {
            int sent = 0;
            try {
              while (true) {
                c.send(1);
                sent++;
              }
            } catch (ChannelClosedException e) {
              return sent;
            }
          });
      var receiver =
          Attempt.of(() -> {
            int received = 0;
            for (int one : c) {
              received += one;
            }
            return received;
          });
      for (int i = 0; i < round; i++) {
        Thread.onSpinWait();
      }
      c.close();

      assertThat(receiver.result()).as("round %d", round).isEqualTo(sender.result());
    }
  }
}
