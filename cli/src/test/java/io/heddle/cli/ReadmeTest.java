// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells a newcomer to type works as it stands there. */
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");

  @TempDir Path folder;

  @Test
  void opensWithTheTwoCommands() throws IOException {
    assertThat(blocks("sh"))
        .containsExactly("./heddle run examples/hello/Hello.java\nmvn verify\n");
  }

  @Test
  void itsProgramRuns() throws Exception {
    var program = blocks("java");
    assertThat(program).hasSize(1);

    var outcome =
        new HeddleProcess(folder).file("Greet.java", program.getFirst()).run("run", "Greet.java");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("Hello from a goroutine!\n");
    assertThat(outcome.status()).isZero();
  }

  private static List<String> blocks(String language) throws IOException {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(ROOT.resolve("README.md")))
        .results()
        .map(block -> block.group(1))
        .toList();
  }
}
