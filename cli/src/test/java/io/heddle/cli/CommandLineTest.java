// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

/** The command line itself: help, and how a wrong one is answered. */
class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpNamesTheCommandsAndTheOptions() {
    assertThat(execute("help")).isZero();
    assertThat(out.toString()).contains("run ").contains("version ").contains("help ");
    assertThat(execute("run", "--help")).isZero();
    assertThat(out.toString())
        .contains("heddle run [OPTIONS] FILE.java|DIR|JAR|CLASS [args...]")
        .contains("--main", "--class-path", "--maxprocs", "--dump-on-exit", "--schedtrace")
        .contains("--race", "--deadlocks", "--leaks");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ""                              | a command is missing
          walk                            | unknown command walk
          Hello.java                      | a program is run with: heddle run Hello.java
          --walk                          | unknown option --walk
          run                             | nothing to run was given
          run --race Main.java            | --race needs the race detector in the JVM
          run --rice Main.java            | unknown option --rice
          run --maxprocs Main.java        | 'Main.java' is not an int
          run --maxprocs 0 Main.java      | --maxprocs must be 1 or more, not 0
          run --schedtrace soon Main.java | 'soon' is not a duration
          run --schedtrace 0s Main.java   | '0s' is not a duration
          run --main                      | '--main' (CLASS)
          """)
  void aWrongLineIsAnsweredByOneLineAndStatus2(String line, String answer) {
    assertThat(execute(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("heddle: ")
        .contains(answer)
        .contains("--help` shows what there is")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"1s, 1000", "250ms, 250", "1.5s, 1500", "2m, 120000", "1h, 3600000", "1MS, 1"})
  void durations(String text, long millis) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"''", "5", "s", "-1s", "1 day", "0.1ms", "99999999999h"})
  void noDurations(String text) {
    assertThatThrownBy(() -> new DurationConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is not a duration, write for example 1s or 500ms");
  }

  @Test
  void versionIsOneLineWithTheNumbersThatAReportNeeds() {
    assertThat(Version.line())
        .matches("heddle \\d+\\.\\d+\\.\\d+(-SNAPSHOT)? \\(Java \\d+[^()]*, [^()]+\\)");
  }

  private int execute(String... args) {
    return HeddleCommand.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
