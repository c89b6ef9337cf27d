// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers whose prime factors are 2, 3 and 5, merged by goroutines. After {@code test/235.go}. */
class GoHammingTest {
  private static void multiply(Channel<Long> in, Channel<Long> out, long by)
      throws InterruptedException {
    for (long v : in) {
      out.send(v * by);
    }
  }

  /** The channels between them must hold what one factor is ahead of the others. */
  @ParameterizedTest
  @ValueSource(ints = {200, Integer.MAX_VALUE})
  void comeInTheirOrder(int capacity) throws Exception {
    var found = new ArrayList<Long>();
    Go.run(() -> {
      long[] factors = {2, 3, 5};
      var ins = new ArrayList<Channel<Long>>();
      var outs = new ArrayList<Channel<Long>>();
      var heads = new long[factors.length];
      for (long factor : factors) {
        var in = Channel.<Long>make(capacity);
        var out = Channel.<Long>make(capacity);
        ins.add(in);
        outs.add(out);
        go(() -> multiply(in, out, factor));
        in.send(1L);
      }
      for (int i = 0; i < heads.length; i++) {
        heads[i] = outs.get(i).receive();
      }
      for (int n = 0; n < 30; n++) {
        long least = Math.min(heads[0], Math.min(heads[1], heads[2]));
        found.add(least);
        for (int i = 0; i < heads.length; i++) {
          ins.get(i).send(least);
          if (heads[i] == least) {
            heads[i] = outs.get(i).receive();
          }
        }
      }
    });
    assertThat(found)
        .startsWith(2L, 3L, 4L, 5L, 6L, 8L, 9L, 10L, 12L, 15L, 16L, 18L, 20L, 24L, 25L, 27L, 30L)
        .hasSize(30)
        .endsWith(81L);
  }
}
