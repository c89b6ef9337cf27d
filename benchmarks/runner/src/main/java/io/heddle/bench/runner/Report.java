// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.nio.file.Files;

/** RESULTS.md. */
final class Report {
  static void write(Home home, Results results) throws IOException {
    Files.writeString(home.folder().resolve("RESULTS.md"), Table.markdown(results));
  }

  private Report() {}
}
