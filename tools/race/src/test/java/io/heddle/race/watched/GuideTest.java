// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs of docs/guide/races.md: what is said to race does, what is said to be mended is
 * silent.
 */
class GuideTest {
  private static final Path GUIDE = Path.of("../../docs/guide/races.md");
  private static final Pattern PROGRAM = Pattern.compile("```java\\n(.+?)```", Pattern.DOTALL);
  private static final Pattern VARIABLE = Pattern.compile("reports a race on `(.+?)`\\.");

  record Kind(String racy, String variable, String mended) {}

  static Stream<Arguments> kinds() throws Exception {
    var kinds = new ArrayList<Arguments>();
    var parts = Files.readString(GUIDE).split("\n### ");
    for (var part : List.of(parts).subList(1, parts.length)) {
      var programs = PROGRAM.matcher(part).results().map(r -> r.group(1)).toList();
      var variable = VARIABLE.matcher(part).results().map(r -> r.group(1)).findFirst();
      var kind = new Kind(programs.get(0), variable.orElseThrow(), programs.get(1));
      kinds.add(Arguments.argumentSet(part.lines().findFirst().orElseThrow(), kind));
    }
    return kinds.stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theRaceIsReported(Kind kind) throws Throwable {
    var main = Programs.compile(kind.racy);
    List<String> reports = List.of();
    for (int run = 0; run < 10 && reports.isEmpty(); run++) {
      reports = Racing.reports(() -> Go.run(() -> main.invoke(null)));
    }
    assertThat(reports).isNotEmpty();
    var variable = kind.variable.replaceAll("#\\d+", "#");
    assertThat(String.join("", reports).replaceAll("#\\d+", "#")).contains(variable);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theMendedVersionIsSilent(Kind kind) throws Throwable {
    var main = Programs.compile(kind.mended);
    for (int run = 0; run < 5; run++) {
      assertThat(Racing.reports(() -> Go.run(() -> main.invoke(null)))).isEmpty();
    }
  }
}
