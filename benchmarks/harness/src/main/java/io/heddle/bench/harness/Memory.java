// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.harness;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The {@code parked} scenario: how long a crowd of N takes to start and what each member weighs
 * while it waits, after a smaller crowd as warm-up. {@code resident} is the growth of the process,
 * as it stands; {@code live} that of the heap after a collection. The crowd is not released: the
 * process ends with it.
 */
public final class Memory {
  /** A crowd that waits; the start time is from the first start until every member has run. */
  public record Crowd(long startNanos, Repetition release) {}

  /** Starts a crowd of so many. */
  @FunctionalInterface
  public interface Starter {
    Crowd start(int n) throws Exception;
  }

  public static Map<String, Double> parked(int n, Starter starter) throws Exception {
    starter.start(n / 10).release().run();
    double liveBefore = live();
    double residentBefore = resident();
    var crowd = starter.start(n);
    Thread.sleep(500);
    double resident = resident() - residentBefore;
    double live = live() - liveBefore;
    return Map.of(
        "start", crowd.startNanos() / (double) n, "resident", resident / n, "live", live / n);
  }

  private static double live() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** The process in memory, in bytes; 0 where the system does not tell. */
  private static double resident() throws IOException {
    return status("VmRSS:");
  }

  /** The most that the process ever had in memory, in bytes; 0 where the system does not tell. */
  static double peak() throws IOException {
    return status("VmHWM:");
  }

  private static double status(String name) throws IOException {
    var status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
          .sum();
    }
  }

  private Memory() {}
}
