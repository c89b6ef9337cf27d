// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.send;
import static io.heddle.Select.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Attempt;
import io.heddle.testing.OverCapacities;
import io.heddle.testing.Scale;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A value, an interrupt, a timeout and a close come at the same instant: one of them is what
 * happens, and the value is on one side, not on both or none.
 */
class HandOverRaceTest {
  private enum Outcome {
    VALUE,
    INTERRUPTED,
    TIMED_OUT,
    CLOSED
  }

  private static final int ROUNDS = Scale.of(500);

  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  private Duration soon() {
    return Duration.ofNanos(random.nextInt(60_000));
  }

  private void aMoment() {
    for (int i = random.nextInt(300); i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  private static Outcome receiving(Channel<Integer> c, Duration d) {
    try {
      return select(
          receive(c, v -> v == null ? Outcome.CLOSED : Outcome.VALUE),
          receive(Channel.<Integer>make(), v -> Outcome.CLOSED),
          timeout(d, () -> Outcome.TIMED_OUT));
    } catch (InterruptedException e) {
      return Outcome.INTERRUPTED;
    }
  }

  private static Outcome sending(Channel<Integer> c, Duration d) {
    try {
      return select(
          send(c, 1, () -> Outcome.VALUE),
          receive(Channel.<Integer>make(), v -> Outcome.CLOSED),
          timeout(d, () -> Outcome.TIMED_OUT));
    } catch (InterruptedException e) {
      return Outcome.INTERRUPTED;
    } catch (ChannelClosedException e) {
      return Outcome.CLOSED;
    }
  }

  @OverCapacities
  void aReceiveHasOneOutcome(int capacity) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      var c = Channel.<Integer>make(capacity);
      var d = soon();
      var receiver = Attempt.of(() -> receiving(c, d));
      var closer = Go.go(c::close);
      aMoment();
      int sent = tryToSend(c);
      if (random.nextBoolean()) {
        receiver.thread().interrupt();
      }
      closer.join();

      int received = receiver.result() == Outcome.VALUE ? 1 : 0;
      assertThat(received + left(c)).as("round %d, seed %d", i, seed).isEqualTo(sent);
      assertThat(c.toString()).doesNotContain("waiting");
    }
  }

  private static int tryToSend(Channel<Integer> c) {
    try {
      return c.trySend(1) ? 1 : 0;
    } catch (ChannelClosedException e) {
      return 0;
    }
  }

  @OverCapacities
  void aSendHasOneOutcome(int capacity) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      var c = Channel.<Integer>make(capacity);
      int stored = Math.min(capacity, 10);
      for (int k = 0; k < stored; k++) {
        c.send(1);
      }
      var d = soon();
      var sender = Attempt.of(() -> sending(c, d));
      var closer = Go.go(c::close);
      aMoment();
      int received = c.tryReceive() instanceof Received.Value<Integer> ? 1 : 0;
      if (random.nextBoolean()) {
        sender.thread().interrupt();
      }
      closer.join();

      int sent = stored + (sender.result() == Outcome.VALUE ? 1 : 0);
      assertThat(received + left(c)).as("round %d, seed %d", i, seed).isEqualTo(sent);
      assertThat(c.toString()).doesNotContain("waiting");
    }
  }

  private static int left(Channel<Integer> closed) {
    return (int) closed.stream().count();
  }
}
