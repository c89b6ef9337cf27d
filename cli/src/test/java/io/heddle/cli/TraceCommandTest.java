// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.cli.HeddleProcess.Outcome;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code heddle run --trace}, {@code heddle trace} and what they say where there is nothing. */
@Timeout(120)
class TraceCommandTest {
  private static final String PROGRAM =
      """
      import io.heddle.Channel;
      import static io.heddle.Go.go;
      void main(String[] args) throws Exception {
        Channel<Integer> values = Channel.make();
        int n = Integer.parseInt(args[0]);
        go("source", () -> {
          for (int i = 0; n == 0 || i < n; i++) {
            values.send(i);
            if (n == 0) Thread.sleep(1);
          }
          values.close();
        });
        IO.println("ready");
        long sum = 0;
        for (int v : values) sum += v;
        IO.println(sum);
      }
      """;

  private HeddleProcess heddle;

  @BeforeEach
  void setUp(@TempDir Path folder) throws Exception {
    heddle = new HeddleProcess(Files.createDirectories(folder.resolve("it")));
    heddle.file("P.java", PROGRAM);
  }

  private Path file(String name) {
    return heddle.folder().resolve(name);
  }

  @Test
  void aRunIsTracedAndShownInEachForm() throws Exception {
    Outcome run = heddle.run("run", "--trace", "t", "P.java", "500");
    assertThat(run).isEqualTo(new Outcome(0, "ready\n124750\n", ""));
    Outcome o = heddle.run("trace", "t", "--stats", "--json", "j", "--perfetto", "p");
    assertThat(o.err()).isEmpty();
    assertThat(o.status()).isZero();
    assertThat(o.out()).contains("P.main(P.java:6)", "chan send", "the runtime counted");
    assertThat(file("j")).content().contains("\"kind\":\"end\"", "\"name\":\"source\"");
    assertThat(file("p")).isNotEmptyFile();
    Outcome page = heddle.run("trace", "--html", "-", "t");
    assertThat(page.out()).startsWith("<!doctype html>").endsWith("</html>\n");

    byte[] bytes = Files.readAllBytes(file("t"));
    Files.write(file("cut"), Arrays.copyOf(bytes, bytes.length - 20));
    Outcome cut = heddle.run("trace", "--stats", "cut");
    assertThat(cut.status()).isOne();
    assertThat(cut.err()).hasLineCount(1).contains("cut is cut off");
    assertThat(cut.out()).contains("goroutines");
  }

  @Test
  void whatCanNotBeIsToldInALine() throws Exception {
    Outcome folder = heddle.run("run", "--trace", "none/t", "P.java", "5");
    assertThat(folder.status()).isOne();
    assertThat(folder.out()).isEmpty();
    assertThat(folder.err()).hasLineCount(1).contains("there is no folder");
    Outcome text = heddle.run("trace", "P.java");
    assertThat(text.status()).isOne();
    assertThat(text.err()).hasLineCount(1).contains("P.java is not a trace");
    Outcome none = heddle.run("trace", "nothing");
    assertThat(none.status()).isOne();
    assertThat(none.err()).hasLineCount(1).contains("no such file");
    assertThat(heddle.run("trace").status()).isEqualTo(2);
  }

  @Test
  void aRunningProcessIsTraced() throws Exception {
    Process p = heddle.start("run", "P.java", "0");
    try {
      assertThat(new BufferedReader(p.inputReader()).readLine()).isEqualTo("ready");
      String pid = Long.toString(p.pid());
      Outcome o = heddle.run("trace", "record", pid, "--for", "300ms", "-o", "r");
      assertThat(o).isEqualTo(new Outcome(0, "r\n", ""));
      Outcome stats = heddle.run("trace", "r", "--stats");
      assertThat(stats.err()).isEmpty();
      assertThat(stats.out()).contains("P.main(P.java:6)", "chan receive");
    } finally {
      p.destroyForcibly().waitFor();
    }
  }

  /* A limit on the size of files stands for a full disk. */
  @Test
  void aFullDiskEndsTheTraceAndNotTheProgram() throws Exception {
    Outcome o = heddle.runLimited(150, "run", "--trace", "t", "P.java", "200000");
    assertThat(o.status()).isZero();
    assertThat(o.out()).isEqualTo("ready\n19999900000\n");
    assertThat(o.err()).hasLineCount(1).contains("is cut off after", "the program goes on");
    Outcome stats = heddle.run("trace", "t", "--stats");
    assertThat(stats.status()).isZero();
    assertThat(stats.err()).hasLineCount(1).contains("t is cut off: ");
    assertThat(stats.out()).contains("goroutines");
  }

  /* One that was cut off is in nobody's way. */
  @Test
  void afterAFullDiskAnotherTraceCanBegin() throws Exception {
    heddle.file(
        "Again.java",
        """
        import io.heddle.Channel;
        import io.heddle.runtime.Trace;
        import java.nio.file.Path;
        import static io.heddle.Go.go;
        void main() throws Exception {
          Trace.start(Path.of("first"));
          for (int round = 0; round < 100; round++) {
            Channel<Integer> values = Channel.make();
            go(() -> {
              for (int i = 0; i < 50_000; i++) values.send(i);
              values.close();
            });
            for (int v : values) {}
            try {
              Trace.start(Path.of("second"));
              Trace.stop();
              IO.println("again");
              return;
            } catch (IllegalStateException e) {
              // not full yet
            }
          }
          IO.println("never");
        }
        """);
    Outcome o = heddle.runLimited(150, "run", "Again.java");
    assertThat(o.out()).isEqualTo("again\n");
    assertThat(o.err()).hasLineCount(1).contains("first is cut off after");
    Outcome stats = heddle.run("trace", "second", "--stats");
    assertThat(stats.status()).isZero();
    assertThat(stats.err()).isEmpty();
  }
}
