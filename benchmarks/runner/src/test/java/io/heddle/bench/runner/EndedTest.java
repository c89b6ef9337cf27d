// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EndedTest {
  /** A subject of a few lines. */
  static final class Program {
    public static void main(String[] args) throws InterruptedException {
      switch (args[0]) {
        case "answers" -> System.out.println("first\nlast\n");
        case "crashes" -> throw new IllegalStateException("broken");
        default -> Thread.sleep(Duration.ofMinutes(1));
      }
    }
  }

  @Test
  void anAnswerIsTheLastLine() throws Exception {
    assertThat(run("answers", Duration.ofSeconds(20))).isEqualTo(new Ended(0, "status 0", "last"));
  }

  @Test
  void aCrashHasItsStatusAndItsComplaint() throws Exception {
    var ended = run("crashes", Duration.ofSeconds(20));
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.why()).startsWith("status 1: ").contains("broken");
  }

  @Test
  void aHangIsEndedAtTheLimit() throws Exception {
    var ended = run("hangs", Duration.ofSeconds(1));
    assertThat(ended).isEqualTo(new Ended(-1, "hung: ended after 1 s", ""));
  }

  private static Ended run(String what, Duration limit) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes = System.getProperty("java.class.path");
    return Ended.await(
        new ProcessBuilder(java, "-cp", classes, Program.class.getName(), what), limit);
  }
}
