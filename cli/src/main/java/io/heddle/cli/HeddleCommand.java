// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.program.UserError;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code heddle} command: the table of its subcommands and how a wrong line is answered. */
@Command(
    name = "heddle",
    header = "Goroutines for Java.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    subcommands = {
      RunCommand.class,
      ExploreCommand.class,
      ReplayCommand.class,
      TestCommand.class,
      DumpCommand.class,
      TopCommand.class,
      TraceCommand.class,
      BuildCommand.class,
      InitCommand.class,
      BenchCommand.class,
      VersionCommand.class,
      HelpCommand.class
    },
    versionProvider = Version.class,
    footer = {"", "heddle COMMAND --help says more."})
public final class HeddleCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private HelpOption help = new HelpOption();

  @CommandLine.Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "print the version")
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private boolean version;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "a command is missing");
  }

  /** Carries out the command line and returns its status. */
  static int execute(String[] args) {
    return commandLine().execute(args);
  }

  /** The command as picocli knows it, for those who describe it to shells and manuals. */
  public static CommandLine commandLine() {
    var line = new CommandLine(new HeddleCommand());
    line.setExpandAtFiles(false);
    line.setStopAtPositional(true); // what follows a program is the program's
    for (String command : List.of("build", "init", "dump", "top", "trace")) {
      Objects.requireNonNull(line.getSubcommands().get(command)).setStopAtPositional(false);
    }
    line.setUsageHelpLongOptionsMaxWidth(24);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, args) -> refuse(e));
    return line;
  }

  /* One line: what is wrong with the command line and where to read what is right. */
  private static int refuse(ParameterException e) {
    CommandLine at = e.getCommandLine();
    String what = describe(e);
    PrintWriter err = at.getErr();
    String name = at.getCommandSpec().qualifiedName();
    err.println("heddle: " + what + "; `" + name + " --help` shows what there is");
    return UserError.USAGE;
  }

  private static String describe(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().getFirst();
      if (e.getCommandLine().getParent() != null && !first.startsWith("-")) {
        return "unexpected argument " + first;
      }
      if (first.endsWith(".java")) {
        return "unknown command " + first + ", a program is run with: heddle run " + first;
      }
      return (first.startsWith("-") ? "unknown option " : "unknown command ") + first;
    }
    if (e instanceof CommandLine.MissingParameterException missing
        && missing.getMissing().stream().anyMatch(CommandLine.Model.ArgSpec::isPositional)) {
      String command = e.getCommandLine().getCommandName();
      return switch (command) {
        case "dump", "top", "record" -> "no PID was given";
        case "init" -> "no name was given";
        case "replay" -> "a token and a program are needed, as in the last line of a report";
        default -> "nothing to " + command + " was given: a .java file, a folder, a jar or a class";
      };
    }
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    message = message.replaceFirst("[.]$", "");
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
