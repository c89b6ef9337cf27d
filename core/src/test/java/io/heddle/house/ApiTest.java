// SPDX-License-Identifier: Apache-2.0
package io.heddle.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The public API is what {@code core/api/heddle.api} says, so that a change of it is a change that
 * somebody reads. To accept one: {@code mvn -pl core test -Dtest=ApiTest -Dheddle.api.update=true}.
 */
@Tag("once") // whatever the scheduler
class ApiTest {
  private static final Path FILE = Repository.CORE.resolve("api/heddle.api");

  @Test
  void isAsWritten() throws IOException {
    var api = ApiDump.of(Repository.CLASSES);
    if (Boolean.getBoolean("heddle.api.update")) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, api);
    }
    assertThat(api.lines())
        .as(
            "the public API differs from core/api/heddle.api; if that is meant: "
                + "mvn -pl core test -Dtest=ApiTest -Dheddle.api.update=true")
        .containsExactlyElementsOf(Files.readAllLines(FILE));
  }

  @Test
  void sharesNothingInternal() throws IOException {
    assertThat(ApiDump.of(Repository.CLASSES)).doesNotContain("io.heddle.internal");
  }
}
