// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.testing.Attempt;
import io.heddle.testing.OutsideBubbles;
import io.heddle.testing.Scale;
import org.junit.jupiter.api.Test;

/**
 * Cases that lost leave the queues as they were. After {@code test/chan/select6.go}, {@code
 * test/chanlinear.go} and the runtime's {@code TestSelectDuplicateChannel}.
 */
class GoSelectQueueTest {
  @Test
  void takingALosingCaseOutKeepsTheOthers() throws Exception {
    var lost = Channel.<Boolean>make();
    var won = Channel.<Boolean>make();
    var before = Attempt.blocked(lost::receive);
    var selecting =
        Attempt.blocked(() -> select(receive(won, v -> "won"), receive(lost, v -> "lost")));
    var after = Attempt.blocked(lost::receive);

    won.send(true);
    assertThat(selecting.result()).isEqualTo("won");

    lost.send(true);
    assertThat(before.result()).isTrue();
    lost.send(false);
    assertThat(after.result()).isFalse();
    assertThat(lost.trySend(true)).as("nobody is left").isFalse();
  }

  @Test
  void aChannelMayStandTwice() throws Exception {
    var twice = Channel.<Integer>make();
    var other = Channel.<Integer>make();
    var selecting =
        Attempt.blocked(
            () -> select(receive(twice, v -> v), receive(twice, v -> v), receive(other, v -> -v)));
    var second = Attempt.blocked(other::receive);

    twice.send(1);
    assertThat(selecting.result()).isEqualTo(1);
    other.send(2);

    assertThat(second.result()).isEqualTo(2);
    assertThat(twice.trySend(3)).isFalse();
  }

  /** Waking n selects that share a channel costs O(n), not O(n²). */
  @OutsideBubbles
  @Test
  void manySelectsOnOneChannelCostNoMoreThanTheirNumber() throws Exception {
    wakeSelects(500); // warm up
    int n = 4000;
    for (int attempt = 1; ; attempt++) {
      double ratio = (double) wakeSelects(4 * n) / wakeSelects(n);
      if (ratio < 8) {
        return; // four times the work
      }
      assertThat(attempt).as("ratio of the times of 4n and n: %.1f", ratio).isLessThan(5);
    }
  }

  private static long wakeSelects(int n) throws Exception {
    var shared = Channel.<Integer>make();
    var ended = Channel.<Integer>make(n);
    for (int i = 0; i < n; i++) {
      var idle = Channel.<Integer>make();
      go(() -> {
        select(onReceive(shared, v -> {}), onReceive(idle, v -> {}));
        ended.send(1);
      });
    }
    long start = System.nanoTime();
    for (int i = 0; i < n; i++) {
      shared.send(i);
    }
    for (int i = 0; i < n; i++) {
      ended.receive();
    }
    return System.nanoTime() - start;
  }

  /** An idle channel in a loop of selects keeps nothing. After {@code test/chan/select2.go}. */
  @Test
  void aLoopOverAnIdleChannelKeepsNoMemory() throws Exception {
    var idle = Channel.<Integer>make();
    var busy = Channel.<Integer>make();
    int n = Scale.of(50_000);
    var sender =
        Attempt.of(() -> {
          for (int i = 0; i < n; i++) {
            select(onSend(busy, i, () -> {}), onReceive(idle, v -> {}));
          }
          return true;
        });
    for (int i = 0; i < n; i++) {
      select(onReceive(busy, v -> {}), onReceive(idle, v -> {}));
    }

    assertThat(sender.result()).isTrue();
    assertThat(idle.toString()).as("nobody waits there").doesNotContain("waiting");
  }
}
