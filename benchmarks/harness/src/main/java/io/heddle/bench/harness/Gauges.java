// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.harness;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;

/** Measurements that several scenarios share. */
public final class Gauges {
  private static final int ROUNDS = 11;
  private static final int SETTLE_MILLIS = 100;

  /** Starts so many that wait; the repetition wakes them and returns when all have run. */
  @FunctionalInterface
  public interface Waiters {
    Repetition start() throws Exception;
  }

  /**
   * How long it takes to wake all: {@code first} in the new process, {@code time} the median of the
   * later half of eleven rounds. Per waiter, in nanoseconds.
   */
  public static Map<String, Double> wakeAll(int n, Waiters waiters) throws Exception {
    var times = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      var wake = waiters.start();
      Thread.sleep(SETTLE_MILLIS);
      long begin = System.nanoTime();
      wake.run();
      times[i] = (System.nanoTime() - begin) / (double) n;
    }
    var later = Arrays.stream(times).skip(ROUNDS / 2).boxed().toList();
    return Map.of("first", times[0], "time", Measure.median(later));
  }

  /** The processor time that the process takes in a second, after as long to settle down. */
  public static Map<String, Double> processorTime(int millis) throws Exception {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Thread.sleep(millis);
    long before = system.getProcessCpuTime();
    long begin = System.nanoTime();
    Thread.sleep(millis);
    double used = system.getProcessCpuTime() - before;
    return Map.of("time", used * 1e9 / (System.nanoTime() - begin));
  }

  private Gauges() {}
}
