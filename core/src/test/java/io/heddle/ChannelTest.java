// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What values, senders and receivers may rely on, whatever the capacity. */
class ChannelTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10, 1000})
  void carriesValuesInOrder(int capacity) throws Exception {
    var c = Channel.<Integer>make(capacity);
    var sender =
        Attempt.of(() -> {
          for (int i = 0; i < 2000; i++) {
            c.send(i);
          }
          return true;
        });

    for (int i = 0; i < 2000; i++) {
      assertThat(c.receive()).isEqualTo(i);
    }
    assertThat(sender.result()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10})
  void sendsUpToItsCapacityWithoutAReceiver(int capacity) throws Exception {
    var c = Channel.<Integer>make(capacity);
    for (int i = 0; i < capacity; i++) {
      c.send(i);
      assertThat(c.length()).isEqualTo(i + 1);
    }

    var oneMore = Attempt.blocked(() -> sent(c, capacity));

    assertThat(Blocked.stays(oneMore.thread())).isTrue();
    assertThat(c.capacity()).isEqualTo(capacity);
    assertThat(c.length()).isEqualTo(capacity);
    assertThat(c.receive()).isEqualTo(0);
    assertThat(oneMore.result()).isTrue();
    assertThat(c.length()).isEqualTo(capacity == 0 ? 0 : capacity);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10})
  void handsAValueToAWaitingReceiverPastTheBuffer(int capacity) throws Exception {
    var c = Channel.<String>make(capacity);
    var receiver = Attempt.blocked(c::receive);

    assertThat(c.trySend("direct")).isTrue();

    assertThat(c.length()).isZero();
    assertThat(receiver.result()).isEqualTo("direct");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void servesWaitingSendersInTheirOrder(int capacity) throws Exception {
    var c = Channel.<Integer>make(capacity);
    for (int i = 0; i < capacity; i++) {
      c.send(i);
    }
    var senders = new ArrayList<Attempt<Boolean>>();
    for (int i = capacity; i < capacity + 5; i++) {
      int value = i;
      senders.add(Attempt.blocked(() -> sent(c, value)));
    }

    for (int i = 0; i < capacity + 5; i++) {
      assertThat(c.receive()).isEqualTo(i);
    }
    for (var sender : senders) {
      assertThat(sender.result()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void servesWaitingReceiversInTheirOrder(int capacity) throws Exception {
    var c = Channel.<Integer>make(capacity);
    var receivers = new ArrayList<Attempt<Integer>>();
    for (int i = 0; i < 5; i++) {
      receivers.add(Attempt.blocked(c::receive));
    }

    for (int i = 0; i < 5; i++) {
      c.send(i);
    }

    for (int i = 0; i < 5; i++) {
      assertThat(receivers.get(i).result()).isEqualTo(i);
    }
  }

  @Test
  void aReceiveFromAFullBufferMovesTheWaitingSendersValueToTheTail() throws Exception {
    var c = Channel.<Integer>make(2);
    c.send(1);
    c.send(2);
    var sender = Attempt.blocked(() -> sent(c, 3));

    assertThat(c.receive()).isEqualTo(1);

    assertThat(sender.result()).isTrue();
    assertThat(c.length()).isEqualTo(2);
    assertThat(c.trySend(4)).as("a newcomer does not overtake").isFalse();
    assertThat(List.of(c.receive(), c.receive())).containsExactly(2, 3);
  }

  @Test
  void anUnbufferedChannelHasNoLength() throws Exception {
    var c = Channel.<Integer>make();
    var sender = Attempt.blocked(() -> sent(c, 1));

    assertThat(c.length()).isZero();
    assertThat(c.capacity()).isZero();
    assertThat(c.receive()).isEqualTo(1);
    assertThat(sender.result()).isTrue();
  }

  @Test
  void aBufferOfAnyCapacityGrowsWithUse() throws Exception {
    var c = Channel.<Integer>make(Integer.MAX_VALUE);
    assertThat(c.capacity()).isEqualTo(Integer.MAX_VALUE);
    IntStream.range(0, 10_000).forEach(i -> assertThat(c.trySend(i)).isTrue());

    assertThat(c.length()).isEqualTo(10_000);
    for (int i = 0; i < 10_000; i++) {
      assertThat(c.receive()).isEqualTo(i);
    }
    assertThat(c.length()).isZero();
  }

  @Test
  void worksFromPlatformThreadsToo() throws Exception {
    var c = Channel.<Integer>make();
    var sender =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int i = 0; i < 1000; i++) {
                  c.send(i);
                }
                c.close();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });

    var sum = Attempt.of(() -> sumOf(c));

    assertThat(sum.result()).isEqualTo(499_500);
    sender.join();
  }

  private static int sumOf(ReceiveChannel<Integer> c) {
    int sum = 0;
    for (int i : c) {
      sum += i;
    }
    return sum;
  }

  private static boolean sent(SendChannel<Integer> c, int value) throws InterruptedException {
    c.send(value);
    return true;
  }
}
