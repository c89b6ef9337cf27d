// SPDX-License-Identifier: Apache-2.0
package io.heddle.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The public API is documented as a whole: the javadoc tool, with all its checks, has no warning.
 */
@Tag("once") // whatever the scheduler
class JavadocTest {
  @Test
  void hasNoWarning(@TempDir Path out) throws Exception {
    var annotations =
        Path.of(NullMarked.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var arguments =
        List.of(
            "-quiet",
            "-Xdoclint:all",
            "-notimestamp",
            "-d",
            out.toString(),
            "--snippet-path",
            "src/test/java",
            "--add-exports",
            "java.base/jdk.internal.vm=io.heddle",
            "--add-exports",
            "java.base/jdk.internal.access=io.heddle",
            "--module-path",
            annotations.toString(),
            "--source-path",
            "src/main/java",
            "--module",
            "io.heddle");
    var said = new StringWriter();
    int status =
        ToolProvider.findFirst("javadoc")
            .orElseThrow()
            .run(new PrintWriter(said), new PrintWriter(said), arguments.toArray(String[]::new));

    assertThat(said.toString()).isEmpty();
    assertThat(status).isZero();
  }
}
