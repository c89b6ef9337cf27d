// SPDX-License-Identifier: Apache-2.0
package io.heddle.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules that keep the layers of the library apart, read off its classes by jdeps. */
@Tag("once") // whatever the scheduler
class LayeringTest {
  private static final Pattern DEPENDENCE = Pattern.compile("\\s+(\\S+)\\s+->\\s+(\\S+)\\s.*");
  private static final String INTERNAL = "io.heddle.internal.";

  private record Dependence(String from, String to) {
    @Override
    public String toString() {
      return from + " -> " + to;
    }
  }

  @Test
  void internalsDoNotKnowThePublicPackagesAboveThem() {
    var all = dependences("-verbose:class", "-filter:none");
    assertThat(all).hasSizeGreaterThan(100);
    assertThat(all)
        .filteredOn(d -> d.from.startsWith(INTERNAL))
        .filteredOn(d -> d.to.startsWith("io.heddle.") && !d.to.startsWith(INTERNAL))
        .isEmpty();
  }

  @Test
  void theLibraryNeedsNothingButTheJdk() {
    // jdk.unsupported holds sun.misc.Signal.
    // Some of it only where it is there: requires static.
    assertThat(jdeps("-summary", "--add-modules", "java.management,jdk.jfr"))
        .filteredOn(line -> line.startsWith("io.heddle "))
        .isNotEmpty()
        .allMatch(line ->
            line.matches(
                "io\\.heddle -> (java\\.base|java\\.management|jdk\\.unsupported|jdk\\.jfr)"));
  }

  @Test
  void oneClassNamesWhatTheJdkKeepsToItselfAndOneIsPutThere() {
    var internal = dependences("-jdkinternals");
    assertThat(internal).isNotEmpty();
    assertThat(internal)
        .filteredOn(d -> !d.to.startsWith("sun.misc.Signal"))
        .extracting(d -> d.from.replaceAll("\\$.*", ""))
        .containsOnly("io.heddle.internal.sched.JdkInternals", "java.lang.GoroutineSwitch");
  }

  private static List<Dependence> dependences(String... options) {
    return jdeps(options).stream()
        .map(DEPENDENCE::matcher)
        .filter(line -> line.matches())
        .map(line -> new Dependence(line.group(1), line.group(2)))
        .toList();
  }

  private static List<String> jdeps(String... options) {
    var jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    var out = new StringWriter();
    var arguments = Stream.of(Stream.of(options), Stream.of(Repository.CLASSES.toString()));
    int status =
        jdeps.run(
            new PrintWriter(out),
            new PrintWriter(out),
            arguments.flatMap(s -> s).toArray(String[]::new));
    assertThat(status).as(out.toString()).isZero();
    return out.toString().lines().toList();
  }
}
