// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.internal.program.Dump;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Blocked;
import io.heddle.testing.Scale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Dumps of goroutines that switch, start and end as fast as they can: nobody gets lost. */
class DumpHammerTest {
  private static final int PAIRS = 20;
  private static final int DUMPS = 90;

  private volatile boolean isOver;

  @Test
  void dumpsLoseNobody() throws Exception {
    var passed = new AtomicLong();
    var group = new WaitGroup();
    for (int i = 0; i < PAIRS; i++) {
      Channel<Integer> there = Channel.make();
      Channel<Integer> back = Channel.make();
      group.go(() -> {
        for (int n = 0; !isOver; n++) {
          there.send(n);
          assertThat(back.receive()).isEqualTo(n);
          go(passed::incrementAndGet).join();
        }
        there.close();
      });
      group.go(() -> {
        for (int n : there) {
          back.send(n);
        }
      });
    }
    for (int i = 0; i < 2; i++) {
      group.go(() -> {
        while (!isOver) {
          Thread.sleep(0, 50_000);
          synchronized (group) {
            Thread.sleep(0, 1_000);
          }
        }
      });
    }
    Channel<Integer> end = Channel.make();
    Blocked.await(group.go(end::receive)); // in each of the dumps; the others may all be runnable
    try {
      for (int i = 0; i < Scale.of(DUMPS); i++) {
        var s = new StringBuilder();
        switch (i % 3) {
          case 0 -> Dump.text(s);
          case 1 -> Dump.grouped(s);
          default -> Dump.json(s);
        }
        assertThat(s).contains("chan receive");
      }
    } finally {
      isOver = true;
      end.close();
    }
    group.await(); // would not end if a wake-up had been lost
    assertThat(passed.get()).isPositive();
  }
}
