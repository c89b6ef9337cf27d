// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.OverCapacities;
import io.heddle.testing.Scale;
import java.util.BitSet;

/** Two cases of one select never both happen. After {@code test/chan/doubleselect.go}. */
class GoDoubleSelectTest {
  @OverCapacities
  void noValueIsDeliveredTwice(int capacity) throws Exception {
    int n = Scale.of(5_000);
    var outs = new Channel<?>[4];
    var merged = Channel.<Integer>make(capacity);
    var forwarding = new WaitGroup();
    for (int i = 0; i < outs.length; i++) {
      var out = Channel.<Integer>make(capacity);
      outs[i] = out;
      forwarding.go(() -> {
        for (int v : out) {
          merged.send(v);
        }
      });
    }
    go(() -> {
      for (int i = 0; i < n; i++) {
        sendToAny(outs, i);
      }
      for (var out : outs) {
        out.close();
      }
      forwarding.await();
      merged.close();
    });

    var seen = new BitSet(n);
    for (int v : merged) {
      assertThat(seen.get(v)).as("value %d came twice", v).isFalse();
      seen.set(v);
    }
    assertThat(seen.cardinality()).isEqualTo(n);
  }

  @SuppressWarnings("unchecked") // they all carry Integers
  private static void sendToAny(Channel<?>[] outs, int v) throws InterruptedException {
    select(
        onSend((Channel<Integer>) outs[0], v, () -> {}),
        onSend((Channel<Integer>) outs[1], v, () -> {}),
        onSend((Channel<Integer>) outs[2], v, () -> {}),
        onSend((Channel<Integer>) outs[3], v, () -> {}));
  }
}
