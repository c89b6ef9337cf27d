// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.cli.HeddleProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code heddle run} tells of programs that hang in part, or leave somebody hanging. */
@Timeout(120)
class StuckRunTest {
  private static final String CYCLE =
      """
      import io.heddle.sync.Mutex;
      import static io.heddle.Go.go;
      void main() throws Exception {
        var both = new java.util.concurrent.CountDownLatch(2);
        Mutex a = new Mutex(), b = new Mutex();
        go("one", () -> { a.lock(); both.countDown(); both.await(); b.lock(); });
        go("two", () -> { b.lock(); both.countDown(); both.await(); a.lock(); });
        IO.println("main runs");
        while (System.in.available() == 0) {
          Thread.sleep(100);
        }
        IO.println("main ends");
      }
      """;

  private HeddleProcess heddle;

  @BeforeEach
  void setUp(@TempDir Path folder) throws Exception {
    heddle = new HeddleProcess(Files.createDirectories(folder.resolve("it")));
  }

  @Test
  void aCycleIsToldOnceAndTheRestGoesOn() throws Exception {
    Process p = heddle.file("Cycle.java", CYCLE).start("run", "Cycle.java");
    assertThat(p.errorReader().readLine())
        .startsWith("heddle: deadlock: goroutine ")
        .endsWith("wait for each other");
    Outcome o = endLater(p);
    assertThat(o.status()).isZero();
    assertThat(o.out()).isEqualTo("main runs\nmain ends\n");
    assertThat(o.err())
        .contains("[sync.Mutex.Lock (deadlocked)] \"one\":", "created by Cycle.main(Cycle.java:7)")
        .doesNotContain("heddle: deadlock");
  }

  /** When there was time to tell something more. */
  private static Outcome endLater(Process p) throws Exception {
    Thread.sleep(2_500);
    try (var stdin = p.getOutputStream()) {
      stdin.write('\n');
    }
    return HeddleProcess.outcome(p);
  }

  @Test
  void aCycleMayEndTheProgram() throws Exception {
    Outcome o = heddle.file("Cycle.java", CYCLE).run("run", "--deadlocks=exit", "Cycle.java");
    assertThat(o.status()).isEqualTo(2);
    assertThat(o.out()).isEqualTo("main runs\n");
    assertThat(o.err()).startsWith("fatal error: deadlock: goroutine ").contains("\"two\":");
  }

  @Test
  void aCycleMayBeNobodysConcern() throws Exception {
    Process p = heddle.file("Cycle.java", CYCLE).start("run", "--deadlocks=off", "Cycle.java");
    assertThat(p.inputReader().readLine()).isEqualTo("main runs");
    Outcome o = endLater(p);
    assertThat(o.status()).isZero();
    assertThat(o.err()).isEmpty();
  }

  @Test
  void anotherModeIsRefused() throws Exception {
    Outcome o = heddle.run("run", "--deadlocks=maybe", "Cycle.java");
    assertThat(o.status()).isEqualTo(2);
    assertThat(o.err()).startsWith("heddle: --deadlocks must be warn, exit or off, not maybe");
  }

  @Test
  void whatMainLeavesBlockedIsToldAtTheEnd() throws Exception {
    heddle.file(
        "Leak.java",
        """
        import io.heddle.Channel;
        import io.heddle.runtime.Goroutines;
        import static io.heddle.Go.go;
        void ask() throws Exception {
          Channel<Integer> answers = Channel.make();
          for (int i = 0; i < 1000; i++) {
            int n = i;
            go(() -> answers.send(n));
          }
          IO.println("an answer: " + (answers.receive() >= 0));
        }
        void main() throws Exception {
          ask();
          while (Goroutines.list().stream().filter(g -> g.state().equals("waiting")).count() < 999) {
            Thread.sleep(10);
          }
        }
        """);
    heddle.run("run", "Leak.java"); // compiles: that makes garbage, which is collected
    Outcome o = heddle.run("run", "--leaks", "Leak.java");
    assertThat(o.status()).isZero();
    assertThat(o.out()).isEqualTo("an answer: true\n");
    assertThat(o.err())
        .startsWith("heddle: 999 goroutines are blocked for ever: nothing can wake them any more\n")
        .contains("goroutines [chan send (leaked)]:", "created by Leak.ask(Leak.java:8)");
  }
}
