// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.program.ClassPath;
import io.heddle.cli.program.TestClasses;
import io.heddle.cli.program.UserError;
import io.heddle.cli.test.TestRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heddle test}: JUnit tests, without a build. */
@Command(
    name = "test",
    sortOptions = false,
    customSynopsis = "heddle test [OPTIONS] FILE.java|DIR|JAR",
    header = "Compiles and runs JUnit tests.",
    description = {
      "",
      "FILE.java   the tests of the file; sources that it uses are compiled as well",
      "DIR         the tests of all sources under the folder, or of a project's src",
      "JAR         the tests of all classes in the jar",
      "",
      "JUnit and AssertJ come with the command. A @GoTest runs in a bubble.",
      ""
    },
    footer = {"", "Status: 0 if all have passed, 1 if not; 2 for a wrong option."})
final class TestCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--race", description = "report data races; status 66 if there are any")
  private boolean race;

  @Option(names = "--schedules", paramLabel = "N", description = "run each @GoTest in N schedules")
  private @Nullable Integer schedules;

  @Option(
      names = "-t",
      paramLabel = "PATTERN",
      description = "run only tests whose Class.method contains a match of this regular expression")
  private @Nullable String pattern;

  @Option(
      names = {"-cp", "-classpath", "--class-path"},
      paramLabel = "PATH",
      description = "folders and jars of the tests' libraries")
  private @Nullable String classPath;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private HelpOption help = new HelpOption();

  @Parameters(index = "0", paramLabel = "FILE.java|DIR|JAR", hidden = true)
  private String target = "";

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec).commandLine();
    if (schedules != null && schedules < 1) {
      throw Requirements.refused(line, "--schedules must be 1 or more, not " + schedules);
    }
    Requirements.raceDetector(line, race);
    Requirements.junit(line);
    Pattern wanted;
    try {
      wanted = Pattern.compile(pattern == null ? "" : pattern);
    } catch (PatternSyntaxException e) {
      throw Requirements.refused(line, "-t is not a regular expression: " + e.getDescription());
    }
    if (schedules != null) {
      System.setProperty("heddle.test.schedules", schedules.toString());
    }
    List<Path> libraries = new ArrayList<>();
    if (classPath != null) {
      libraries.addAll(ClassPath.parse(classPath));
    }
    try {
      return new TestRun(target, TestClasses.of(target, libraries), wanted).run();
    } catch (UserError e) {
      System.err.println(e.text());
      return e.status();
    }
  }
}
