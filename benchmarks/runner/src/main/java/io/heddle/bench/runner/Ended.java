// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A process that is over.
 *
 * @param status its exit status; -1 if it had to be ended
 * @param why what went wrong in words, if anything did
 * @param lastLine of its standard output
 */
record Ended(int status, String why, String lastLine) {
  /** Runs the process to its end, or ends it at the limit; interrupted, it ends it too. */
  static Ended await(ProcessBuilder builder, Duration limit)
      throws IOException, InterruptedException {
    var out = Files.createTempFile("bench", ".out");
    var err = Files.createTempFile("bench", ".err");
    try {
      var process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      boolean inTime;
      try {
        inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        process.destroyForcibly().waitFor();
      }
      if (!inTime) {
        return new Ended(-1, "hung: ended after " + limit.toSeconds() + " s", "");
      }
      int status = process.exitValue();
      var complaint = line(err, true);
      var why = "status " + status + (complaint.isEmpty() ? "" : ": " + complaint);
      return new Ended(status, why, line(out, false));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String line(Path file, boolean first) throws IOException {
    var lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "" : first ? lines.getFirst() : lines.getLast();
  }
}
