// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import java.util.ArrayList;
import java.util.Spliterator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The values of a channel as a stream. */
class ChannelStreamTest {
  private static Channel<Integer> closedAfter(int n) throws Exception {
    var c = Channel.<Integer>make(n);
    for (int i = 1; i <= n; i++) {
      c.send(i);
    }
    c.close();
    return c;
  }

  @Test
  void givesAllValuesInTheirOrder() throws Exception {
    assertThat(closedAfter(5).stream()).containsExactly(1, 2, 3, 4, 5);
    assertThat(closedAfter(5).receiveOnly().stream().mapToInt(v -> v).sum()).isEqualTo(15);
    assertThat(closedAfter(0).stream()).isEmpty();
  }

  @Test
  void waitsForValuesAndForTheClose() throws Exception {
    var c = Channel.<Integer>make();
    var all = Attempt.blocked(() -> c.stream().map(v -> v * v).toList());

    c.send(2);
    Blocked.await(all.thread());
    c.send(3);
    c.close();

    assertThat(all.result()).containsExactly(4, 9);
  }

  @Test
  void takesNothingThatItDoesNotUse() throws Exception {
    var c = closedAfter(6);

    assertThat(c.stream().limit(2)).containsExactly(1, 2);
    assertThat(c.stream().findFirst()).contains(3);
    assertThat(c.length()).isEqualTo(3);
    assertThat(c.stream().anyMatch(v -> v == 5)).isTrue();
    assertThat(c.receive()).isEqualTo(6);
  }

  @Test
  void aLimitDoesNotWaitForOneMore() throws Exception {
    var c = Channel.<Integer>make();
    var two = Attempt.blocked(() -> c.stream().limit(2).toList());

    c.send(1);
    Blocked.await(two.thread());
    c.send(2);

    assertThat(two.result()).containsExactly(1, 2);
  }

  @Test
  void aParallelStreamStillGivesAll() throws Exception {
    assertThat(closedAfter(1000).stream().parallel().collect(Collectors.summingInt(v -> v)))
        .isEqualTo(500_500);
  }

  @Test
  void anInterruptEndsItAndKeepsTheStatus() throws Exception {
    var c = Channel.<Integer>make();
    var all = Attempt.blocked(() -> c.stream().count());

    all.thread().interrupt();

    assertThatThrownBy(all::result).isInstanceOf(UncheckedInterruptedException.class);
    assertThat(all.interruptedAfter()).isTrue();
  }

  @Test
  void theSpliteratorReceivesOneAtATimeAndDoesNotSplit() throws Exception {
    var c = closedAfter(3);
    var values = c.spliterator();
    var seen = new ArrayList<Integer>();

    assertThat(values.tryAdvance(seen::add)).isTrue();
    assertThat(c.length()).isEqualTo(2);
    assertThat(values.trySplit()).isNull();
    assertThat(values.estimateSize()).isEqualTo(Long.MAX_VALUE);
    assertThat(values.hasCharacteristics(Spliterator.ORDERED | Spliterator.NONNULL)).isTrue();
    assertThat(values.hasCharacteristics(Spliterator.SIZED)).isFalse();
    values.forEachRemaining(seen::add);
    assertThat(values.tryAdvance(seen::add)).isFalse();

    assertThat(seen).containsExactly(1, 2, 3);
  }

  @Test
  void streamsOfSeveralChannelsAreStreamsLikeOthers() throws Exception {
    var both = Stream.concat(closedAfter(2).stream(), closedAfter(3).stream());
    assertThat(both).containsExactly(1, 2, 1, 2, 3);
    assertThat(StreamSupport.stream(closedAfter(2).spliterator(), false).iterator())
        .toIterable()
        .containsExactly(1, 2);
  }
}
