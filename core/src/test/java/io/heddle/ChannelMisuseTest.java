// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import org.junit.jupiter.api.Test;

/** What is refused, and in whose words. */
@SuppressWarnings("NullAway") // nulls are the point
class ChannelMisuseTest {
  @Test
  void aNegativeCapacity() {
    assertThatThrownBy(() -> Channel.make(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("makechan: size out of range");
    assertThatThrownBy(() -> Channel.make(Integer.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void slidingAndDroppingWithoutAnyRoom() {
    assertThatThrownBy(() -> Channel.sliding(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Channel.dropping(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nullIsNoValueWhateverTheStateOfTheChannel() {
    var open = Channel.<Integer>make(1);
    var closed = Channel.<Integer>make(1);
    closed.close();

    for (var c : new SendChannel<?>[] {open, closed, Channel.never(), open.sendOnly()}) {
      assertThatThrownBy(() -> c.send(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("value");
      assertThatThrownBy(() -> c.trySend(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("value");
    }
  }

  @Test
  void aNullValueThrowsBeforeAPendingInterruptIsLookedAt() {
    var c = Channel.<Integer>make(1);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> c.send(null)).isInstanceOf(NullPointerException.class);

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theNilChannelCannotBeClosed() {
    assertThatThrownBy(Channel.never()::close)
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("close of nil channel");
  }

  @Test
  void theNilChannelBlocksForEver() throws Exception {
    var never = Channel.<Integer>never();
    var receiver = Attempt.blocked(never::receive);
    var sender =
        Attempt.blocked(() -> {
          never.send(1);
          return true;
        });

    assertThat(never.trySend(1)).isFalse();
    assertThat(never.tryReceive()).isEqualTo(new Received.Empty<>());
    assertThat(never.length() + never.capacity()).isZero();
    assertThat(never.isClosed()).isFalse();
    receiver.thread().interrupt();
    sender.thread().interrupt();

    assertThatThrownBy(receiver::result).isInstanceOf(InterruptedException.class);
    assertThatThrownBy(sender::result).isInstanceOf(InterruptedException.class);
  }
}
