// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.top;

import java.io.File;
import java.io.IOException;
import java.util.List;

/** The terminal, in the mode in which each key is told at once. By {@code stty}, which Unix has. */
final class Terminal implements AutoCloseable {
  private static final String CLEAR = "\033[H\033[2J";

  private final String former;
  private final Thread hook = new Thread(this::restore);

  private Terminal(String former) {
    this.former = former;
  }

  /** Throws IOException where there is none. */
  static Terminal open() throws IOException {
    var former = stty("-g").strip();
    stty("-icanon", "-echo", "min", "0", "time", "1");
    var terminal = new Terminal(former);
    Runtime.getRuntime().addShutdownHook(terminal.hook);
    System.out.print("\033[?1049h\033[?25l");
    return terminal;
  }

  private static String stty(String... arguments) throws IOException {
    var command = new java.util.ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/tty"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      var out = process.inputReader().readAllAsString();
      if (process.waitFor() != 0) {
        throw new IOException("no terminal");
      }
      return out;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Rows and columns. */
  int[] size() {
    try {
      var words = stty("size").strip().split(" ");
      return new int[] {Integer.parseInt(words[0]), Integer.parseInt(words[1])};
    } catch (IOException | RuntimeException e) {
      return new int[] {24, 80};
    }
  }

  /** A key that has been pressed within a tenth of a second; 0 if there is none. */
  int key() throws IOException {
    if (System.in.available() == 0) {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        return 'q';
      }
      if (System.in.available() == 0) {
        return 0;
      }
    }
    return System.in.read();
  }

  void show(List<String> lines, int rows, int columns) {
    var s = new StringBuilder(CLEAR);
    for (int i = 0; i < Math.min(rows, lines.size()); i++) {
      var line = lines.get(i);
      s.append(i == 0 ? "" : "\r\n");
      s.append(line, 0, Math.min(line.length(), columns));
      s.append("\033[0m");
    }
    System.out.print(s);
    System.out.flush();
  }

  private void restore() {
    try {
      System.out.print("\033[?25h\033[?1049l");
      System.out.flush();
      stty(former);
    } catch (IOException e) {
      // it is gone
    }
  }

  @Override
  public void close() {
    restore();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
