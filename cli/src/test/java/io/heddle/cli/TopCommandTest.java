// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.cli.HeddleProcess.Outcome;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code heddle top} where there is no terminal. */
@Timeout(120)
class TopCommandTest {
  private static final String PROGRAM =
      """
      import io.heddle.Channel;
      import io.heddle.runtime.Goroutines;
      import static io.heddle.Go.go;
      void main() throws Exception {
        Channel<Integer> jobs = Channel.make();
        for (int i = 0; i < 12; i++) {
          go(() -> jobs.receive());
        }
        while (Goroutines.list().stream().filter(g -> g.state().equals("waiting")).count() < 12) {
          Thread.sleep(10);
        }
        IO.println("ready");
        Thread.sleep(100_000);
      }
      """;

  @Test
  void tellsWhoStartedThemAndWhatTheyWaitFor(@TempDir Path folder) throws Exception {
    var heddle = new HeddleProcess(Files.createDirectories(folder.resolve("it")));
    Process p = heddle.file("P.java", PROGRAM).start("run", "P.java");
    try {
      assertThat(new BufferedReader(p.inputReader()).readLine()).isEqualTo("ready");
      String pid = Long.toString(p.pid());
      Outcome json = heddle.run("top", pid, "--json");
      assertThat(json.err()).isEmpty();
      assertThat(json.out())
          .startsWith("[{\"site\":\"P.main(P.java:7)\",\"count\":12,\"running\":0,")
          .endsWith("}]\n");
      Outcome lines = heddle.run("top", pid, "--interval", "100ms", "--once");
      assertThat(lines.status()).isZero();
      assertThat(lines.out())
          .startsWith("goroutines 13: ")
          .containsPattern(" 12 +0 +0 +12  P.main\\(P.java:7\\)")
          .contains("per second: started 0, ended 0, switches ", "p50", "p99")
          .contains("longest waits", "[chan receive] channel #")
          .contains("most waited on");
    } finally {
      p.destroyForcibly().waitFor();
    }
    Outcome none = heddle.run("top", "999999999");
    assertThat(none.status()).isOne();
    assertThat(none.err()).isEqualTo("heddle: there is no process 999999999\n");
  }
}
