// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The machine in a few words: no names, no paths. */
final class Machine {
  private static final String LOAD = "Load before";

  static Map<String, String> facts() throws IOException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Processor", processor() + ", " + system.getAvailableProcessors() + " cores");
    facts.put("Memory", Math.round(system.getTotalMemorySize() / 0x1p30) + " GiB");
    facts.put(
        "System", system.getName() + " " + kernel(system.getVersion()) + ", " + system.getArch());
    facts.put(LOAD, String.format(Locale.ROOT, "%.1f", system.getSystemLoadAverage()));
    if (wasBusy(facts)) {
      System.err.println("the machine is busy with other work: the figures will be rough");
    }
    return facts;
  }

  /** Others wanted its processors when the run began. */
  static boolean wasBusy(Map<String, String> facts) {
    return Double.parseDouble(facts.getOrDefault(LOAD, "0")) > 1;
  }

  private static String kernel(String version) {
    return version.split("-", 2)[0];
  }

  private static String processor() throws IOException {
    var info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return System.getProperty("os.arch");
    }
    try (var lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse(System.getProperty("os.arch"));
    }
  }

  private Machine() {}
}
