// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs of {@code docs/guide/stuck.md} print what stands there: each line in this order, be
 * the numbers what they may.
 */
@Timeout(120)
class StuckGuideTest {
  private static final Path GUIDE = Path.of("../docs/guide/stuck.md");
  private static final Pattern CASE =
      Pattern.compile("```java\n// (\\w+\\.java)\n(.*?)```.*?```console\n(.*?)```", Pattern.DOTALL);

  /** A program and what is done with it; the lines after the commands are the output. */
  record Case(String file, String source, List<String> commands, List<String> output) {
    static Case of(MatchResult m) {
      var lines = m.group(3).lines().toList();
      return new Case(
          m.group(1),
          "// " + m.group(1) + "\n" + m.group(2),
          lines.stream().filter(l -> l.startsWith("$ ")).toList(),
          lines.stream().filter(l -> !l.startsWith("$ ") && !l.isEmpty()).toList());
    }

    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Case> cases() throws Exception {
    var all = CASE.matcher(Files.readString(GUIDE)).results().map(Case::of).toList();
    assertThat(all).hasSize(5);
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void printsWhatTheGuideSays(Case c, @TempDir Path folder) throws Exception {
    var heddle = new HeddleProcess(Files.createDirectories(folder.resolve("it")));
    heddle.file(c.file, c.source);
    var run = c.commands.getFirst();
    if (!run.endsWith("&")) {
      // The first run compiles in the same process, and its garbage collections may take a leaked
      // goroutine before anybody has asked: then less is known of it.
      printed(heddle.start(arguments(run, 0)), c);
      assertContains(printed(heddle.start(arguments(run, 0)), c), c.output);
      return;
    }
    var program = heddle.start(arguments(run.replace("&", "").strip(), 0));
    try {
      assertContains(untilThere(heddle, c, program), c.output);
    } finally {
      program.destroyForcibly();
    }
  }

  /** What it prints until what is expected is there, or it has ended. */
  private static String printed(Process program, Case c) throws Exception {
    var text = new StringBuffer();
    var readers = new ArrayList<Thread>();
    for (var reader : List.of(program.errorReader(), program.inputReader())) {
      readers.add(
          Thread.ofVirtual().start(() -> reader.lines().forEach(l -> text.append(l).append('\n'))));
    }
    try {
      while (!contains(text.toString(), c.output) && readers.stream().anyMatch(Thread::isAlive)) {
        Thread.sleep(20);
      }
    } finally {
      program.destroyForcibly();
    }
    return text.toString();
  }

  /** Asks until what is expected is there, for the program may still be starting. */
  private static String untilThere(HeddleProcess heddle, Case c, Process program) throws Exception {
    String out = "";
    for (int i = 0; i < 30 && !contains(out, c.output) && program.isAlive(); i++) {
      Thread.sleep(300);
      var all = new StringBuilder();
      for (var command : c.commands.subList(1, c.commands.size())) {
        all.append(heddle.run(arguments(command, program.pid())).out());
      }
      out = all.toString();
    }
    return out;
  }

  private static String[] arguments(String command, long pid) {
    return command.replace("$ heddle ", "").replace("PID", Long.toString(pid)).split(" ");
  }

  private static void assertContains(String text, List<String> lines) {
    assertThat(contains(text, lines)).as("%s\nis not in\n%s", lines, text).isTrue();
  }

  private static boolean contains(String text, List<String> lines) {
    var left = new ArrayList<>(lines);
    for (var line : masked(text).lines().toList()) {
      if (!left.isEmpty() && line.contains(masked(left.getFirst()))) {
        left.removeFirst();
      }
    }
    return left.isEmpty();
  }

  /** Goroutines' and channels' numbers are the run's, and so are times. */
  private static String masked(String s) {
    return s.replaceAll("(goroutine |#)\\d+", "$1N")
        .replaceAll("\\d+ ([nµm]?s) ", "T ")
        .replaceAll("  +", "  ");
  }
}
