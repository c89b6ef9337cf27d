// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import static io.heddle.testing.Child.ACCESS;
import static io.heddle.testing.Child.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.testing.Child.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a program under {@code heddle run} ends: status, standard output, standard error. */
@Tag("once")
class CommandProgramTest {
  @Test
  void mainReturns() throws Exception {
    assertThat(run("returns", ACCESS)).isEqualTo(new Ended(0, "before\n", ""));
  }

  @Test
  void aGoroutineFails() throws Exception {
    var ended = run("fails", ACCESS);

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .matches(
            """
            panic: java\\.lang\\.IllegalStateException: two
            \tlines
            \tcaused by: java\\.io\\.IOException: the cause
            \t\tat .*ChildPrograms\\..*\\(ChildPrograms\\.java:\\d+\\)

            goroutine \\d+ \\[running] "broken":
            \tat .*ChildPrograms\\..*\\(ChildPrograms\\.java:\\d+\\)
            """);
  }

  @Test
  void mainFails() throws Exception {
    var ended = run("mainFails", ACCESS);

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("panic: java.io.IOException\n\ngoroutine 1 [running]")
        .contains("ChildPrograms.mainFails");
  }

  @Test
  void whatAFailureHasSuppressedIsReported() throws Exception {
    var place = "at .*ChildPrograms\\.failsWithSuppressed\\(ChildPrograms\\.java:\\d+\\)\n";
    var ended = run("failsWithSuppressed", ACCESS);
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .matches(
            "(?s)panic: java\\.io\\.IOException: first\n"
                + "\tsuppressed: java\\.lang\\.IllegalStateException: while closing\n"
                + ("\t\t" + place)
                + "\t\tsuppressed: java\\.lang\\.IllegalArgumentException: deeper\n"
                + ("\t\t\t" + place)
                + "\t\tcaused by: java\\.io\\.IOException: the disk\n"
                + ("\t\t\t" + place)
                + "\tsuppressed: java\\.io\\.IOException: its cause\n"
                + ("\t\t" + place)
                + "\ngoroutine 1 \\[running\\].*");
  }

  @Test
  void anExceptionThatCannotTellItsCauseIsReported() throws Exception {
    var ended = run("failsBrokenly", ACCESS);
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("panic: io.heddle.testing.ChildPrograms$1: broken\n")
        .contains("\t(its getCause failed with java.lang.IllegalStateException)\n\ngoroutine 1 [");
  }

  @Test
  void anExceptionWithoutAnEndOfCausesIsReported() throws Exception {
    var ended = run("failsEndlessly", ACCESS);
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("\tcaused by: ", "\t(and more)\n\ngoroutine 1 [");
  }

  @Test
  void aFailureInAWaitGroupComesBeforeAnyAwaitReturns() throws Exception {
    var ended = run("failsInWaitGroup", ACCESS);

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).startsWith("panic: java.io.IOException: in the group\n");
  }

  @Test
  void aGoroutineExitsTheProcess() throws Exception {
    assertThat(run("exits", ACCESS)).isEqualTo(new Ended(3, "", ""));
  }

  @Test
  void allAreAsleep() throws Exception {
    var ended = run("deadlocks", ACCESS);

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .startsWith("fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan rec")
        .contains("\n\ngoroutine 2 [chan receive] \"helper\":\n");
  }

  @Test
  void mainLeavesByGoexit() throws Exception {
    var ended = run("goexit", ACCESS);

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEqualTo("the other went on\n");
    assertThat(ended.err())
        .startsWith("fatal error: no goroutines (main called Go.goexit()) - deadlock!");
    assertThat(run("goexitThenExit", ACCESS)).isEqualTo(new Ended(0, "", ""));
  }

  @Test
  void aStackOverflowIsAFailureLikeAnyOther() throws Exception {
    var ended = run("overflows", ACCESS);

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("panic: java.lang.StackOverflowError\n")
        .contains("ChildPrograms.overflow", "frames elided");
  }

  @Test
  void soIsAnOutOfMemoryError() throws Exception {
    var ended = run("outOfMemory", ACCESS);

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).startsWith("panic: java.lang.OutOfMemoryError: Java heap space\n");
  }

  @Test
  void aPlatformThreadMayStillWakeSomebody() throws Exception {
    assertThat(run("waitsForAThread", ACCESS)).isEqualTo(new Ended(0, "received 1\n", ""));
  }

  @Test
  void aTimerFiresWhereNoGoroutineWasEverStarted() throws Exception {
    var expected = new Ended(0, "context deadline exceeded\n", "");
    assertThat(run("noGoroutine", ACCESS)).isEqualTo(expected);
    assertThat(run("noGoroutine", ACCESS, "-Dheddle.scheduler=jdk")).isEqualTo(expected);
  }

  @Test
  void withoutAccessItRunsOnTheJdksSchedulerAndSaysSoOnce() throws Exception {
    var ended = run("waitsForAThread");

    assertThat(ended.status()).isZero();
    assertThat(ended.out()).isEqualTo("received 1\n");
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("heddle: goroutines run on the JDK's scheduler")
        .contains("--add-opens java.base/java.lang=");
  }

  @Test
  void aShutdownHookMayWakeWhatWaitsForTheEnd() throws Exception {
    assertThat(run("awaitsHook", ACCESS)).isEqualTo(new Ended(143, "", ""));
    assertThat(run("awaitsHook", ACCESS, "-Dheddle.scheduler=jdk"))
        .isEqualTo(new Ended(143, "", ""));
  }

  @Test
  void nativeCodeMayCallWhatItWasGiven() throws Exception {
    assertThat(run("awaitsNativeCode", ACCESS, "--enable-native-access=ALL-UNNAMED"))
        .isEqualTo(new Ended(143, "", ""));
  }

  @Test
  void aVirtualThreadThatNobodyTracksMayWakeIt() throws Exception {
    for (var scheduler : List.of("carriers", "jdk")) {
      assertThat(
              run(
                  "waitsForAnUntracked",
                  ACCESS,
                  "-Djdk.trackAllThreads=false",
                  "-Dheddle.scheduler=" + scheduler))
          .isEqualTo(new Ended(0, "received 1\n", ""));
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, interrupt", "TERM, terminated"})
  void aContextEndsWithASignal(String name, String inWords) throws Exception {
    assumeTrue(!isInterruptIgnored() || !name.equals("INT"), "a job in the background");

    assertThat(run("awaitsSignals", ACCESS, "-Dheddle.test.signal=" + name))
        .isEqualTo(new Ended(143, inWords + " signal received\n", ""));
  }

  /** A shell starts what it puts into the background so, and the JVM leaves it at that. */
  private static boolean isInterruptIgnored() throws IOException {
    var status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }
}
