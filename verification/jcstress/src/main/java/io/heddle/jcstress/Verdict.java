// SPDX-License-Identifier: Apache-2.0
package io.heddle.jcstress;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;

/**
 * What the results mean: a test passes if it has run and never showed what is forbidden; a broken
 * twin, which is one whose name contains {@code Twins}, is found if it did at least once.
 */
final class Verdict {
  private final Set<String> tests = new TreeSet<>();
  private final Map<String, Long> twins = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private long samples;

  void add(TestResult r) {
    samples += r.getTotalCount();
    boolean hasRun = r.status() == Status.NORMAL && r.getTotalCount() > 0;
    if (r.getName().contains("Twins")) {
      twins.merge(r.getName(), forbidden(r), Long::sum);
      if (!hasRun) {
        failures.add("A TWIN HAS NOT RUN: " + describe(r));
      }
    } else {
      tests.add(r.getName());
      if (!hasRun || !r.grading().isPassed) {
        failures.add("FAILED: " + describe(r));
      }
    }
  }

  /** jcstress leaves out, and says nothing, what has more actors than there are processors. */
  void requireAll(Set<String> names) {
    for (var name : names) {
      if (!tests.contains(name) && !twins.containsKey(name)) {
        failures.add("HAS NOT RUN: " + name);
      }
    }
  }

  Set<String> twinsNotFound() {
    return twins.entrySet().stream()
        .filter(e -> e.getValue() == 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  boolean isGood() {
    return failures.isEmpty() && twinsNotFound().isEmpty() && tests.size() + twins.size() > 0;
  }

  void print(PrintStream out) {
    twins.forEach(
        (name, n) -> out.println(n == 0 ? "NOT FOUND: " + name : "found " + n + " times: " + name));
    failures.forEach(out::println);
    out.printf(
        "%d tests and %d broken twins, %,d samples: %s%n",
        tests.size(), twins.size(), samples, isGood() ? "all as they should be" : "NOT GOOD");
  }

  private static long forbidden(TestResult r) {
    return r.grading().gradingResults.values().stream()
        .filter(g -> g.expect == Expect.FORBIDDEN)
        .mapToLong(g -> g.count)
        .sum();
  }

  private static String describe(TestResult r) {
    var s = new StringBuilder(r.getName());
    s.append(": ").append(r.status());
    s.append("\n  JVM ").append(r.getConfig().jvmArgs);
    s.append(", compile mode ").append(r.getConfig().compileMode).append('\n');
    for (GradingResult g : r.grading().gradingResults.values()) {
      s.append("  %12d  %-12s %s: %s%n".formatted(g.count, g.expect, g.id, g.description));
    }
    for (var lines : List.of(r.getMessages(), r.getVmOut(), r.getVmErr())) {
      lines.forEach(line -> s.append("  ").append(line).append('\n'));
    }
    return s.toString();
  }
}
