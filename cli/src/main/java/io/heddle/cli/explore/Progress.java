// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.explore;

import java.io.Console;
import java.io.PrintStream;

/** How far an exploration is, in one line of a terminal that is written again and again. */
final class Progress {
  private static final long EVERY = 200_000_000;

  private final PrintStream to = System.err;
  private final boolean isShown;
  private final long begin = System.nanoTime();
  private long last = begin;
  private int width;

  Progress(boolean isWanted) {
    isShown = isWanted && isTerminal();
  }

  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal(); // there is none where it is no terminal
  }

  boolean isShown() {
    return isShown;
  }

  void show(int schedules, int handOffs) {
    long now = System.nanoTime();
    if (!isShown || now - last < EVERY) {
      return;
    }
    last = now;
    long perSecond = schedules * 1_000_000_000L / (now - begin);
    line(
        String.format(
            "%,d schedules, %,d a second, %,d different hand-offs seen",
            schedules, perSecond, handOffs));
  }

  private void line(String text) {
    to.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
    to.flush();
    width = text.length();
  }

  void clear() {
    if (width > 0) {
      line("");
      to.print("\r");
      to.flush();
      width = 0;
    }
  }
}
