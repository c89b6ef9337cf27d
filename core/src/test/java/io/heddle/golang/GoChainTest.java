// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.testing.Scale;
import org.junit.jupiter.api.Test;

/** A value runs through a long chain of goroutines. After {@code test/chan/goroutines.go}. */
class GoChainTest {
  @Test
  void passesOneValueThroughAllGoroutines() throws Exception {
    int n = Scale.of(10_000);
    var leftmost = Channel.<Integer>make();
    var left = leftmost;
    for (int i = 0; i < n; i++) {
      var to = left;
      var from = Channel.<Integer>make();
      go(() -> to.send(from.receive() + 1));
      left = from;
    }
    var rightmost = left;
    go(() -> rightmost.send(0));

    assertThat(leftmost.receive()).isEqualTo(n);
  }
}
