// SPDX-License-Identifier: Apache-2.0
package io.heddle.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds for every source of the repository. */
@Tag("once") // whatever the scheduler
class SourcesTest {
  private static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0";

  @Test
  void beginsWithItsLicence() throws IOException {
    var without = new ArrayList<Path>();
    for (var source : Repository.sources()) {
      try (var lines = Files.lines(source)) {
        if (!lines.findFirst().orElse("").equals(LICENCE)) {
          without.add(Repository.ROOT.relativize(source));
        }
      }
    }
    assertThat(without).as("sources whose first line is not " + LICENCE).isEmpty();
  }
}
