// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.build.ProgramBuild;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle build}: a program as something to ship. */
@Command(
    name = "build",
    sortOptions = false,
    customSynopsis = "heddle build [OPTIONS] FILE.java|DIR|JAR|CLASS -o OUT",
    header = "Makes an executable jar, or a self-contained folder, from a program.",
    description = {
      "",
      "The program is found as `heddle run` finds it; in a folder with src/main/java",
      "it is the one there. The files beside its sources (or src/main/resources) and",
      "the libraries of --class-path are included. `java -jar OUT` needs no flag.",
      "",
      "With --image OUT is a folder with a Java runtime and an ahead-of-time cache;",
      "OUT/bin/NAME starts the program, where NAME is its main class in lower case.",
      ""
    },
    footer = {
      "",
      "Status: 1 when there is nothing to build, it does not compile, or OUT can't be",
      "written."
    })
final class BuildCommand implements Callable<Integer> {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      required = true,
      description = "the jar or, with --image, the folder to write")
  private Path out = Path.of("");

  @Option(names = "--image", description = "make a folder that needs no JDK")
  private boolean image;

  @Mixin private ProgramOptions program = new ProgramOptions();

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private HelpOption help = new HelpOption();

  @Parameters(index = "0", paramLabel = "FILE.java|DIR|JAR|CLASS", hidden = true)
  private String target = "";

  @Override
  public Integer call() throws InterruptedException {
    return ProgramBuild.run(program.request(target, List.of()), out, image);
  }
}
