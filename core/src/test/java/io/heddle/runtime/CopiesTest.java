// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.testing.Child.ACCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.testing.Child;
import io.heddle.testing.Child.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions of Heddle on one class path are told of at the start, in one line. */
@Tag("once")
class CopiesTest {
  private static final String GO = "io/heddle/Go.class";
  private static final String PROPERTIES = "META-INF/maven/io.heddle/heddle/pom.properties";

  @TempDir Path folder;

  @Test
  void twoVersionsAreToldOfAndTheProgramRuns() throws Exception {
    var old = copy("version=0.0.9\n");

    var ended = Child.run("exchanges", ACCESS, "-Dheddle.test.more=" + old);

    assertThat(ended.err())
        .startsWith("heddle: two versions of Heddle are on the class path")
        .endsWith("and " + old + " (0.0.9); leave one out\n")
        .hasLineCount(1);
    assertThat(ended.out()).isEqualTo("sum 499500\n");
    assertThat(ended.status()).isZero();
  }

  @Test
  void whatIsNotAnotherVersionIsNot() throws Exception {
    var ended = Child.run("exchanges", ACCESS, "-Dheddle.test.more=" + copy(null));

    assertThat(ended).isEqualTo(new Ended(0, "sum 499500\n", ""));
  }

  /** A jar with a class of the library, and maybe with its version. */
  private Path copy(String properties) throws IOException {
    var jar = folder.resolve("library.jar");
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry(GO));
      try (var in = Go.class.getResourceAsStream("/" + GO)) {
        in.transferTo(out);
      }
      if (properties != null) {
        out.putNextEntry(new ZipEntry(PROPERTIES));
        out.write(properties.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }
}
