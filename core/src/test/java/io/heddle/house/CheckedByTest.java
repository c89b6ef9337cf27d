// SPDX-License-Identifier: Apache-2.0
package io.heddle.house;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tests that comments name are there, so that such a comment does not rot. */
class CheckedByTest {
  private static final Pattern CHECKED_BY = Pattern.compile("Checked by:((?:[^\\n]*,\\n)*[^\\n]*)");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+))?`");
  private static final Pattern CLASS_NAME = Pattern.compile("\\b[A-Z]\\w*");

  @Test
  void isCheckedByTestsThatExist() throws IOException {
    var classes = Repository.sources().stream().map(CheckedByTest::className).collect(toSet());
    var missing = new ArrayList<String>();
    int named = 0;
    for (var source : Repository.sources()) {
      for (var name : checkedBy(Files.readString(source))) {
        named++;
        if (!classes.contains(name)) {
          missing.add(Repository.ROOT.relativize(source) + " names " + name);
        }
      }
    }
    assertThat(missing).as("tests in \"Checked by:\" that are not there").isEmpty();
    assertThat(named).as("tests named by a comment").isGreaterThan(10);
  }

  /** {@code verification/faults.md} names classes, and methods of theirs. */
  @Test
  void isHeldByTestsThatExist() throws IOException {
    var sources =
        Repository.sources().stream().collect(toMap(CheckedByTest::className, s -> s, (a, b) -> a));
    var text = Files.readString(Repository.ROOT.resolve("verification/faults.md"));
    var named = NAMED.matcher(text).results().toList();
    for (var test : named) {
      var source = sources.get(test.group(1));
      assertThat(source).as(test.group()).isNotNull();
      if (test.group(2) != null) {
        assertThat(Files.readString(source)).contains("void " + test.group(2) + "(");
      }
    }
    assertThat(named).hasSizeGreaterThan(40);
  }

  @Test
  void readsTheNamesOfACommentThatGoesOn() {
    assertThat(checkedBy("   * Checked by: OneTest, TwoTest,\n   *   ThreeTest\n   */ Other"))
        .containsExactly("OneTest", "TwoTest", "ThreeTest");
  }

  /* This file speaks of such comments without being checked by anybody. */
  private static List<String> checkedBy(String text) {
    return CHECKED_BY
        .matcher(text)
        .results()
        .filter(line -> !line.group().contains("\""))
        .flatMap(line -> CLASS_NAME.matcher(line.group(1)).results())
        .map(name -> name.group())
        .toList();
  }

  private static String className(Path source) {
    return source.getFileName().toString().replace(".java", "");
  }
}
