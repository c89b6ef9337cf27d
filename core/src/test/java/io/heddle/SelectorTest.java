// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.WaitsForTime;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** The loop form: what it chooses, and what its cases say and do from turn to turn. */
class SelectorTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final Selector selector = new Selector();
  private final Channel<Integer> in = Channel.make(10);
  private final Channel<Integer> out = Channel.make(1);

  @Test
  void tellsWhatWasReceivedAndThatItIsClosed() throws Exception {
    var received = selector.receive(in);
    in.send(1);
    in.send(2);
    in.close();

    assertThat(selector.select()).isSameAs(received);
    assertThat(received.value()).isEqualTo(1);
    assertThat(received.closed()).isFalse();
    assertThat(selector.select()).isSameAs(received);
    assertThat(received.value()).isEqualTo(2);
    assertThat(selector.select()).isSameAs(received);
    assertThat(received.value()).isNull();
    assertThat(received.closed()).isTrue();
  }

  @Test
  void tellsSoAlsoAfterHavingWaited() throws Exception {
    var c = Channel.<Integer>make();
    var value = selector.receive(c);
    var idle = selector.receive(in);
    var first = Attempt.blocked(selector::select);
    c.send(5);
    assertThat(first.result()).isSameAs(value);
    assertThat(value.value()).isEqualTo(5);
    assertThat(idle.value()).isNull();

    var second = Attempt.blocked(selector::select);
    c.close();
    assertThat(second.result()).isSameAs(value);
    assertThat(value.value()).isNull();
    assertThat(value.closed()).isTrue();
  }

  @Test
  void speaksOnlyOfTheCaseChosenLast() throws Exception {
    var received = selector.receive(in);
    var sent = selector.send(out);
    in.send(1);
    selector.select();
    assertThat(received.value()).isEqualTo(1);

    sent.offer(7);
    assertThat(selector.select()).isSameAs(sent);
    assertThat(received.value()).isNull();

    in.close();
    selector.select();
    assertThat(received.closed()).isTrue();
    received.disable();
    assertThat(selector.trySelect()).isNull();
    assertThat(received.closed()).as("nothing was chosen").isFalse();
  }

  @Test
  void aSelectThatThrewHasForgottenTheLastOne() throws Exception {
    var received = selector.receive(in);
    in.send(1);
    in.send(2);
    selector.select();

    Thread.currentThread().interrupt();
    assertThatThrownBy(selector::select).isInstanceOf(InterruptedException.class);
    assertThat(received.value()).isNull();

    assertThat(selector.select()).as("usable again").isSameAs(received);
    assertThat(received.value()).isEqualTo(2);
  }

  @Test
  void aSendCaseTakesPartOncePerOffer() throws Exception {
    var sent = selector.send(out);
    assertThat(selector.trySelect()).as("nothing was offered").isNull();

    sent.offer(1);
    assertThat(selector.trySelect()).isSameAs(sent);
    assertThat(out.receive()).isEqualTo(1);
    assertThat(selector.trySelect()).as("it has disabled itself").isNull();

    sent.offer(2);
    sent.offer(3); // the later one counts
    assertThat(selector.select()).isSameAs(sent);
    assertThat(out.receive()).isEqualTo(3);
  }

  @Test
  void anOfferWaitsUntilItCanBeSent() throws Exception {
    var c = Channel.<Integer>make();
    var sent = selector.send(c);
    sent.offer(9);
    assertThat(selector.trySelect()).isNull();
    var selecting = Attempt.blocked(selector::select);

    assertThat(c.receive()).isEqualTo(9);

    assertThat(selecting.result()).isSameAs(sent);
    assertThat(selector.trySelect()).isNull();
    assertThat(c.tryReceive()).isEqualTo(Received.empty());
  }

  @Test
  void casesCanBeDisabledAndEnabled() throws Exception {
    var received = selector.receive(in);
    var sent = selector.send(out);
    in.send(1);
    sent.offer(1);
    received.disable();
    sent.disable();
    assertThat(selector.trySelect()).isNull();

    received.enable();
    assertThat(selector.trySelect()).isSameAs(received);
    assertThat(selector.trySelect()).isNull();
    sent.enable(); // it still has its value
    assertThat(selector.trySelect()).isSameAs(sent);
  }

  @Test
  void channelsCanBeSwappedAndTakenAway() throws Exception {
    var other = Channel.<Integer>make(1);
    var received = selector.<Integer>receive(null);
    in.send(1);
    other.send(2);
    assertThat(selector.trySelect()).isNull();

    received.channel(in);
    assertThat(selector.trySelect()).isSameAs(received);
    assertThat(received.value()).isEqualTo(1);
    received.channel(other.receiveOnly());
    assertThat(selector.trySelect()).isSameAs(received);
    assertThat(received.value()).isEqualTo(2);
    received.channel(Channel.never());
    in.send(3);
    assertThat(selector.trySelect()).isNull();

    var sent = selector.<Integer>send(null);
    sent.offer(4);
    assertThat(selector.trySelect()).isNull();
    sent.channel(out.sendOnly());
    assertThat(selector.trySelect()).isSameAs(sent);
    assertThat(out.receive()).isEqualTo(4);
  }

  @Test
  void casesCanBeAddedAndRemovedBetweenSelects() throws Exception {
    var received = new ArrayList<ReceiveCase<Integer>>();
    for (int i = 0; i < 20; i++) {
      received.add(selector.receive(in));
    }
    in.send(1);
    assertThat(selector.trySelect()).isIn(received);
    for (int i = 0; i < 19; i++) {
      selector.remove(received.get(i));
    }
    in.send(2);
    assertThat(selector.trySelect()).isSameAs(received.get(19));
    assertThat(received.get(19).value()).isEqualTo(2);
    selector.remove(received.get(19));
    in.send(3);
    assertThat(selector.trySelect()).isNull();

    var again = selector.receive(in);
    assertThat(selector.trySelect()).isSameAs(again);
  }

  @WaitsForTime
  @Test
  void aTimeoutStartsAnewAtEverySelect() throws Exception {
    var idle = selector.timeout(Duration.ofMillis(20));
    selector.receive(in);
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      assertThat(selector.select()).isSameAs(idle);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }
  }

  @Test
  void theEarliestEnabledTimeoutCountsAndReadyCasesComeFirst() throws Exception {
    var received = selector.receive(in);
    var late = selector.timeout(LONG);
    var soon = selector.timeout(Duration.ZERO);
    in.send(1);
    assertThat(selector.select()).isSameAs(received);
    assertThat(selector.select()).isSameAs(soon);

    soon.disable();
    late.duration(Duration.ofMillis(1));
    assertThat(selector.select()).isSameAs(late);
    late.duration(LONG);
    soon.enable();
    assertThat(selector.select()).isSameAs(soon);
    selector.remove(soon);
    in.send(2);
    assertThat(selector.select()).isSameAs(received);
  }

  @Test
  void trySelectIgnoresTimeoutsAndInterrupts() throws Exception {
    selector.timeout(Duration.ZERO);
    var received = selector.receive(in);

    Thread.currentThread().interrupt();
    assertThat(selector.trySelect()).isNull();
    assertThat(in.trySend(1)).isTrue();
    assertThat(selector.trySelect()).isSameAs(received);

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theOrderedOneTakesTheFirstReadyInTheOrderAdded() throws Exception {
    var ordered = Selector.ordered();
    var first = ordered.receive(in);
    var second = ordered.send(out);
    for (int i = 0; i < 10; i++) {
      in.send(i);
      second.offer(i);
      assertThat(ordered.select()).isSameAs(first);
    }
    assertThat(ordered.select()).isSameAs(second);
  }

  @Test
  void theOtherDrawsAmongReadyCases() throws Exception {
    var a = selector.receive(in);
    var b = selector.receive(in);
    int ofA = 0;
    for (int i = 0; i < 1000; i++) {
      in.send(i);
      var ready = selector.select();
      assertThat(ready).isIn(a, b);
      ofA += ready == a ? 1 : 0;
    }
    assertThat(ofA).isBetween(300, 700); // 12 standard deviations
  }

  @Test
  void aSendToAClosedChannelThrowsIfChosenAndTheSelectorGoesOn() throws Exception {
    var sent = selector.send(out);
    var received = selector.receive(in);
    out.close();
    sent.offer(1);

    assertThatThrownBy(selector::select)
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("send on closed channel");
    in.send(2);
    assertThat(selector.select()).as("the offer has gone").isSameAs(received);
    assertThatThrownBy(sent::enable).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aWaitingSendThrowsWhenItsChannelIsClosed() throws Exception {
    var c = Channel.<Integer>make();
    var sent = selector.send(c);
    selector.receive(in);
    sent.offer(1);
    var selecting = Attempt.blocked(selector::select);

    c.close();

    assertThatThrownBy(selecting::result).hasMessage("send on closed channel");
    assertThat(in.toString()).doesNotContain("waiting");
  }

  @Test
  void withoutAnEnabledCaseItWaitsForEver() throws Exception {
    var received = selector.receive(in);
    in.send(1);
    received.disable();
    var selecting = Attempt.blocked(selector::select);
    assertThat(Blocked.stays(selecting.thread())).isTrue();

    selecting.thread().interrupt();
    assertThatThrownBy(selecting::result).isInstanceOf(InterruptedException.class);
    received.enable();
    assertThat(selector.select()).isSameAs(received);
  }

  @Test
  void mayBeHandedOn() throws Exception {
    var received = selector.receive(in);
    in.send(1);
    in.send(2);
    assertThat(selector.select()).isSameAs(received);
    var elsewhere =
        Attempt.of(() -> {
          selector.select();
          return received.value();
        });
    assertThat(elsewhere.result()).isEqualTo(2);
  }

  /** The bodies of the loop may return, break and assign: what the form is for. */
  @Test
  void drivesALoop() throws Exception {
    var jobs = selector.receive(in);
    var results = selector.send(out);
    var consumer =
        Attempt.of(() -> {
          int sum = 0;
          for (int v : out) {
            sum += v;
          }
          return sum;
        });
    var producer =
        Attempt.of(() -> {
          for (int i = 1; i <= 100; i++) {
            in.send(i);
          }
          in.close();
          return true;
        });
    int sent = 0;
    loop:
    while (true) {
      var ready = selector.select();
      if (ready == jobs) {
        if (jobs.closed()) {
          break loop;
        }
        results.offer(jobs.value() * 2);
        jobs.disable();
      } else if (ready == results) {
        sent++;
        jobs.enable();
      }
    }
    out.close();

    assertThat(sent).isEqualTo(100);
    assertThat(consumer.result()).isEqualTo(10_100);
    assertThat(producer.result()).isTrue();
  }
}
