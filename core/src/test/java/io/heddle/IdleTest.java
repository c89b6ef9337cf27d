// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.sync.WaitGroup;
import io.heddle.testing.OnCarriers;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Goroutines that wait cost no processor time, and those that compute keep none from others. */
@OnCarriers
@Order(2) // before others leave something that ticks
class IdleTest {
  @Test
  void whileAllWaitNothingRuns() throws Exception {
    var gate = Channel.<Integer>make();
    var all = new WaitGroup();
    for (int i = 0; i < 1000; i++) {
      all.go(gate::receive);
    }
    // On a busy machine it takes a while until all have come to rest.
    for (int i = 0; i < 50 && usedIn(100) > 2_000_000; i++) {}

    long used = usedIn(500);

    gate.close();
    all.await();
    assertThat(used).as("processor time of half a second of rest").isLessThan(25_000_000);
  }

  private static long usedIn(int millis) throws InterruptedException {
    long before = cpuNanos();
    Thread.sleep(millis);
    return cpuNanos() - before;
  }

  /** Processor time of the carriers and the watchdog. */
  private static long cpuNanos() {
    var threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (info != null && info.getThreadName().matches("heddle-(carrier|watchdog).*")) {
        sum += Math.max(0, threads.getThreadCpuTime(info.getThreadId()));
      }
    }
    return sum;
  }

  @Test
  void goroutinesThatComputeDoNotKeepOthersFromRunning() throws Exception {
    var stop = new AtomicBoolean();
    int hogs = 2 * Integer.getInteger("heddle.maxprocs", 2);
    var all = new WaitGroup();
    for (int i = 0; i < hogs; i++) {
      all.go(() -> {
        while (!stop.get()) {
          Thread.onSpinWait();
        }
      });
    }
    var c = Channel.<Integer>make();
    all.go(() -> c.send(1));

    int got = c.receive();
    stop.set(true);
    all.await();

    assertThat(got).isEqualTo(1);
  }
}
