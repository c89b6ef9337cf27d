// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.heddle.DeadlockError;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What JUnit makes of {@link GoTest} and {@link NoLeaks}. */
class GoTestTest {
  private static Map<String, TestExecutionResult> run(Class<?> type, boolean inParallel) {
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(type))
            .configurationParameter(
                "junit.jupiter.execution.parallel.enabled", String.valueOf(inParallel))
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .build();
    var results = java.util.Collections.synchronizedMap(new TreeMap<String, TestExecutionResult>());
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier id, TestExecutionResult result) {
                if (id.isTest()) {
                  var method =
                      Pattern.compile("(?:method|test-template):(\\w+)").matcher(id.getUniqueId());
                  var name = method.find() ? method.group(1) : id.getDisplayName();
                  results.put(id.getUniqueId().contains("Inner") ? "inner" : name, result);
                }
              }
            });
    return results;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goodOnes(boolean inParallel) {
    GoTestCases.LOG.clear();
    GoTestCases.INSTANCES.clear();
    var results = run(GoTestCases.Good.class, inParallel);
    assertThat(results).hasSize(8);
    results.forEach((name, r) -> {
      var wanted =
          name.startsWith("assumes")
              ? TestExecutionResult.Status.ABORTED
              : TestExecutionResult.Status.SUCCESSFUL;
      assertThat(r.getStatus()).as(name + " " + r.getThrowable()).isEqualTo(wanted);
    });
    assertThat(GoTestCases.INSTANCES).hasSize(20);
    assertThat(GoTestCases.LOG)
        .contains("value 1", "value 2", "value 3", "row 1one", "row 2two")
        .doesNotContain("after, outside");
  }

  @Test
  void badOnes() {
    var results = run(GoTestCases.Bad.class, false);
    assertThat(failure(results, "deadlock")).isInstanceOf(DeadlockError.class);
    assertThat(failure(results, "leak")).isInstanceOf(DeadlockError.class);
    assertThat(failure(results, "aGoroutineFails")).hasMessage("in a goroutine");
    assertThat(failure(results, "fewerThanNone"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("schedules must be at least 1, not -1");
    assertThat(failure(results, "aTokenOfAnotherProgram"))
        .hasMessageStartingWith(
            "the program has changed: at step 9 goroutine 0.2 did not lock mutex #1, explore again")
        .hasMessageNotContaining("replay");
    var cycle = failure(results, "cycle");
    assertThat(cycle).isInstanceOf(AssertionError.class).hasCauseInstanceOf(DeadlockError.class);
    assertThat(cycle.getMessage().lines().findFirst().orElse(""))
        .matches(
            "fatal error: all goroutines are asleep - deadlock! \\(goroutine .*"
                + "\\), repeat it with @GoTest\\(replay = \"[A-Za-z0-9._:-]{1,60}\"\\)");
  }

  @Test
  void watchedOnes() {
    var results = run(GoTestCases.Watched.class, false);
    assertThat(results.get("leavesNothing").getThrowable()).isEmpty();
    assertThat(failure(results, "leaves"))
        .isInstanceOf(LeakError.class)
        .hasMessageContainingAll("has left a goroutine behind", "[chan receive] \"left\"");
    assertThat(failure(results, "aGoroutineFails")).hasMessage("in a goroutine");
  }

  private static Throwable failure(Map<String, TestExecutionResult> results, String name) {
    return results.get(name).getThrowable().orElseThrow();
  }
}
