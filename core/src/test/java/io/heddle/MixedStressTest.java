// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.sync.WaitGroup;
import io.heddle.testing.Scale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many goroutines send numbers and many receive them, over channels of all kinds at once, each in a
 * way drawn at random: what is received is what was sent, in number and in sum. In the profile
 * {@code deep} 10^8 values go through, a quarter of them on each scheduler.
 */
class MixedStressTest {
  /** Values in each of the nine rounds. */
  private static final int VALUES = Scale.of(56_000);

  @ParameterizedTest(name = "{0} channels of capacity {1}, {2} senders, {3} receivers")
  @CsvSource({
    "1, 0, 1, 1",
    "1, 0, 8, 8",
    "1, 1, 4, 2",
    "1, 100, 2, 4",
    "3, 0, 10, 10",
    "3, 1, 2, 20",
    "5, 7, 50, 50",
    "10, 0, 1000, 3",
    "10, 3, 3, 1000"
  })
  void nothingIsLostOrDoubled(int channels, int capacity, int senders, int receivers)
      throws Exception {
    long seed = System.nanoTime();
    var cs = new Channel<?>[channels];
    for (int i = 0; i < channels; i++) {
      cs[i] = Channel.<Long>make(capacity);
    }
    var sent = new LongAdder();
    var received = new LongAdder();
    var count = new LongAdder();
    var sending = new WaitGroup();
    var receiving = new WaitGroup();
    for (int s = 0; s < senders; s++) {
      var random = new SplittableRandom(seed + s);
      int share = VALUES / senders + (s < VALUES % senders ? 1 : 0);
      sending.go(() -> sendSome(cs, share, random, sent));
    }
    for (int r = 0; r < receivers; r++) {
      var random = new SplittableRandom(seed - 1 - r);
      receiving.go(() -> receiveAll(cs, random, received, count));
    }

    sending.await();
    for (var c : cs) {
      c.close();
    }
    receiving.await();

    assertThat(count.sum()).as("values, seed %d", seed).isEqualTo(VALUES);
    assertThat(received.sum()).as("their sum, seed %d", seed).isEqualTo(sent.sum());
  }

  private static void sendSome(Channel<?>[] cs, int n, SplittableRandom random, LongAdder sum)
      throws InterruptedException {
    for (int i = 0; i < n; i++) {
      long value = random.nextInt(1_000_000);
      var c = any(cs, random);
      switch (random.nextInt(4)) {
        case 0 -> c.send(value);
        case 1 -> {
          if (!c.trySend(value)) {
            c.send(value);
          }
        }
        case 2 -> select(send(c, value, () -> null), send(any(cs, random), value, () -> null));
        default -> {
          c.send(value);
          Go.gosched();
        }
      }
      sum.add(value);
    }
  }

  /** Until the channels are closed and drained. Waits on all of them, so that nobody is left. */
  private static void receiveAll(
      Channel<?>[] cs, SplittableRandom random, LongAdder sum, LongAdder count)
      throws InterruptedException {
    while (!allClosed(cs)) {
      var c = any(cs, random);
      Long value = c.tryReceive() instanceof Received.Value<Long>(Long v) ? v : null;
      if (value == null) {
        value = cs.length == 1 && random.nextBoolean() ? c.receive() : receiveFromAny(cs);
      }
      if (value != null) {
        sum.add(value);
        count.increment();
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // they all carry Longs
  private static Long receiveFromAny(Channel<?>[] cs) throws InterruptedException {
    Select.Case<Long, RuntimeException>[] cases = new Select.Case[cs.length];
    for (int i = 0; i < cs.length; i++) {
      cases[i] = receive((Channel<Long>) cs[i], v -> v);
    }
    return select(cases);
  }

  private static boolean allClosed(Channel<?>[] cs) {
    for (var c : cs) {
      if (!c.isClosed()) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("unchecked") // they all carry Longs
  private static Channel<Long> any(Channel<?>[] cs, SplittableRandom random) {
    return (Channel<Long>) cs[random.nextInt(cs.length)];
  }

  @Test
  void pingPongOverUnbufferedChannels() throws Exception {
    int n = Scale.of(50_000);
    var there = Channel.<Integer>make();
    var back = Channel.<Integer>make();
    Go.go(() -> {
      for (int v : there) {
        back.send(v + 1);
      }
    });
    int v = 0;
    for (int i = 0; i < n; i++) {
      there.send(v);
      v = back.receive();
    }
    there.close();

    assertThat(v).isEqualTo(n);
  }
}
