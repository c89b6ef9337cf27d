// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** The loop over a channel: Go's range. */
class ChannelIteratorTest {
  @Test
  void receivesUntilClosedAndDrained() throws Exception {
    var c = Channel.<Integer>make(3);
    var loop =
        Attempt.of(() -> {
          var all = new ArrayList<Integer>();
          for (int i : c) {
            all.add(i);
          }
          return all;
        });
    for (int i = 0; i < 100; i++) {
      c.send(i);
    }
    c.close();

    assertThat(loop.result()).hasSize(100).isSorted();
  }

  @Test
  void takesNothingAheadOfTheLoop() throws Exception {
    var c = Channel.<Integer>make(3);
    c.send(1);
    c.send(2);
    c.send(3);

    for (int i : c) {
      assertThat(i).isEqualTo(1);
      break;
    }

    assertThat(c.length()).isEqualTo(2);
    assertThat(c.receive()).isEqualTo(2);
  }

  @Test
  void hasNextTakesOneValueAndKeepsIt() throws Exception {
    var c = Channel.<Integer>make(3);
    c.send(1);
    c.send(2);
    c.close();
    var values = c.iterator();

    assertThat(values.hasNext()).isTrue();
    assertThat(values.hasNext()).isTrue();
    assertThat(c.length()).isEqualTo(1);
    assertThat(List.of(values.next(), values.next())).containsExactly(1, 2);
    assertThat(values.hasNext()).isFalse();
    assertThatThrownBy(values::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void iteratorsAreIndependent() throws Exception {
    var c = Channel.<Integer>make(3);
    c.send(1);
    c.send(2);
    var one = c.iterator();
    var other = c.receiveOnly().iterator();

    assertThat(one.hasNext()).isTrue();
    assertThat(other.next()).isEqualTo(2);
    assertThat(one.next()).isEqualTo(1);
  }
}
