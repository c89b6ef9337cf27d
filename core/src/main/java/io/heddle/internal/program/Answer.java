// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What another process may ask this one. Called by name, by the agent of {@code heddle dump}: names
 * and meaning stay as they are, for the command and the library may be of different versions.
 */
public final class Answer {
  private Answer() {}

  /**
   * Appends the answer to a file that exists.
   *
   * @param request text, grouped, json, grouped-json, top, top-json, trace-stop; trace-start
   *     MILLISECONDS FILE
   * @throws IllegalArgumentException if this version does not know such a request
   */
  public static void to(String request, String file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(Path.of(file), StandardOpenOption.APPEND)) {
      switch (request) {
        case "text" -> Dump.text(out);
        case "grouped" -> Dump.grouped(out);
        case "json" -> Dump.json(out);
        case "grouped-json" -> Dump.groupedJson(out);
        case "top" -> Overview.lines(out);
        case "top-json" -> Overview.json(out);
        case "trace-stop" -> TraceAnswer.stop();
        default -> other(request, out);
      }
    }
  }

  private static void other(String request, Appendable out) throws IOException {
    var words = request.split(" ", 3);
    switch (words[0]) {
      case "trace-start" -> out.append(TraceAnswer.start(words[1], words[2]));
      default -> throw new IllegalArgumentException(request);
    }
  }
}
