// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the agent can't work with it says in a line; what it can't watch does not stop a program.
 */
@Timeout(120)
class BadInputTest {
  private static final String AGENT = System.getProperty("heddle.race.jar");

  record Ended(int status, String output) {}

  @TempDir Path folder;

  private Ended java(Path java, List<String> arguments) throws IOException, InterruptedException {
    var out = folder.resolve("out");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(java.toString(), "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("HEDDLE_RACE");
    var process = builder.redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(out));
  }

  private Ended run(String options, String source, String... flags) throws Exception {
    var file = folder.resolve("Main.java");
    Files.writeString(file, source);
    List<String> arguments = new ArrayList<>(List.of(flags));
    arguments.addAll(List.of("-javaagent:" + AGENT + options, file.toString()));
    return java(Path.of(System.getProperty("java.home"), "bin", "java"), arguments);
  }

  private static final String HELLO = "void main() { IO.println(\"hello\"); }";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=colour=red",
        "=history_size=9",
        "=log_path=/no/such/folder/log",
        "=suppressions=/no/such/file"
      })
  void anOptionThatMakesNoSense(String option) throws Exception {
    var ended = run(option, HELLO);
    assertThat(ended.status).isEqualTo(2);
    assertThat(ended.output.lines().toList())
        .singleElement()
        .asString()
        .startsWith("heddle: the race detector");
  }

  @Test
  void aSuppressionThatIsNone() throws Exception {
    var file = Files.writeString(folder.resolve("list"), "# mine\n\nrace:Fine\nOther.method\n");
    var ended = run("=suppressions=" + file, HELLO);
    assertThat(ended.status).isEqualTo(2);
    assertThat(ended.output.lines().toList())
        .singleElement()
        .asString()
        .contains("does not know the line `Other.method` of suppressions=")
        .contains("race:NAME");
  }

  @Test
  void givenTwice() throws Exception {
    var ended = run("", HELLO, "-javaagent:" + AGENT);
    assertThat(ended.status).isEqualTo(2);
    assertThat(ended.output.lines().toList())
        .containsExactly(
            "heddle: the race detector is in this JVM already: give its -javaagent once");
  }

  /** If there is an older one where Linux has them. */
  @Test
  void anOldJdk() throws Exception {
    var jvms = Path.of("/usr/lib/jvm");
    assumeThat(jvms).isDirectory();
    try (Stream<Path> all = Files.list(jvms)) {
      var old =
          all.filter(p -> p.getFileName().toString().matches(".*(8|11|17|21).*"))
              .map(p -> p.resolve("bin/java"))
              .filter(Files::isExecutable)
              .findFirst();
      assumeThat(old).isPresent();
      var ended = java(old.get(), List.of("-javaagent:" + AGENT, "-version"));
      assertThat(ended.status).isEqualTo(2);
      assertThat(ended.output)
          .startsWith("heddle: the race detector needs a JDK 25 or newer, and this is ")
          .hasLineCount(1);
    }
  }

  /** A method that just fits, and no longer does with hooks in it. */
  @Test
  void aMethodThatIsTooLarge() throws Exception {
    var source = "int x; void large() {\n" + "x++;\n".repeat(6000) + "} void main() { large(); }";
    var ended = run("", source);
    assertThat(ended.status).describedAs(ended.output).isZero();
    assertThat(ended.output.lines().toList())
        .singleElement()
        .asString()
        .startsWith("heddle: the race detector does not look at the accesses of Main: ");
  }

  /** Even what it orders does not fit. */
  @Test
  void aMethodThatIsMuchTooLarge() throws Exception {
    var source =
        "static volatile int x; void large() {\n"
            + "x++;\n".repeat(7000)
            + "} void main() { large(); }";
    var ended = run("", source);
    assertThat(ended.status).describedAs(ended.output).isZero();
    assertThat(ended.output.lines().toList())
        .singleElement()
        .asString()
        .startsWith("heddle: the race detector leaves Main alone: ");
  }

  /** Many small objects: their shadows, not one large one, fill the heap. */
  @Test
  void hardlyAnyMemoryLeft() throws Exception {
    var ended =
        run(
            "",
            """
            class Cell { int a, b, c; }
            void main() throws Exception {
              var cells = new ArrayList<Cell>();
              for (int i = 0; i < 400_000; i++) {
                cells.add(new Cell());
              }
              var other = new Thread(() -> cells.forEach(c -> c.a++));
              other.start();
              other.join();
              IO.println("went on");
            }
            """,
            "-Xmx64m");
    assertThat(ended.status).describedAs(ended.output).isZero();
    assertThat(ended.output.lines().toList()).last().isEqualTo("went on");
  }

  @Test
  void noMemoryLeft() throws Exception {
    var ended =
        run(
            "",
            """
            void main() {
              var large = new byte[30_000_000];
              for (int i = 0; i < large.length; i++) {
                large[i] = 1;
              }
              IO.println("went on");
            }
            """,
            "-Xmx128m");
    assertThat(ended.status).describedAs(ended.output).isZero();
    assertThat(ended.output.lines().toList())
        .containsExactly(
            "heddle: the race detector has stopped watching: there is no memory left", "went on");
  }
}
