// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.send;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Each select draws anew, uniformly among its ready cases. After Go's {@code TestSelectFairness}
 * and {@code TestPseudoRandomSend}. A fair draw fails one of these once in some 10^9 runs.
 */
class SelectFairnessTest {
  private static final int TRIALS = 10_000;

  /** Six standard deviations of a binomial with p = 1/n. */
  private static void assertShare(int count, int n) {
    double p = 1.0 / n;
    double deviation = Math.sqrt(TRIALS * p * (1 - p));
    assertThat((double) count).isBetween(TRIALS * p - 6 * deviation, TRIALS * p + 6 * deviation);
  }

  private static Channel<Integer> closed() {
    var c = Channel.<Integer>make();
    c.close();
    return c;
  }

  @Test
  void twoReadyOfFourCasesShareEvenly() throws Exception {
    var counts = new int[2];
    var a = closed();
    var b = closed();
    var idle = Channel.<Integer>make();
    var full = Channel.<Integer>make();

    for (int i = 0; i < TRIALS; i++) {
      counts[
          select(
              receive(a, v -> 0),
              receive(idle, v -> -1),
              receive(b, v -> 1),
              send(full, 1, () -> -1))]++;
    }

    assertShare(counts[0], 2);
    assertShare(counts[1], 2);
  }

  @Test
  void aChannelThatStandsTwiceIsDrawnTwiceAsOften() throws Exception {
    var once = closed();
    var twice = closed();
    var counts = new int[3];

    for (int i = 0; i < TRIALS; i++) {
      counts[select(receive(twice, v -> 0), receive(once, v -> 1), receive(twice, v -> 2))]++;
    }

    assertShare(counts[0], 3);
    assertShare(counts[1], 3);
    assertShare(counts[2], 3);
  }

  @Test
  void whatIsSentIsRandomToo() throws Exception {
    var bits = Channel.<Integer>make(TRIALS);
    int ones = 0;
    for (int i = 0; i < TRIALS; i++) {
      select(send(bits, 0, () -> 0), send(bits, 1, () -> 1));
      ones += bits.receive();
    }

    assertShare(ones, 2);
  }

  /** With many cases as with few: above eight the channels are sorted in another way. */
  @Test
  void manyReadyCasesShareEvenly() throws Exception {
    int n = 20;
    var counts = new int[n];
    @SuppressWarnings({"unchecked", "rawtypes"})
    Select.Case<Object, RuntimeException>[] cases = new Select.Case[n];
    for (int i = 0; i < n; i++) {
      int index = i;
      cases[i] =
          onReceive(
              closed(),
              v -> {
                counts[index]++;
              });
    }

    for (int i = 0; i < TRIALS; i++) {
      select(cases);
    }

    for (int count : counts) {
      assertShare(count, n);
    }
  }
}
