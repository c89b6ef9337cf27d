// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import picocli.CommandLine.Command;

/** {@code heddle version}: the versions a bug report needs, on one line. */
@Command(name = "version", header = "Prints the version of Heddle and of Java.")
final class VersionCommand implements Runnable {
  @Override
  public void run() {
    System.out.println(Version.line());
  }
}
