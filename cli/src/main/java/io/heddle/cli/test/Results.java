// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.test;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Counts tests, and prints those that fail as {@code go test} does. */
final class Results implements TestExecutionListener {
  private static final int CAUSES = 10;
  private static final String[] MACHINERY = {
    "org.junit.",
    "org.opentest4j.",
    "org.assertj.",
    "java.",
    "jdk.",
    "io.heddle.testkit.",
    "io.heddle.cli.",
    "io.heddle.internal."
  };

  private final PrintStream out;
  private final Map<String, Long> begun = new HashMap<>();
  private @Nullable TestPlan plan;
  private int passed;
  private int failed;
  private int skipped;

  Results(PrintStream out) {
    this.out = out;
  }

  synchronized int found() {
    return passed + failed + skipped;
  }

  synchronized int failed() {
    return failed;
  }

  synchronized String summary() {
    var parts = new ArrayList<String>();
    parts.add(found() + (found() == 1 ? " test" : " tests"));
    if (failed > 0) {
      parts.add(failed + " failed");
    }
    if (skipped > 0) {
      parts.add(skipped + " skipped");
    }
    return String.join(", ", parts);
  }

  @Override
  public synchronized void testPlanExecutionStarted(TestPlan p) {
    plan = p;
  }

  @Override
  public synchronized void executionStarted(TestIdentifier test) {
    begun.put(test.getUniqueId(), System.nanoTime());
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier test, String reason) {
    skipped += test.isTest() || plan == null ? 1 : testsIn(plan, test);
  }

  private static int testsIn(TestPlan plan, TestIdentifier container) {
    return Math.max(
        1, (int) plan.getDescendants(container).stream().filter(TestIdentifier::isTest).count());
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
      case ABORTED -> skipped += test.isTest() ? 1 : 0;
      case FAILED -> {
        failed++;
        print(test, result.getThrowable().orElse(null));
      }
    }
  }

  private void print(TestIdentifier test, @Nullable Throwable why) {
    long since = begun.getOrDefault(test.getUniqueId(), System.nanoTime());
    var seconds = String.format(Locale.ROOT, "%.2fs", (System.nanoTime() - since) / 1e9);
    out.println("--- FAIL: " + nameOf(test) + " (" + seconds + ")");
    var lines = new ArrayList<String>();
    Throwable t = why;
    for (int i = 0; t != null && i < CAUSES; i++) {
      lines.addAll(((i == 0 ? "" : "caused by: ") + described(t)).lines().toList());
      for (var frame : t.getStackTrace()) {
        if (isUsers(frame)) {
          lines.add("\tat " + frame);
        }
      }
      t = isReport(t) ? null : t.getCause();
    }
    for (var line : lines) {
      out.println(line.isEmpty() ? "" : "    " + line);
    }
    out.flush();
  }

  /** An assertion says all in its message. */
  private static String described(Throwable t) {
    var message = t.getMessage();
    return t instanceof AssertionError && message != null && !message.isBlank()
        ? message.strip()
        : t.toString();
  }

  /** That of an exploration, which has told its cause. */
  private static boolean isReport(Throwable t) {
    return t instanceof AssertionError
        && String.valueOf(t.getMessage()).contains("@GoTest(replay = ");
  }

  private static boolean isUsers(StackTraceElement frame) {
    for (var m : MACHINERY) {
      if (frame.getClassName().startsWith(m)) {
        return false;
      }
    }
    return true;
  }

  private String nameOf(TestIdentifier test) {
    var names = new ArrayList<String>();
    TestIdentifier t = test;
    while (t != null) {
      var source = t.getSource().orElse(null);
      if (source instanceof MethodSource m) {
        names.addFirst(simple(m.getClassName()) + "." + m.getMethodName());
        break;
      }
      names.addFirst(
          source instanceof ClassSource c ? simple(c.getClassName()) : t.getDisplayName());
      if (source instanceof ClassSource) {
        break;
      }
      t = plan == null ? null : plan.getParent(t).orElse(null);
    }
    if (isInvocation(test) && !test.getDisplayName().equals("in a bubble")) {
      names.add(test.getDisplayName());
    }
    return String.join("/", List.copyOf(names));
  }

  /** One of several of a method: with what it was called. */
  private static boolean isInvocation(TestIdentifier test) {
    return test.getUniqueIdObject().getLastSegment().getType().endsWith("-invocation");
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
  }
}
