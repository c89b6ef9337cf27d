// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Programs that can hardly answer, and readers that go away: there is an answer all the same. */
@Timeout(120)
class HardTargetsTest {
  private static final String WAITS =
      """
      import io.heddle.Channel;
      import io.heddle.runtime.Goroutines;
      import static io.heddle.Go.go;
      void main() throws Exception {
        Channel<Integer> jobs = Channel.make();
        for (int i = 0; i < 3000; i++) {
          go("one of many", () -> jobs.receive());
        }
        while (Goroutines.list().stream().filter(g -> g.state().equals("waiting")).count() < 3000) {
          Thread.sleep(10);
        }
        IO.println("ready");
        Thread.sleep(100_000);
      }
      """;

  private HeddleProcess heddle;

  @BeforeEach
  void setUp(@TempDir Path folder) throws Exception {
    heddle = new HeddleProcess(Files.createDirectories(folder.resolve("it")));
  }

  private static BufferedReader ready(Process p) throws Exception {
    var reader = new BufferedReader(p.inputReader());
    assertThat(reader.readLine()).isEqualTo("ready");
    return reader;
  }

  @Test
  void aQuitSignalPrintsTheGoroutines() throws Exception {
    Process p = heddle.file("P.java", WAITS).start("run", "--deadlocks=off", "P.java");
    try {
      var out = ready(p);
      var signals = Thread.ofVirtual().start(() -> quit(p)); // until it has asked to be told
      String line = out.readLine();
      while (line != null && !line.startsWith("goroutine 2 [chan receive] \"one of many\":")) {
        line = out.readLine();
      }
      signals.interrupt();
      assertThat(line).isNotNull();
      assertThat(p.isAlive()).isTrue();
    } finally {
      p.destroyForcibly().waitFor();
    }
  }

  private static void quit(Process p) {
    try {
      while (p.isAlive()) {
        new ProcessBuilder("kill", "-QUIT", "" + p.pid()).start().waitFor();
        Thread.sleep(1_000);
      }
    } catch (java.io.IOException | InterruptedException e) {
      // enough
    }
  }

  @Test
  void aPipeClosedEarlyIsNoFailure() throws Exception {
    Process p = heddle.file("P.java", WAITS).start("run", "--deadlocks=off", "P.java");
    try (var ignored = ready(p)) {
      Process dump = heddle.start("dump", Long.toString(p.pid()));
      try (var out = new BufferedReader(dump.inputReader())) {
        assertThat(out.readLine()).startsWith("goroutine 1 ");
      }
      String err = dump.errorReader().readAllAsString();
      assertThat(dump.waitFor()).isZero();
      assertThat(err).isEmpty();
    } finally {
      p.destroyForcibly().waitFor();
    }
  }

  /* Ten seconds each. */
  @Test
  @EnabledIfSystemProperty(named = "heddle.deep", matches = "true")
  void aLoopWithoutASafepointIsToldInTime() throws Exception {
    heddle.flags("-XX:-UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=0");
    answersInTime(
        """
        long spin() {
          long x = 0;
          for (int i = 0; i < Integer.MAX_VALUE; i++) x += i * x + i;
          return x;
        }
        void main() throws Exception {
          for (int i = 0; i < 3; i++) spin();
          IO.println("ready");
          while (true) spin();
        }
        """);
  }

  @Test
  @EnabledIfSystemProperty(named = "heddle.deep", matches = "true")
  void aFullHeapIsToldInTime() throws Exception {
    heddle.flags("-Xmx40m");
    answersInTime(
        """
        import static io.heddle.Go.go;
        void main() throws Exception {
          var all = new java.util.ArrayList<byte[]>();
          go(() -> {
            while (true) {
              try {
                all.add(new byte[1 << 14]);
              } catch (OutOfMemoryError e) {
                Thread.sleep(1);
              }
            }
          });
          Thread.sleep(3000);
          System.out.write(new byte[] {'r', 'e', 'a', 'd', 'y', '\\n'}, 0, 6);
          System.out.flush();
          Thread.sleep(100_000);
        }
        """);
  }

  private void answersInTime(String program) throws Exception {
    Process p = heddle.file("P.java", program).start("run", "--deadlocks=off", "P.java");
    try (var ignored = ready(p)) {
      heddle.flags();
      long begin = System.nanoTime();
      var o = heddle.run("dump", Long.toString(p.pid()));
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
      if (o.status() == 0) {
        assertThat(o.out()).startsWith("goroutine 1 ");
      } else {
        assertThat(o.err()).hasLineCount(1).startsWith("heddle: process " + p.pid() + " ");
      }
    } finally {
      p.destroyForcibly().waitFor();
    }
  }
}
