// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What runs on Windows alone cannot be run here: its text says the same as that for Unix. */
class WindowsScriptsTest {
  private static final Path LAUNCHERS = Path.of("src/main/resources/io/heddle/cli/build");
  private static final Pattern FLAG =
      Pattern.compile("(?<=[\\s'(\"])(-XX:[+]|-Xlog:|--add-|--enable-|-Dheddle)[^\\s'\")]*");
  private static final List<String> SHELLS_OWN =
      List.of(
          "-Dheddle.race.command=true",
          "-XX:+UnlockDiagnosticVMOptions",
          "-Dheddle.compiled=$mark");

  @ParameterizedTest
  @CsvSource({"../heddle, ../dist/src/heddle.cmd", "launcher.sh, launcher.cmd"})
  void givesTheJvmTheSameFlags(String unix, String windows) throws IOException {
    var wanted = flags(unix);
    wanted.removeAll(SHELLS_OWN);

    assertThat(wanted).hasSizeGreaterThan(5);
    assertThat(flags(windows)).isEqualTo(wanted);
  }

  @Test
  void givesTheTestKitToTheSameCommands() throws IOException {
    assertThat(read("../heddle")).contains("case ${1:-} in test | explore | replay)");
    assertThat(read("../dist/src/heddle.cmd")).contains("in (explore replay test) do");
  }

  @ParameterizedTest
  @CsvSource({"../dist/src/heddle.cmd", "launcher.cmd"})
  void passesArgumentsAndStatusOn(String script) throws IOException {
    var lines = read(script).lines().toList();

    assertThat(lines.getFirst()).isEqualTo("@echo off");
    assertThat(lines).contains("setlocal");
    assertThat(lines.get(lines.size() - 2)).endsWith(" %*").contains("java");
    assertThat(lines.getLast()).isEqualTo("exit /b %errorlevel%");
    assertThat(lines).allMatch(line -> line.chars().filter(c -> c == '"').count() % 2 == 0);
  }

  private static TreeSet<String> flags(String script) throws IOException {
    var flags = new TreeSet<String>();
    FLAG.matcher(read(script)).results().forEach(found -> flags.add(found.group()));
    return flags;
  }

  private static String read(String script) throws IOException {
    return Files.readString(
        script.startsWith("launcher") ? LAUNCHERS.resolve(script) : Path.of(script));
  }
}
