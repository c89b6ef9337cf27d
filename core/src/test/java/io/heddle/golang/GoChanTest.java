// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Received;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.Scale;
import java.util.ArrayList;
import java.util.HashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One channel of many capacities through all it can do. After the runtime's {@code TestChan}. */
class GoChanTest {
  private static final int VALUES = 100;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 50, 199})
  void blocksWhenItMustAndNeverElse(int capacity) throws Exception {
    var empty = Channel.<Integer>make(capacity);
    var receiver = Attempt.blocked(empty::receive);
    assertThat(Blocked.stays(receiver.thread())).isTrue();
    empty.send(1);
    assertThat(receiver.result()).isEqualTo(1);
    assertThat(empty.tryReceive()).isEqualTo(new Received.Empty<>());

    var full = Channel.<Integer>make(capacity);
    for (int i = 0; i < capacity; i++) {
      full.send(i);
    }
    assertThat(full.trySend(0)).isFalse();
    var sender =
        Attempt.blocked(() -> {
          full.send(capacity);
          return true;
        });
    for (int i = 0; i <= capacity; i++) {
      assertThat(full.receive()).isEqualTo(i);
    }
    assertThat(sender.result()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 50, 199})
  void drainsAfterClose(int capacity) throws Exception {
    var c = Channel.<Integer>make(capacity);
    for (int i = 0; i < capacity; i++) {
      c.send(i);
    }
    c.close();

    for (int i = 0; i < capacity; i++) {
      assertThat(c.receive()).isEqualTo(i);
    }
    assertThat(c.receive()).isNull();
    assertThat(c.tryReceive()).isEqualTo(new Received.Closed<>());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 50, 199, Integer.MAX_VALUE})
  void carriesWhatManySendToMany(int capacity) throws Exception {
    int senders = 4;
    int receivers = 4;
    int each = Scale.of(500);
    var c = Channel.<Integer>make(capacity);
    var results = Channel.<ArrayList<Integer>>make();
    for (int s = 0; s < senders; s++) {
      go(() -> {
        for (int i = 0; i < each; i++) {
          c.send(i % VALUES);
        }
      });
    }
    for (int r = 0; r < receivers; r++) {
      go(() -> {
        var mine = new ArrayList<Integer>();
        for (int i = 0; i < each; i++) {
          mine.add(c.receive());
        }
        results.send(mine);
      });
    }

    var counts = new HashMap<Integer, Integer>();
    for (int r = 0; r < receivers; r++) {
      results.receive().forEach(v -> counts.merge(v, 1, Integer::sum));
    }
    for (int v = 0; v < Math.min(VALUES, each); v++) {
      int expected = senders * (each / VALUES + (v < each % VALUES ? 1 : 0));
      assertThat(counts.get(v)).as("how often %d came", v).isEqualTo(expected);
    }
    assertThat(c.length()).isZero();
  }
}
