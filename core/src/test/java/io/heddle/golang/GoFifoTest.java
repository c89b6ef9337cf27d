// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Channels are FIFO, buffered and not. After {@code test/chan/fifo.go}. */
class GoFifoTest {
  private static final int N = 10;

  @Test
  void buffered() throws Exception {
    var c = Channel.<Integer>make(N);
    for (int i = 0; i < N; i++) {
      c.send(i);
    }
    for (int i = 0; i < N; i++) {
      assertThat(c.receive()).isEqualTo(i);
    }
  }

  /** Each goroutine of the chain takes its number only after its left neighbour took one. */
  @Test
  void unbufferedAlongAChain() throws Exception {
    var values = Channel.<Integer>make();
    var first = Channel.<Integer>make();
    var taken = new ArrayList<Integer>();
    var in = first;
    for (int i = 0; i < N; i++) {
      var left = in;
      var right = Channel.<Integer>make();
      go(() -> link(values, left, right, taken));
      in = right;
    }
    first.send(0);
    for (int i = 0; i < N; i++) {
      values.send(i);
    }
    in.receive();

    assertThat(taken).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  private static void link(
      ReceiveChannel<Integer> values,
      ReceiveChannel<Integer> left,
      SendChannel<Integer> right,
      ArrayList<Integer> taken)
      throws InterruptedException {
    left.receive();
    taken.add(values.receive());
    right.send(1);
  }
}
