// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import picocli.CommandLine.Option;

/** The option by which every command prints its help. */
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this text")
  @SuppressWarnings("UnusedVariable") // picocli asks for it
  private boolean isAsked;
}
