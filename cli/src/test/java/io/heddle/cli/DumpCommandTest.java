// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.cli.HeddleProcess.Outcome;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code heddle dump} of a program that runs, and what it says where there is nothing to tell. */
@Timeout(120)
class DumpCommandTest {
  private static final String PROGRAM =
      """
      import io.heddle.Channel;
      import io.heddle.runtime.Goroutines;
      import io.heddle.sync.Mutex;
      import static io.heddle.Go.go;
      void main() throws Exception {
        Channel<Integer> jobs = Channel.make();
        for (int i = 0; i < 12; i++) {
          go(() -> jobs.receive());
        }
        var m = new Mutex();
        go("locker", () -> { m.lock(); m.lock(); });
        while (Goroutines.list().stream().filter(g -> g.state().equals("waiting")).count() < 13) {
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

  private Process running() throws Exception {
    var p = heddle.file("P.java", PROGRAM).start("run", "--deadlocks=off", "P.java");
    assertThat(new BufferedReader(p.inputReader()).readLine()).isEqualTo("ready");
    return p;
  }

  @Test
  void groupsEqualStacksOfARunningProgram() throws Exception {
    var p = running();
    try {
      Outcome o = heddle.run("dump", "--grouped", Long.toString(p.pid()));
      assertThat(o.err()).isEmpty();
      assertThat(o.status()).isZero();
      assertThat(o.out())
          .contains("12 goroutines [chan receive]:\n\twaiting on channel #1 (cap 0, 12 waiting, ")
          .contains("[sync.Mutex.Lock (deadlocked)] \"locker\":")
          .contains("created by P.main(P.java:8)");
    } finally {
      p.destroyForcibly();
    }
  }

  @Test
  void tellsInJson() throws Exception {
    var p = running();
    try {
      Outcome o = heddle.run("dump", "--json", Long.toString(p.pid()));
      assertThat(o.status()).isZero();
      assertThat(o.out())
          .startsWith("[{\"kind\":\"goroutine\",\"id\":1,\"name\":\"main\",\"state\":\"waiting\"")
          .contains("\"reason\":\"chan receive\"", "\"createdAt\":\"P.main(P.java:8)\"");
      assertThat(o.out().split("\"kind\":\"goroutine\"")).hasSize(15);
    } finally {
      p.destroyForcibly();
    }
  }

  @Test
  void saysWhoCanNotBeAsked() throws Exception {
    assertThat(refusal("999999999")).isEqualTo("heddle: there is no process 999999999");
    assertThat(refusal("0")).isEqualTo("heddle: there is no process 0");
    var sleep = new ProcessBuilder("sleep", "100").start();
    var plain = plainJvm();
    try {
      assertThat(refusal(Long.toString(sleep.pid())))
          .isEqualTo("heddle: process " + sleep.pid() + " is not a JVM");
      assertThat(sleep.isAlive()).isTrue();
      assertThat(refusal(Long.toString(plain.pid())))
          .isEqualTo(
              "heddle: process "
                  + plain.pid()
                  + " does not use Heddle, or has started no goroutine yet");
    } finally {
      sleep.destroyForcibly();
      plain.destroyForcibly();
    }
  }

  @Test
  void aCommandThatIsStillBuildingIsSaidToBeOne(@TempDir Path folder) throws Exception {
    var script = Files.writeString(folder.resolve("heddle"), "echo builds; read -r line\n");
    var building = new ProcessBuilder("bash", script.toString(), "run", "P.java").start();
    try {
      assertThat(building.inputReader().readLine()).isEqualTo("builds");
      assertThat(refusal(Long.toString(building.pid())))
          .isEqualTo(
              "heddle: process %d is a heddle command that has not started its program yet"
                  .formatted(building.pid()));
      assertThat(building.isAlive()).isTrue();
    } finally {
      building.destroyForcibly();
    }
  }

  @Test
  void aJvmThatLetsNobodyAttachIsSaidToDoSo() throws Exception {
    var p = plainJvm("-XX:+DisableAttachMechanism");
    try {
      assertThat(refusal(Long.toString(p.pid())))
          .startsWith("heddle: process " + p.pid() + " cannot be attached to: ")
          .hasLineCount(1);
    } finally {
      p.destroyForcibly();
    }
  }

  @Test
  void aProcessOfAnotherUserIsSaidToBeTheirs() throws Exception {
    var user = System.getProperty("user.name");
    var theirs = user.equals("root") ? processOfNobody() : ProcessHandle.of(1).orElseThrow();
    try {
      var owner = theirs.info().user().orElseThrow();
      assertThat(refusal(Long.toString(theirs.pid())))
          .isEqualTo(
              "heddle: process %d belongs to %s, not to %s; ask as its user"
                  .formatted(theirs.pid(), owner, user));
      assertThat(theirs.isAlive()).isTrue();
    } finally {
      if (theirs.pid() != 1) {
        theirs.destroyForcibly();
      }
    }
  }

  private static ProcessHandle processOfNobody() throws Exception {
    var p =
        new ProcessBuilder("setpriv", "--reuid", "65534", "--clear-groups", "sleep", "100")
            .start()
            .toHandle();
    while (p.info().user().orElse("root").equals("root")) {
      assertThat(p.isAlive()).isTrue();
      Thread.sleep(10);
    }
    return p;
  }

  @Test
  void saysWhatIsWrongWithThePid() throws Exception {
    Outcome none = heddle.run("dump");
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).startsWith("heddle: no PID was given");
    Outcome word = heddle.run("dump", "everything");
    assertThat(word.status()).isEqualTo(2);
    assertThat(word.err()).contains("'everything' is not the number of a process").hasLineCount(1);
  }

  @Test
  void aStoppedProcessIsSaidToBeStopped() throws Exception {
    var p = running();
    try {
      signal("STOP", p);
      assertThat(refusal(Long.toString(p.pid())))
          .startsWith("heddle: process " + p.pid() + " is stopped");
    } finally {
      p.destroyForcibly();
    }
  }

  @Test
  void aLateAnswerIsNotWaitedFor() throws Exception {
    heddle.file(
        "io/heddle/internal/program/Answer.java",
        """
        package io.heddle.internal.program;
        public class Answer {
          public static void to(String request, String file) throws Exception { Thread.sleep(100_000); }
        }
        """);
    var p =
        java(
            """
            void main() throws Exception {
              IO.println(new io.heddle.internal.program.Answer());
              Thread.sleep(100_000);
            }
            """);
    try {
      var pid = Long.toString(p.pid());
      assertThat(heddle.run("dump", "--within", "1ms", pid).err().strip())
          .startsWith("heddle: process " + pid + " has not answered within 1 ms: ")
          .hasLineCount(1);
      var late = heddle.run("dump", "--within", "4s", pid);
      assertThat(late.status()).isEqualTo(1);
      assertThat(late.err().strip())
          .containsPattern("has (begun to answer, but needs more than|not answered within) 4.0 s: ")
          .hasLineCount(1);
    } finally {
      p.destroyForcibly();
    }
  }

  private static void signal(String name, Process p) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(p.pid())).start().waitFor();
    Thread.sleep(200);
  }

  private String refusal(String pid) throws Exception {
    Outcome o = heddle.run("dump", pid);
    assertThat(o.status()).isEqualTo(1);
    assertThat(o.out()).isEmpty();
    return o.err().strip();
  }

  private Process plainJvm(String... flags) throws Exception {
    return java("void main() throws Exception { IO.println(1); Thread.sleep(100_000); }", flags);
  }

  /** A program that prints a line when it is ready, without the command. */
  private Process java(String program, String... flags) throws Exception {
    heddle.file("Plain.java", program);
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var line = new ArrayList<>(List.of(java, "-XX:+UseSerialGC"));
    line.addAll(List.of(flags));
    line.add("Plain.java");
    var p = new ProcessBuilder(line).directory(heddle.folder().toFile()).start();
    p.inputReader().readLine();
    return p;
  }
}
