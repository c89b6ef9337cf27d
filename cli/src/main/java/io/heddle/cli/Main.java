// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import io.heddle.cli.program.ProgramRun;
import io.heddle.cli.program.RunRequest;
import java.io.File;
import java.util.Arrays;
import java.util.List;

/**
 * Entry point of the {@code heddle} command. Its status is that of the program under {@code run}, 1
 * for what could not be done, 2 for a command line that makes no sense.
 */
public final class Main {
  /*
   * `heddle run TARGET args…` has no option to parse: it goes straight to the program, and the
   * command-line library (a tenth of the start-up time) stays unloaded. All else is picocli's.
   */

  private Main() {}

  public static void main(String[] args) {
    System.exit(isPlainRun(args) ? run(args) : HeddleCommand.execute(args));
  }

  private static boolean isPlainRun(String[] args) {
    return args.length >= 2
        && args[0].equals("run")
        && (!args[1].startsWith("-") || isSourceOrJar(args[1]));
  }

  /** A file may be called as if it were an option. */
  private static boolean isSourceOrJar(String name) {
    return (name.endsWith(".java") || name.endsWith(".jar")) && new File(name).isFile();
  }

  private static int run(String[] args) {
    List<String> programArgs = Arrays.asList(args).subList(2, args.length);
    return ProgramRun.run(RunRequest.of(args[1], programArgs));
  }
}
