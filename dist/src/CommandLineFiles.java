// SPDX-License-Identifier: Apache-2.0

import io.heddle.cli.HeddleCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes what the shells and {@code man} know about the command: picocli's own generators do it for
 * bash, for zsh by its emulation of bash, and for the manual; what fish wants is one line for each
 * command and each option.
 */
class CommandLineFiles {
  public static void main(String[] args) throws IOException {
    var target = Path.of(args[0]);
    CommandLine heddle = HeddleCommand.commandLine();
    var completions = Files.createDirectories(target.resolve("completions"));
    String bash = AutoComplete.bash("heddle", heddle);
    Files.writeString(completions.resolve("heddle.bash"), bash);
    Files.writeString(completions.resolve("_heddle"), "#compdef heddle\n" + bash);
    Files.write(completions.resolve("heddle.fish"), fish(heddle));
    var manual = Files.createDirectories(target.resolve("manual"));
    if (ManPageGenerator.generateManPage(
            manual.toFile(), null, new boolean[1], true, heddle.getCommandSpec())
        != 0) {
      throw new IOException("no manual pages");
    }
  }

  private static List<String> fish(CommandLine heddle) {
    var lines = new ArrayList<String>();
    add(lines, "__fish_use_subcommand", heddle.getCommandSpec());
    for (var command : heddle.getSubcommands().entrySet()) {
      CommandSpec spec = command.getValue().getCommandSpec();
      lines.add(
          "complete -c heddle -n __fish_use_subcommand -f -a %s -d %s"
              .formatted(command.getKey(), quoted(spec.usageMessage().header())));
      add(lines, "__fish_seen_subcommand_from " + command.getKey(), spec);
    }
    return lines;
  }

  private static void add(List<String> lines, String condition, CommandSpec spec) {
    for (OptionSpec option : spec.options()) {
      var line = new StringBuilder("complete -c heddle -n '" + condition + "'");
      for (String name : option.names()) {
        String kind = name.startsWith("--") ? " -l " : name.length() == 2 ? " -s " : " -o ";
        line.append(kind).append(name.replaceFirst("^-+", ""));
      }
      if (option.arity().max() > 0) {
        line.append(" -r");
      }
      lines.add(line + " -d " + quoted(option.description()));
    }
  }

  private static String quoted(String[] text) {
    String first = text.length == 0 ? "" : text[0];
    return "'" + first.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
