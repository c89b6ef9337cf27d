// SPDX-License-Identifier: Apache-2.0
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pipeline counts what a plain loop over the same text counts. */
@Timeout(60)
class WordCountTest {
  @Test
  void countsTheProjectsOwnSourcesAsAPlainLoopDoes() throws Exception {
    var files = sources();
    assertThat(files).hasSizeGreaterThan(10);

    var expected = new TreeMap<String, Integer>();
    for (Path file : files) {
      plainCount(Files.readString(file), expected);
    }

    assertThat(WordCount.count(files)).isEqualTo(expected);
  }

  @Test
  void countsAStreamWithoutALineEnd() throws Exception {
    var text =
        "Weft and warp, warp AND weft;\n\nHeißt Schützen 42".getBytes(StandardCharsets.UTF_8);

    var counts = WordCount.count(out -> WordCount.read(new ByteArrayInputStream(text), out));

    assertThat(counts)
        .isEqualTo(Map.of("weft", 2, "and", 2, "warp", 2, "heißt", 1, "schützen", 1, "42", 1));
  }

  @Test
  void anEmptyStreamHasNoWords() throws Exception {
    var nothing = new ByteArrayInputStream(new byte[0]);

    assertThat(WordCount.count(out -> WordCount.read(nothing, out))).isEmpty();
  }

  private static void plainCount(String text, Map<String, Integer> into) {
    var word = new StringBuilder();
    (text.toLowerCase(Locale.ROOT) + "\n")
        .codePoints()
        .forEach(c -> {
          if (Character.isLetter(c) || isNumber(c)) {
            word.appendCodePoint(c);
          } else if (!word.isEmpty()) {
            into.merge(word.toString(), 1, Integer::sum);
            word.setLength(0);
          }
        });
  }

  private static boolean isNumber(int c) {
    return switch (Character.getType(c)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  /** Every Java source of the repository; tests run in the folder of their module. */
  private static List<Path> sources() throws IOException {
    try (var paths = Files.walk(Path.of("").toAbsolutePath().getParent())) {
      return paths.filter(WordCountTest::isSource).sorted().toList();
    }
  }

  private static boolean isSource(Path path) {
    return path.toString().endsWith(".java")
        && StreamSupport.stream(path.spliterator(), false)
            .map(Path::toString)
            .noneMatch(folder -> folder.equals("target") || folder.startsWith("."));
  }
}
