// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.harness;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Repeats until the budget is spent and the times no longer fall, for three budgets at most. The
 * result is the median of the later half of the repetitions, in ns per operation, and the bytes
 * allocated and the processor time of the process per operation in that half. The Go subject
 * follows the same rule: see {@code measure.go}.
 *
 * <p>With {@code BENCH_BUDGET=processor} in the environment the budget is of processor time, so
 * that a subject that gets little of it on a busy machine is not measured while its compiler still
 * works; but five times the budget of elapsed time is enough.
 */
final class Measure {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final boolean BY_PROCESSOR = "processor".equals(System.getenv("BENCH_BUDGET"));
  private static final int PATIENCE = 5;

  static Result measure(String name, Repetition repetition, int n, int budgetMillis)
      throws Exception {
    long budget = budgetMillis * 1_000_000L;
    List<Double> times = new ArrayList<>();
    List<Long> allocated = new ArrayList<>();
    List<Long> used = new ArrayList<>();
    long start = System.nanoTime();
    long usedBefore = SYSTEM.getProcessCpuTime();
    while (!enough(
        times, spent(System.nanoTime() - start, SYSTEM.getProcessCpuTime() - usedBefore), budget)) {
      allocated.add(THREADS.getTotalThreadAllocatedBytes());
      used.add(SYSTEM.getProcessCpuTime());
      long begin = System.nanoTime();
      repetition.run();
      times.add((System.nanoTime() - begin) / (double) n);
    }
    int half = times.size() / 2;
    double operations = (double) n * (times.size() - half);
    long bytes = THREADS.getTotalThreadAllocatedBytes() - allocated.get(half);
    long nanos = SYSTEM.getProcessCpuTime() - used.get(half);
    return new Result(
        name,
        times.size(),
        Map.of(
            "time",
            median(times.subList(half, times.size())),
            "alloc",
            bytes / operations,
            "cpu",
            nanos / operations,
            "peak",
            Memory.peak()));
  }

  private static long spent(long elapsed, long used) {
    return BY_PROCESSOR ? Math.min(elapsed, Math.max(used, elapsed / PATIENCE)) : elapsed;
  }

  private static boolean enough(List<Double> times, long spent, long budget) {
    int reps = times.size();
    if (spent >= 3 * budget) {
      return reps >= 2;
    }
    if (spent < budget || reps < 4) {
      return false;
    }
    int quarter = Math.max(reps / 4, 1);
    double last = median(times.subList(reps - quarter, reps));
    double before = median(times.subList(reps - 2 * quarter, reps - quarter));
    return last >= 0.97 * before;
  }

  static double median(List<Double> times) {
    var sorted = times.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private Measure() {}
}
