// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.UncheckedInterruptedException;
import io.heddle.context.CancelContext;
import io.heddle.context.Context;
import io.heddle.context.ContextException;
import io.heddle.context.DeadlineExceededException;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.OutsideBubbles;
import io.heddle.testing.WaitsForTime;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SingleFlightTest {
  private final SingleFlight<String, Integer> flights = new SingleFlight<>();
  private final AtomicInteger runs = new AtomicInteger();
  private final Channel<Integer> gate = Channel.make();

  private Attempt<Integer> call(String key) throws InterruptedException {
    return Attempt.blocked(() ->
        flights.run(
            key,
            () -> {
              runs.incrementAndGet();
              return gate.receive();
            }));
  }

  /** Go's TestDoDupSuppress. */
  @Test
  void joinsCallsForTheSameKey() throws Exception {
    var all = new ArrayList<Attempt<Integer>>();
    for (int i = 0; i < 10; i++) {
      all.add(call("a"));
    }
    var other = call("b");
    assertThat(runs).hasValue(2);
    gate.send(1);
    gate.send(2);
    var results = new ArrayList<Integer>();
    for (var a : all) {
      results.add(a.result());
    }
    assertThat(results).containsOnly(results.getFirst());
    assertThat(other.result()).isEqualTo(3 - results.getFirst());
    assertThat(flights.run("a", () -> 7)).as("a new flight").isEqualTo(7);
  }

  @Test
  void sharesFailures() throws Exception {
    var failure = new IOException("on purpose");
    var leader =
        Attempt.blocked(() ->
            flights.run(
                "a",
                () -> {
                  gate.receive();
                  throw failure;
                }));
    var waiter = call("a");
    gate.send(1);
    assertThatThrownBy(leader::result).isSameAs(failure);
    assertThatThrownBy(waiter::result).isSameAs(failure);
    assertThat(runs).hasValue(0);
  }

  @Test
  void aWaitersInterruptEndsItsOwnWaitOnly() throws Exception {
    var leader = call("a");
    var waiter = call("a");
    waiter.thread().interrupt();
    assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
    gate.send(5);
    assertThat(leader.result()).isEqualTo(5);
  }

  @Test
  void theLeadersInterruptReachesTheBody() throws Exception {
    var leader = call("a");
    leader.thread().interrupt();
    assertThatThrownBy(leader::result).isInstanceOf(InterruptedException.class);
    assertThat(flights.run("a", () -> 1)).isEqualTo(1);
  }

  /** Go's TestForget. */
  @Test
  void forgets() throws Exception {
    var first = call("a");
    flights.forget("a");
    assertThat(flights.run("a", () -> 2)).isEqualTo(2);
    var third = call("a");
    assertThat(runs).hasValue(2);
    gate.send(3);
    gate.send(3);
    assertThat(first.result()).isEqualTo(3);
    assertThat(third.result()).isEqualTo(3);
  }

  @Test
  void goexitHangsNobody() throws Exception {
    var leader =
        Go.go(() ->
            flights.run(
                "a",
                () -> {
                  gate.receive();
                  Go.goexit();
                  return 1;
                }));
    Blocked.await(leader);
    var waiter = Attempt.of(() -> flights.run("a", () -> 9));
    while (waiter.thread().isAlive()) {
      gate.trySend(1);
      Thread.sleep(1);
    }
    try {
      assertThat(waiter.result()).isEqualTo(9);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("goexit");
    }
    assertThat(flights.run("a", () -> 1)).isEqualTo(1);
  }

  @Test
  void namesWhatIsNull() {
    assertThatThrownBy(() -> flights.run(null, () -> 1)).hasMessage("key");
    assertThatThrownBy(() -> flights.run("a", null)).hasMessage("body");
    assertThatThrownBy(() -> flights.forget(null)).hasMessage("key");
  }

  /** Each makes the leader alone fail. */
  static List<Arguments> fates() {
    return List.of(
        arguments("interrupt", (Fate) (t, c) -> t.interrupt()),
        arguments("cancellation", (Fate) (t, c) -> c.cancel()));
  }

  interface Fate {
    void strike(Thread leader, CancelContext own) throws Exception;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fates")
  void whatStrikesTheLeaderIsTheLeadersAlone(String name, Fate fate) throws Exception {
    strike(fate, Duration.ofHours(1));
  }

  @WaitsForTime
  @Test
  void soIsItsDeadline() throws Exception {
    strike((t, c) -> c.done().receive(), Duration.ofSeconds(1));
  }

  private void strike(Fate fate, Duration limit) throws Exception {
    var own = Context.background().withTimeout(limit);
    var leader = Attempt.blocked(() -> own.call(() -> flights.run("a", gate::receive)));
    var followers = new ArrayList<Attempt<Integer>>();
    for (int i = 0; i < 5; i++) {
      followers.add(
          Attempt.blocked(() ->
              flights.run(
                  "a",
                  () -> {
                    runs.incrementAndGet();
                    return gate.receive();
                  })));
    }
    fate.strike(leader.thread(), own);
    assertThatThrownBy(leader::result)
        .isInstanceOfAny(InterruptedException.class, ContextException.class);
    for (var f : followers) {
      Blocked.await(f.thread()); // now all of them for the new leader
    }
    gate.send(7);
    for (var f : followers) {
      assertThat(f.result()).isEqualTo(7);
    }
    assertThat(runs).as("one of them leads").hasValue(1);
  }

  static List<Throwable> wrapped() {
    return List.of(
        new UncheckedInterruptedException(new InterruptedException()),
        new ClosedByInterruptException(),
        new InterruptedIOException(),
        new IllegalStateException(new ExecutionException(new InterruptedException())));
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void anInterruptInWhateverDisguiseIsTheLeadersAlone(Exception disguised) throws Exception {
    var leader =
        Attempt.blocked(() ->
            flights.run(
                "a",
                () -> {
                  gate.receive();
                  throw disguised;
                }));
    var follower = Attempt.blocked(() -> flights.run("a", () -> 2));
    gate.send(1);
    assertThatThrownBy(leader::result).isSameAs(disguised);
    assertThat(follower.result()).isEqualTo(2);
  }

  @OutsideBubbles
  @Test
  void aDeadlineOfTheBodyIsAFailureLikeAnyOther() throws Exception {
    var leader =
        Attempt.blocked(() ->
            flights.run(
                "a",
                () -> {
                  runs.incrementAndGet();
                  try (var mine = Context.background().withTimeout(Duration.ofMillis(300))) {
                    return mine.call(gate::receive);
                  }
                }));
    var follower = call("a");
    assertThatThrownBy(leader::result).isInstanceOf(DeadlineExceededException.class);
    assertThatThrownBy(follower::result).isInstanceOf(DeadlineExceededException.class);
    assertThat(runs).as("only the leader's body has run").hasValue(1);
  }

  @Test
  void aTimeoutOfASocketIsShared() throws Exception {
    var failure = new SocketTimeoutException();
    var leader =
        Attempt.blocked(() ->
            flights.run(
                "a",
                () -> {
                  gate.receive();
                  throw failure;
                }));
    var follower = call("a");
    gate.send(1);
    assertThatThrownBy(leader::result).isSameAs(failure);
    assertThatThrownBy(follower::result).isSameAs(failure);
  }
}
