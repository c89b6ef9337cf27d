// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.Scale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupted operation has had no effect, or it has happened and keeps the interrupt. */
class ChannelInterruptTest {
  @AfterEach
  void leaveNoInterruptBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void takesAWaitingSenderOutOfTheQueue(int capacity) throws Exception {
    var c = Channel.<Integer>make(capacity);
    for (int i = 0; i < capacity; i++) {
      c.send(i);
    }
    var sender =
        Attempt.blocked(() -> {
          c.send(99);
          return true;
        });

    sender.thread().interrupt();

    assertThatThrownBy(sender::result).isInstanceOf(InterruptedException.class);
    assertThat(sender.interruptedAfter()).isFalse();
    for (int i = 0; i < capacity; i++) {
      assertThat(c.receive()).isEqualTo(i);
    }
    assertThat(c.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  @Test
  void takesAWaitingReceiverOutOfTheQueue() throws Exception {
    var c = Channel.<Integer>make();
    var receiver = Attempt.blocked(c::receive);

    receiver.thread().interrupt();

    assertThatThrownBy(receiver::result).isInstanceOf(InterruptedException.class);
    assertThat(c.trySend(1)).as("nobody waits any more").isFalse();
  }

  @Test
  void keepsTheOrderOfThoseThatStay() throws Exception {
    var c = Channel.<Integer>make();
    var first = Attempt.blocked(c::receive);
    var second = Attempt.blocked(c::receive);
    var third = Attempt.blocked(c::receive);

    second.thread().interrupt();
    assertThatThrownBy(second::result).isInstanceOf(InterruptedException.class);
    c.send(1);
    c.send(3);

    assertThat(first.result()).isEqualTo(1);
    assertThat(third.result()).isEqualTo(3);
  }

  @Test
  void aPendingInterruptRefusesEvenWhatCouldBeDoneAtOnce() throws Exception {
    var c = Channel.<Integer>make(2);
    c.send(1);

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> c.send(2)).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(c::receive).isInstanceOf(InterruptedException.class);

    assertThat(Thread.currentThread().isInterrupted()).as("cleared, as in j.u.c.").isFalse();
    assertThat(c.length()).as("no effect").isEqualTo(1);
  }

  @Test
  void tryOperationsIgnoreAndKeepIt() {
    var c = Channel.<Integer>make(1);

    Thread.currentThread().interrupt();
    assertThat(c.trySend(1)).isTrue();
    assertThat(c.tryReceive()).isEqualTo(new Received.Value<>(1));
    c.close();

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void endsALoopWithAnUncheckedExceptionAndKeepsTheStatus() throws Exception {
    var c = Channel.<Integer>make();
    var loop =
        Attempt.blocked(() -> {
          for (int i : c) {
            throw new AssertionError("received " + i);
          }
          return true;
        });

    loop.thread().interrupt();

    assertThatThrownBy(loop::result).isInstanceOf(UncheckedInterruptedException.class);
    assertThat(loop.interruptedAfter()).isTrue();
  }

  @Test
  void aStrayPermitWakesNobody() throws Exception {
    var c = Channel.<Integer>make();
    var receiver = Attempt.blocked(c::receive);

    for (int i = 0; i < 100; i++) {
      LockSupport.unpark(receiver.thread());
    }
    assertThat(Blocked.stays(receiver.thread())).isTrue();

    c.send(5);
    assertThat(receiver.result()).isEqualTo(5);
  }

  /** Interrupts race with hand-overs: each value is received once or was not sent. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void losesNothingInARace(int capacity) throws Exception {
    int rounds = Scale.of(2000);
    var sent = new AtomicInteger();
    var received = new AtomicInteger();
    for (int i = 0; i < rounds; i++) {
      var c = Channel.<Integer>make(capacity);
      var sender =
          Go.go(() -> {
            c.send(1);
            sent.incrementAndGet();
          });
      var receiver =
          Go.go(() -> {
            if (c.receive() != null) {
              received.incrementAndGet();
            }
          });
      if (i % 2 == 0) {
        Thread.yield();
      }
      (i % 3 == 0 ? sender : receiver).interrupt();
      if (i % 5 == 0) {
        Thread.yield();
      }
      // Whoever still waits for the one that gave up is let go.
      Go.go(() -> drain(c, received, sender)).join();
      receiver.interrupt();
      sender.join();
      receiver.join();
      drain(c, received, sender);
    }
    assertThat(received.get()).isEqualTo(sent.get());
  }

  private static void drain(Channel<Integer> c, AtomicInteger received, Thread sender)
      throws InterruptedException {
    do {
      if (c.tryReceive() instanceof Received.Value<Integer>) {
        received.incrementAndGet();
      }
      Go.gosched();
    } while (sender.isAlive());
  }
}
