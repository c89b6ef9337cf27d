// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.otherwise;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.selectOrdered;
import static io.heddle.Select.send;
import static io.heddle.Select.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The expression form: which case is chosen, what its handler gets, what comes out. */
class SelectTest {
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void takesTheOnlyReadyCase() throws Exception {
    var a = Channel.<Integer>make(1);
    var b = Channel.<String>make(1);
    b.send("ready");

    String got = select(receive(a, v -> "a" + v), receive(b, v -> "b " + v));

    assertThat(got).isEqualTo("b ready");
    assertThat(b.length()).isZero();
  }

  @Test
  void sendsOnTheChosenChannelOnly() throws Exception {
    var full = Channel.<Integer>make();
    var roomy = Channel.<Integer>make(1);

    int chosen = select(send(full, 1, () -> 1), send(roomy, 2, () -> 2));

    assertThat(chosen).isEqualTo(2);
    assertThat(roomy.receive()).isEqualTo(2);
  }

  @Test
  void waitsUntilSomebodyComes() throws Exception {
    var a = Channel.<Integer>make();
    var b = Channel.<Integer>make();
    var selecting = Attempt.blocked(() -> select(receive(a, v -> "a" + v), send(b, 9, () -> "b")));

    assertThat(b.receive()).isEqualTo(9);

    assertThat(selecting.result()).isEqualTo("b");
    assertThat(a.trySend(1)).as("the case that lost is gone").isFalse();
  }

  @Test
  void seesACloseWhileItWaits() throws Exception {
    var a = Channel.<Integer>make();
    var b = Channel.<Integer>make();
    var selecting =
        Attempt.blocked(() -> select(receive(a, v -> "a" + v), receive(b, v -> "b" + v)));

    a.close();

    assertThat(selecting.result()).isEqualTo("anull");
  }

  @Test
  void aClosedAndDrainedChannelIsAlwaysReady() throws Exception {
    var c = Channel.<Integer>make(1);
    c.send(1);
    c.close();
    var got = new ArrayList<Integer>();

    for (int i = 0; i < 3; i++) {
      select(onReceive(c, got::add), onTimeout(LONG, () -> got.add(-1)));
    }

    assertThat(got).containsExactly(1, null, null);
  }

  @Test
  void aSendOnAClosedChannelThrowsIfChosen() throws Exception {
    var closed = Channel.<Integer>make(1);
    closed.close();
    var ready = Channel.<Integer>make(1);

    assertThatThrownBy(() -> select(onSend(closed, 1, () -> {})))
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("send on closed channel");
    String first = selectOrdered(send(ready, 1, () -> "ready"), send(closed, 1, () -> "closed"));
    assertThat(first).as("and only then").isEqualTo("ready");
  }

  @Test
  void aWaitingSendThrowsWhenTheChannelIsClosed() throws Exception {
    var c = Channel.<Integer>make();
    var other = Channel.<Integer>make();
    var selecting =
        Attempt.blocked(() -> select(send(c, 1, () -> "sent"), receive(other, v -> "other")));

    c.close();

    assertThatThrownBy(selecting::result).hasMessage("send on closed channel");
  }

  @Test
  void takesTheDefaultOnlyIfNothingIsReady() throws Exception {
    var c = Channel.<Integer>make(1);

    assertThat(
            Select.<String, RuntimeException>select(
                receive(c, v -> "got"), otherwise(() -> "none")))
        .isEqualTo("none");
    c.send(1);
    assertThat(
            Select.<String, RuntimeException>select(
                receive(c, v -> "got"), otherwise(() -> "none")))
        .isEqualTo("got");
  }

  @Test
  void disabledCasesAreNeverChosen() throws Exception {
    var log = new ArrayList<String>();

    select(
        onReceive(null, v -> log.add("null")),
        onReceive(Channel.never(), v -> log.add("never")),
        onSend(null, null, () -> log.add("send to null")),
        onSend(Channel.<Integer>never(), 1, () -> log.add("send to never")),
        onDefault(() -> log.add("default")));

    assertThat(log).containsExactly("default");
  }

  @Test
  void withoutAnyCaseItBlocksForEver() throws Exception {
    var none = Attempt.blocked(() -> select());
    var disabled = Attempt.blocked(() -> select(receive((ReceiveChannel<Integer>) null, v -> v)));

    assertThat(Blocked.stays(none.thread())).isTrue();
    assertThat(Blocked.stays(disabled.thread())).isTrue();
    none.thread().interrupt();
    disabled.thread().interrupt();

    assertThatThrownBy(none::result).isInstanceOf(InterruptedException.class);
    assertThatThrownBy(disabled::result).isInstanceOf(InterruptedException.class);
  }

  @Test
  void itsTimeoutsCountTogetherAndTheEarliestWins() throws Exception {
    var c = Channel.<Integer>make();
    long start = System.nanoTime();

    String got =
        select(
            receive(c, v -> "got"),
            timeout(LONG, () -> "late"),
            timeout(Duration.ofMillis(20), () -> "soon"),
            timeout(Duration.ofSeconds(Long.MAX_VALUE), () -> "never"));

    assertThat(got).isEqualTo("soon");
    assertThat(System.nanoTime() - start).isBetween(20_000_000L, 10_000_000_000L);
  }

  @Test
  void aTimeoutOfZeroOrLessComesAfterReadyCasesAndAtOnce() throws Exception {
    var c = Channel.<Integer>make(1);
    for (var d : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThat(
              Select.<String, RuntimeException>select(
                  receive(c, v -> "got"), timeout(d, () -> "out")))
          .isEqualTo("out");
      c.send(1);
      assertThat(
              Select.<String, RuntimeException>select(
                  receive(c, v -> "got"), timeout(d, () -> "out")))
          .isEqualTo("got");
    }
  }

  @Test
  void whatAHandlerThrowsLeavesUnchanged() throws Exception {
    var c = Channel.<Integer>make(1);
    c.send(1);
    var failure = new IOException("from the handler");

    assertThatThrownBy(() ->
            select(
                onReceive(
                    c,
                    v -> {
                      throw failure;
                    })))
        .isSameAs(failure);
    assertThat(c.length()).as("it was received all the same").isZero();
  }

  @Test
  void theOrderedFormTakesTheFirstReadyCase() throws Exception {
    var a = Channel.<Integer>make(100);
    var b = Channel.<Integer>make(100);
    for (int i = 0; i < 100; i++) {
      a.send(i);
      b.send(i);
    }

    for (int i = 0; i < 100; i++) {
      String got = selectOrdered(receive(b, v -> "b"), receive(a, v -> "a"));
      assertThat(got).isEqualTo("b");
    }
    assertThat(a.length()).isEqualTo(100);
  }

  @Test
  void aHandlerWithoutAResultMakesNull() throws Exception {
    var c = Channel.<Integer>make(1);

    Object result = select(onSend(c, 1, () -> {}), receive(c, v -> "other"));

    assertThat(result).isNull();
  }

  @Test
  void refusesTwoDefaultsNullHandlersAndNullValues() {
    var c = Channel.<Integer>make(1);

    assertThatThrownBy(() -> select(onDefault(() -> {}), onDefault(() -> {})))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> onReceive(c, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> onSend(c, null, () -> {}))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("value");
    assertThatThrownBy(() -> timeout(null, () -> 1))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("duration");
  }
}
