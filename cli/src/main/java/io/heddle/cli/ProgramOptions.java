// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.program.ClassPath;
import io.heddle.cli.program.RunRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that takes a program wants to know beside its target. */
final class ProgramOptions {
  @Option(names = "--main", paramLabel = "CLASS", description = "the class whose main is run")
  private @Nullable String main;

  @Option(
      names = {"-cp", "-classpath", "--class-path"},
      paramLabel = "PATH",
      description = "folders and jars of the program's libraries")
  private @Nullable String classPath;

  /** The program that these options and the target name. */
  RunRequest request(String target, List<String> args) {
    var libraries = classPath == null ? null : ClassPath.parse(classPath);
    return new RunRequest(target, args, main, libraries);
  }
}
