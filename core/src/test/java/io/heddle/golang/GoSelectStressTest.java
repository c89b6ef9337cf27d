// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Select;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Scale;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Plain operations and selects on the same four channels, each counted; a channel that has carried
 * its share is dropped from the select by making it nil. After the runtime's {@code
 * TestSelectStress}.
 */
class GoSelectStressTest {
  private static final int[] CAPACITIES = {0, 0, 2, 3};

  @Test
  void everyChannelCarriesItsShareBothWays() throws Exception {
    int share = Scale.of(5_000);
    var channels = new Channel<?>[CAPACITIES.length];
    var all = new WaitGroup();
    var sum = new AtomicLong();
    for (int k = 0; k < channels.length; k++) {
      var c = Channel.<Integer>make(CAPACITIES[k]);
      channels[k] = c;
      all.go(() -> {
        for (int i = 0; i < share; i++) {
          c.send(1);
        }
      });
      all.go(() -> {
        for (int i = 0; i < share; i++) {
          sum.addAndGet(c.receive());
        }
      });
    }
    all.go(() -> selectAll(channels.clone(), share, true, sum));
    all.go(() -> selectAll(channels.clone(), share, false, sum));
    all.await();

    assertThat(sum.get()).isEqualTo(2L * share * channels.length);
    for (var c : channels) {
      assertThat(c.length()).isZero();
      assertThat(c.toString()).doesNotContain("waiting");
    }
  }

  @SuppressWarnings("unchecked") // they all carry Integers
  private static void selectAll(Channel<?>[] channels, int share, boolean sends, AtomicLong sum)
      throws InterruptedException {
    var left = new int[channels.length];
    Arrays.fill(left, share);
    @SuppressWarnings("rawtypes")
    Select.Case<Object, RuntimeException>[] cases = new Select.Case[channels.length];
    for (int n = share * channels.length; n > 0; n--) {
      for (int k = 0; k < cases.length; k++) {
        int index = k;
        var c = left[k] == 0 ? null : (Channel<Integer>) channels[k];
        cases[k] =
            sends
                ? onSend(c, 1, () -> left[index]--)
                : onReceive(
                    c,
                    v -> {
                      sum.addAndGet(v);
                      left[index]--;
                    });
      }
      select(cases);
    }
  }
}
