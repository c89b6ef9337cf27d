// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.otherwise;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Received;
import io.heddle.Selector;
import io.heddle.testing.OverCapacities;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Every form of receive and send on a closed channel, empty or with something in it, and again and
 * again. After {@code test/closedchan.go}.
 */
class GoClosedChanTest {
  private interface Receive {
    /** A value, or null for closed. */
    Integer from(Channel<Integer> c) throws Exception;
  }

  private static final List<Receive> RECEIVES =
      List.of(
          Channel::receive,
          c -> c.receiveOnly().receive(),
          c ->
              switch (c.tryReceive()) {
                case Received.Value<Integer>(Integer v) -> v;
                case Received.Closed<Integer> closed -> null;
                case Received.Empty<Integer> empty -> throw new AssertionError("not ready");
              },
          c -> select(receive(c, v -> v)),
          c -> select(receive(c, v -> v), otherwise(() -> -1)),
          c -> select(receive(c, v -> v), receive(Channel.<Integer>make(), v -> -1)),
          c -> {
            var selector = new Selector();
            var received = selector.receive(c);
            assertThat(selector.select()).isSameAs(received);
            assertThat(received.closed()).isEqualTo(received.value() == null);
            return received.value();
          },
          c -> {
            var selector = new Selector();
            var received = selector.receive(c);
            assertThat(selector.trySelect()).isSameAs(received);
            return received.value();
          },
          c -> {
            var values = c.iterator();
            return values.hasNext() ? values.next() : null;
          },
          c -> c.stream().findFirst().orElse(null));

  @OverCapacities
  void receivesGetWhatIsThereThenTheEnd(int capacity) throws Exception {
    int stored = Math.min(capacity, 10);
    for (var receive : RECEIVES) {
      var c = Channel.<Integer>make(capacity);
      for (int i = 0; i < stored; i++) {
        c.send(i);
      }
      c.close();
      for (int i = 0; i < stored; i++) {
        assertThat(c.isClosed()).isFalse();
        assertThat(receive.from(c)).isEqualTo(i);
      }
      for (int again = 0; again < 3; again++) {
        assertThat(receive.from(c)).isNull();
        assertThat(c.isClosed()).isTrue();
      }
    }
  }

  @OverCapacities
  void sendsAndClosesThrowAndChangeNothing(int capacity) throws Exception {
    var c = Channel.<Integer>make(capacity);
    if (capacity > 0) {
      c.send(1);
    }
    c.close();
    int length = c.length();
    for (var send :
        List.<ThrowingCallable>of(
            () -> c.send(2),
            () -> c.sendOnly().send(2),
            () -> c.trySend(2),
            () -> select(onSend(c, 2, () -> {})),
            () -> select(onSend(c, 2, () -> {}), onDefault(() -> {})),
            () -> select(onSend(c, 2, () -> {}), onReceive(Channel.make(), v -> {})),
            () -> {
              var selector = new Selector();
              selector.<Integer>send(c).offer(2);
              selector.select();
            },
            () -> {
              var selector = new Selector();
              selector.<Integer>send(c).offer(2);
              selector.trySelect();
            })) {
      for (int again = 0; again < 2; again++) {
        assertThatThrownBy(send).hasMessage("send on closed channel");
      }
    }
    assertThatThrownBy(c::close).hasMessage("close of closed channel");
    assertThat(c.length()).isEqualTo(length);
  }
}
