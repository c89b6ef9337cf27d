// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.init.NewProject;
import io.heddle.cli.program.UserError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle init}: a project to begin with. */
@Command(
    name = "init",
    sortOptions = false,
    customSynopsis = "heddle init [OPTIONS] NAME",
    header = "Makes a new project: a program, a test, and the flags that they need.",
    description = {
      "",
      "NAME is the folder to make. Its last part is the project's name and becomes a",
      "Java package and the program's main class.",
      ""
    },
    footer = {"", "Status: 1 when the folder exists or can't be written."})
final class InitCommand implements Callable<Integer> {
  @Option(names = "--gradle", description = "for Gradle 9.1 or newer, not Maven")
  private boolean gradle;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private HelpOption help = new HelpOption();

  @Parameters(index = "0", paramLabel = "NAME", hidden = true)
  private String name = "";

  @Override
  public Integer call() {
    try {
      NewProject project = NewProject.in(name, gradle);
      project.create();
      System.out.println("made " + name + "; next: cd " + name + " && " + project.firstCommand());
      return 0;
    } catch (UserError e) {
      System.err.println(e.text());
      return e.status();
    }
  }
}
