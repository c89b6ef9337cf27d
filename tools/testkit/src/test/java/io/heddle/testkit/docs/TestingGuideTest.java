// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.DeadlockError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the guide shows compiles, runs, and is the same text as what runs here. */
class TestingGuideTest extends TestingSnippets {
  private static final Path SOURCE =
      Path.of("src/test/java/io/heddle/testkit/docs/TestingSnippets.java");
  private static final Path GUIDE = Path.of("../../docs/guide/testing.md");

  @Test
  void showsWhatIsCompiled() throws IOException {
    // What begins with the name of its file is run by the command's own test of this guide.
    assertThat(blocks(Files.readString(GUIDE), "```java\n", "\n```"))
        .filteredOn(b -> !b.startsWith("// "))
        .hasSize(7)
        .containsExactlyElementsOf(regions(Files.readString(SOURCE)));
  }

  private static List<String> regions(String source) {
    return blocks(source, "// region ", "// endregion").stream()
        .map(r -> r.substring(r.indexOf('\n') + 1).stripIndent().strip())
        .toList();
  }

  private static List<String> blocks(String text, String begin, String end) {
    var all = new ArrayList<String>();
    for (int i = text.indexOf(begin); i >= 0; i = text.indexOf(begin, i + 1)) {
      int from = i + begin.length();
      var block = text.substring(from, text.indexOf(end, from));
      all.add(begin.startsWith("```") ? block.strip() : block);
    }
    return all;
  }

  @Test
  void doesWhatItSays() throws Exception {
    sender();
    assertThat(isProved()).isTrue();
    var f = explore();
    assertThat(f.cause()).isInstanceOf(DeadlockError.class);
    assertThat(f.report()).contains("sync.Mutex.Lock", "The interleaving");
    assertThat(replay(f.token()).cause()).isInstanceOf(DeadlockError.class);
  }
}
