// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The directions of a channel. */
class ChannelViewTest {
  @Test
  void areTheSameObjectEachTimeAndNoChannels() {
    for (var c : List.of(Channel.<Integer>make(), Channel.<Integer>make(1), Channel.never())) {
      assertThat(c.sendOnly()).isSameAs(c.sendOnly()).isNotInstanceOf(ReceiveChannel.class);
      assertThat(c.receiveOnly()).isSameAs(c.receiveOnly()).isNotInstanceOf(SendChannel.class);
    }
  }

  @Test
  void showTheChannelBehindThem() throws Exception {
    var c = Channel.<Integer>make(2);
    var out = c.sendOnly();
    var in = c.receiveOnly();

    out.send(1);
    assertThat(out.trySend(2)).isTrue();
    assertThat(out.trySend(3)).isFalse();
    assertThat(List.of(out.length(), in.length(), out.capacity(), in.capacity()))
        .containsExactly(2, 2, 2, 2);
    assertThat(in.receive()).isEqualTo(1);
    assertThat(in.tryReceive()).isEqualTo(new Received.Value<>(2));
    out.close();

    assertThat(in.isClosed()).isTrue();
    assertThat(in.receive()).isNull();
  }

  @Test
  void areTheChannelForASelect() throws Exception {
    var c = Channel.<Integer>make(1);

    String first =
        select(send(c.sendOnly(), 7, () -> "sent"), receive(c.receiveOnly(), v -> "got " + v));
    String second =
        select(send(c.sendOnly(), 8, () -> "sent"), receive(c.receiveOnly(), v -> "got " + v));

    assertThat(List.of(first, second)).containsExactly("sent", "got 7");
  }
}
