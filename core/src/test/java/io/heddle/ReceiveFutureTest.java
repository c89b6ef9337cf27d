// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.internal.sched.Goroutine;
import io.heddle.testing.Attempt;
import io.heddle.testing.Scale;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A future of the next value: it takes one, or none, whoever else decides at the same instant. */
class ReceiveFutureTest {
  @Test
  void isCompleteWhereAValueIsThere() throws Exception {
    var c = Channel.<Integer>make(1);
    c.send(1);
    assertThat(Bridges.future(c)).isCompletedWithValue(1);
    assertThat(c.length()).isZero();
    c.close();
    assertThat(Bridges.future(c)).isCompletedWithValue(null);
  }

  @Test
  void takesTheValueOfAWaitingSender() throws Exception {
    var c = Channel.<Integer>make();
    var sender =
        Attempt.blocked(() -> {
          c.send(2);
          return true;
        });
    assertThat(Bridges.future(c.receiveOnly())).isCompletedWithValue(2);
    assertThat(sender.result()).isTrue();
  }

  @Test
  void waitsInLineWithReceivers() throws Exception {
    var c = Channel.<Integer>make();
    var first = Bridges.future(c);
    var second = Attempt.blocked(c::receive);
    var third = Bridges.future(c);
    assertThat(c.toString()).contains("3 receivers waiting");

    c.send(1);
    c.send(2);
    c.send(3);

    assertThat(first.get()).isEqualTo(1);
    assertThat(second.result()).isEqualTo(2);
    assertThat(third.get()).isEqualTo(3);
  }

  @Test
  void isNullIfTheChannelIsClosed() throws Exception {
    var c = Channel.<Integer>make();
    var future = Bridges.future(c);
    c.close();
    assertThat(future.get()).isNull();
  }

  @Test
  void waitsForATimersChannelToo() throws Exception {
    assertThat(Bridges.future(Time.after(Duration.ofMillis(5))).get()).isNotNull();
  }

  @Test
  void ofTheNilChannelEndsByCancellationOnly() {
    var future = Bridges.future(Channel.<Integer>never());
    assertThat(future).isNotDone();
    assertThat(future.cancel(false)).isTrue();
    assertThat(future).isCancelled();
  }

  @Test
  void leavesTheLineWhenItIsCancelled() throws Exception {
    var c = Channel.<Integer>make();
    var future = Bridges.future(c);

    assertThat(future.cancel(true)).isTrue();

    assertThat(c.trySend(1)).as("nobody waits any more").isFalse();
    assertThat(c.toString()).doesNotContain("waiting");
    assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    assertThat(future.cancel(true)).as("it is").isTrue();
    assertThat(future.complete(3)).isFalse();
  }

  @Test
  void leavesTheLineAtATimeoutOrWhenSomebodyCompletesIt() throws Exception {
    var c = Channel.<Integer>make();
    var late = Bridges.future(c).orTimeout(1, TimeUnit.MILLISECONDS);
    assertThatThrownBy(late::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    var given = Bridges.<Integer>future(c).completeOnTimeout(7, 1, TimeUnit.MILLISECONDS);
    assertThat(given.get()).isEqualTo(7);
    var completed = Bridges.<Integer>future(c);
    assertThat(completed.complete(8)).isTrue();
    assertThat(completed).isCompletedWithValue(8);

    assertThat(c.trySend(1)).isFalse();
  }

  @Test
  void aTimersChannelIsDisarmedWhenItIsCancelled() {
    var after = Time.after(Duration.ofHours(1));
    var future = Bridges.future(after);
    assertThat(future.cancel(true)).isTrue();
    assertThat(after.toString()).doesNotContain("waiting");
  }

  @Test
  void whatDependsOnItRunsInAGoroutineAndNotInTheSend() throws Exception {
    var c = Channel.<Integer>make();
    var ranIn = new CompletableFuture<Thread>();
    var inGoroutine = new CompletableFuture<Boolean>();
    var dependent =
        Bridges.future(c)
            .thenAccept(v -> {
              ranIn.complete(Thread.currentThread());
              inGoroutine.complete(Goroutine.current() != null);
            });

    c.send(1);
    dependent.get();

    assertThat(ranIn.get()).isNotSameAs(Thread.currentThread());
    assertThat(inGoroutine.get()).isTrue();
  }

  /** Each value is received once, by a future or after it, however cancel and send race. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void losesNothingInARaceOfSendAndCancel(int capacity) throws Exception {
    int rounds = Scale.of(3000);
    int received = 0;
    int cancelled = 0;
    for (int i = 0; i < rounds; i++) {
      var c = Channel.<Integer>make(capacity);
      var future = Bridges.future(c);
      var sender = Go.go(() -> c.send(1));
      for (int spin = i % 50; spin > 0; spin--) {
        Thread.onSpinWait();
      }
      if (future.cancel(true)) {
        cancelled++;
        assertThat(c.receive()).as("the value was not taken").isEqualTo(1);
      } else {
        received += future.get();
      }
      sender.join();
      assertThat(c.tryReceive()).isEqualTo(Received.empty());
    }
    assertThat(received + cancelled).isEqualTo(rounds);
  }

  @Test
  void manyFuturesNeedNoThread() throws Exception {
    int n = Scale.of(10_000);
    var c = Channel.<Integer>make();
    var sum = new AtomicInteger();
    var all = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < n; i++) {
      all.add(Bridges.future(c).thenAccept(sum::addAndGet));
    }
    for (int i = 0; i < n; i++) {
      assertThat(c.trySend(1)).isTrue();
    }
    CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).get();
    assertThat(sum.get()).isEqualTo(n);
  }

  // ---- and back ----

  @Test
  void aStageIsAChannelThatASelectCanWaitFor() throws Exception {
    var stage = new CompletableFuture<String>();
    var c = Bridges.<String>channel(stage);
    var other = Channel.<String>make();
    var selecting =
        Attempt.blocked(
            () -> Select.select(Select.receive(other, v -> "no"), Select.receive(c, v -> v)));

    stage.complete("yes");

    assertThat(selecting.result()).isEqualTo("yes");
    assertThat(c.receive()).isNull();
    assertThat(c.isClosed()).isTrue();
  }

  @Test
  void aStageThatGivesNoValueClosesItsChannel() throws Exception {
    var failed = Bridges.channel(CompletableFuture.failedFuture(new IllegalStateException()));
    assertThat(failed.tryReceive()).isEqualTo(Received.closed());
    assertThat(Bridges.channel(CompletableFuture.completedFuture(null)).receive()).isNull();
    var stage = new CompletableFuture<String>();
    var receiver = Attempt.blocked(Bridges.<String>channel(stage)::receive);
    stage.cancel(true);
    assertThat(receiver.result()).isNull();
  }
}
