// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import io.heddle.testing.OutsideBubbles;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused with an exception that says why, and changes nothing. */
class SelectorMisuseTest {
  private final Selector selector = new Selector();
  private final Channel<Integer> in = Channel.make(1);
  private final ReceiveCase<Integer> received = selector.receive(in);
  private final SendCase<Integer> sent = selector.send(Channel.<Integer>make());
  private final TimeoutCase late = selector.timeout(Duration.ofHours(1));

  @OutsideBubbles
  @Test
  void aSecondThreadWhileOneSelects() throws Exception {
    var selecting = Attempt.blocked(selector::select);

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            selector::select,
            selector::trySelect,
            () -> selector.receive(in),
            () -> selector.send(in),
            () -> selector.timeout(Duration.ZERO),
            () -> selector.remove(late),
            received::value,
            received::closed,
            received::enable,
            received::disable,
            () -> received.channel(null),
            () -> sent.offer(1),
            sent::disable,
            () -> sent.channel(null),
            late::enable,
            late::disable,
            () -> late.duration(Duration.ZERO))) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a Selector belongs to one goroutine at a time")
          .hasMessageMatching(".*; (goroutine \\d+|thread #\\d+|main) is using it");
    }

    in.send(5);
    assertThat(selecting.result()).isSameAs(received);
    assertThat(received.value()).isEqualTo(5);
    assertThat(selector.trySelect()).as("nothing was offered").isNull();
  }

  @Test
  void aCaseThatWasRemoved() throws Exception {
    in.send(1);
    assertThat(selector.select()).isSameAs(received);
    selector.remove(received);
    selector.remove(sent);
    selector.remove(late);

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            received::enable,
            received::disable,
            () -> received.channel(in),
            () -> sent.offer(1),
            sent::disable,
            () -> sent.channel(in),
            late::enable,
            () -> late.duration(Duration.ZERO))) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("this case was removed from its selector");
    }
    assertThat(received.value()).as("what it was chosen for can still be read").isEqualTo(1);
    assertThatThrownBy(() -> selector.remove(received))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("removed already");
  }

  @Test
  void aCaseOfAnotherSelector() {
    var other = new Selector();
    assertThatThrownBy(() -> other.remove(received))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a case of this selector");
  }

  @Test
  void aSendCaseWithNothingToSend() throws Exception {
    assertThatThrownBy(sent::enable)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("without a value");
    assertThatThrownBy(() -> sent.offer(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("value");

    sent.channel(in);
    sent.offer(1);
    received.disable();
    assertThat(selector.select()).isSameAs(sent);
    assertThatThrownBy(sent::enable).as("it has been used up").hasMessageContaining("without");
  }

  @Test
  void nullDurations() {
    assertThatThrownBy(() -> selector.timeout(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> late.duration(null)).isInstanceOf(NullPointerException.class);
  }

  // ---- the expression form ----

  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void theSameCaseTwiceInOneSelect(int cases) throws Exception {
    var c = Channel.<Integer>make(1);
    var once = receive(c, v -> v);
    @SuppressWarnings({"unchecked", "rawtypes"})
    Select.Case<Integer, RuntimeException>[] all = new Select.Case[cases + 1];
    for (int i = 0; i < cases; i++) {
      all[i] = receive(Channel.<Integer>make(), v -> v);
    }
    all[0] = once;
    all[cases] = once;

    assertThatThrownBy(() -> select(all))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one select at a time");
    c.send(3);
    assertThat(select(once)).as("it may be used again").isEqualTo(3);
  }

  @Test
  void theSameCaseInTwoThreads() throws Exception {
    var c = Channel.<Integer>make();
    var shared = receive(c, v -> v);
    var first = Attempt.blocked(() -> select(shared));

    assertThatThrownBy(() -> select(shared)).hasMessageContaining("one select at a time");

    c.send(4);
    assertThat(first.result()).isEqualTo(4);
  }

  @Test
  void aHandlerMaySelectOverTheSameCases() throws Exception {
    in.send(1);
    var seen = new int[1];
    Select.Case<Object, Exception> again =
        onReceive(
            in,
            v -> {
              seen[0] += v;
            });
    select(
        onReceive(
            in,
            v -> {
              in.send(v + 1);
              select(again);
            }));
    assertThat(seen[0]).isEqualTo(2);
  }
}
