// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.test;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.heddle.cli.program.TestClasses;
import io.heddle.cli.program.UserError;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests by JUnit, and prints what {@code go test} would. */
public final class TestRun {
  private static final int FAILED = 1;

  private final String target;
  private final TestClasses tests;
  private final Pattern wanted;

  public TestRun(String target, TestClasses tests, Pattern wanted) {
    this.target = target;
    this.tests = tests;
    this.wanted = wanted;
  }

  /** The status: 0, or 1 if one has failed. */
  public int run() throws UserError {
    long begin = System.nanoTime();
    var results = new Results(System.out);
    launcher().execute(request(), results);
    var seconds = String.format(Locale.ROOT, "%.3fs", (System.nanoTime() - begin) / 1e9);
    if (results.found() == 0) {
      if (wanted.pattern().isEmpty()) {
        throw UserError.of("no tests in " + target + ", a test is a method with @Test or @GoTest");
      }
      System.out.println("heddle: warning: no test matches " + wanted.pattern());
    }
    boolean good = results.failed() == 0;
    System.out.println(
        (good ? "ok  \t" : "FAIL\t") + target + "\t" + seconds + "\t" + results.summary());
    System.out.flush();
    return good ? 0 : FAILED;
  }

  private static Launcher launcher() {
    return LauncherFactory.create(
        LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .addTestEngines(jupiter())
            .build());
  }

  /**
   * JUnit's own engine. By name: its module shows it to nobody, and it would be looked for where
   * the tests are.
   */
  private static TestEngine jupiter() {
    try {
      return Class.forName("org.junit.jupiter.engine.JupiterTestEngine")
          .asSubclass(TestEngine.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private LauncherDiscoveryRequest request() {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(tests.names().stream().map(this::selector).toList())
        .filters((PostDiscoveryFilter) this::filter)
        .configurationParameter("junit.jupiter.execution.timeout.default", "10 m")
        .build();
  }

  private ClassSelector selector(String name) {
    return selectClass(tests.loader(), name);
  }

  private FilterResult filter(TestDescriptor test) {
    var source = test.getSource().orElse(null);
    if (!(source instanceof MethodSource m)) {
      return FilterResult.included("not a test by itself");
    }
    var type = m.getClassName();
    var name =
        type.substring(type.lastIndexOf('.') + 1).replace('$', '.') + "." + m.getMethodName();
    return FilterResult.includedIf(wanted.matcher(name).find());
  }
}
