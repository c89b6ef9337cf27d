// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kinds of channels that Go does not have: unbounded, sliding, dropping. */
class BeyondGoChannelTest {
  @Test
  void unboundedNeverMakesASenderWait() throws Exception {
    var c = Channel.<Integer>unbounded();
    for (int i = 0; i < 100_000; i++) {
      c.send(i);
    }

    assertThat(c.capacity()).isEqualTo(Integer.MAX_VALUE);
    assertThat(c.length()).isEqualTo(100_000);
    for (int i = 0; i < 100_000; i++) {
      assertThat(c.receive()).isEqualTo(i);
    }
  }

  @Test
  void slidingDropsTheOldest() throws Exception {
    assertThat(afterSending(Channel.sliding(3), 5)).containsExactly(3, 4, 5);
  }

  @Test
  void droppingDropsTheNewest() throws Exception {
    assertThat(afterSending(Channel.dropping(3), 5)).containsExactly(1, 2, 3);
  }

  private static List<Integer> afterSending(Channel<Integer> c, int n) throws Exception {
    for (int i = 1; i <= n; i++) {
      c.send(i);
    }
    assertThat(c.length()).isEqualTo(c.capacity());
    c.close();
    var all = new ArrayList<Integer>();
    c.forEach(all::add);
    return all;
  }
}
