// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static io.heddle.Go.gosched;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Scale;
import org.junit.jupiter.api.Test;

/** One feeder, many workers, one collector. After the runtime's {@code TestMultiConsumer}. */
class GoMultiConsumerTest {
  private static final int[] PRIMES = {2, 3, 7, 11, 13, 17, 19, 23, 27, 31};

  @Test
  void nothingIsLostOnTheWay() throws Exception {
    int workers = 23;
    int items = Scale.of(50_000);
    var in = Channel.<Integer>make(workers / 2);
    var out = Channel.<Integer>make(workers);
    var working = new WaitGroup();
    for (int w = 0; w < workers; w++) {
      working.go(() -> {
        for (int v : in) {
          if (v % 5 == 0) {
            gosched(); // so that the order changes
          }
          out.send(v);
        }
      });
    }
    var expected = new long[1];
    go(() -> {
      for (int i = 0; i < items; i++) {
        int v = PRIMES[i % PRIMES.length];
        expected[0] += v;
        in.send(v);
      }
      in.close();
      working.await();
      out.close();
    });

    long sum = 0;
    int count = 0;
    for (int v : out) {
      sum += v;
      count++;
    }
    assertThat(count).isEqualTo(items);
    assertThat(sum).isEqualTo(expected[0]);
  }
}
