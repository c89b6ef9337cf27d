// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import java.io.IOException;
import java.nio.file.Path;

/** Opens a page where there is a desktop; whoever calls has printed where it is. */
final class Browser {
  private Browser() {}

  static void open(Path page) {
    boolean isMac = System.getProperty("os.name", "").startsWith("Mac");
    if (!isMac && System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
      return;
    }
    try {
      new ProcessBuilder(isMac ? "open" : "xdg-open", page.toUri().toString())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      // there is no such command: the user opens what was printed
    }
  }
}
