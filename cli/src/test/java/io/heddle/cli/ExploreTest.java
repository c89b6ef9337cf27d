// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code explore}, {@code replay} and {@code test}, each as a process of its own. */
@Timeout(120)
class ExploreTest {
  @TempDir Path folder;

  private HeddleProcess heddle;

  @BeforeEach
  void inFolder() {
    heddle = new HeddleProcess(folder.resolve("work")).withTools();
  }

  private static final String LOCKS =
      """
      import io.heddle.sync.*;
      static int runs;
      void main(String[] args) throws Exception {
        IO.println("run " + ++runs + " of " + args[0] + ", input "
            + new java.io.BufferedReader(new java.io.InputStreamReader(System.in)).readLine());
        var a = new Mutex();
        var b = new Mutex();
        var done = new WaitGroup();
        done.go(() -> { a.lock(); b.lock(); b.unlock(); a.unlock(); });
        done.go(() -> { b.lock(); a.lock(); a.unlock(); b.unlock(); });
        done.await();
      }
      """;

  @Test
  void aFailureIsShownAndRepeated() throws Exception {
    heddle.file("Locks.java", LOCKS).input("line\n");
    var found = heddle.run("explore", "--seed", "7", "--json", "out.json", "Locks.java", "it's");
    assertThat(found.status()).as(found.toString()).isEqualTo(1);
    assertThat(found.out())
        .startsWith("run 1 of it's, input line\nfatal error: all goroutines are asleep - deadlock!")
        .contains("goroutine 0.1 [sync.Mutex.Lock]");
    var last = found.out().lines().toList().getLast();
    assertThat(last).startsWith("replay: heddle replay h1-").endsWith(" Locks.java 'it'\\''s'");
    var token = last.split(" ")[3];
    assertThat(token).matches("[A-Za-z0-9._:-]{1,60}");
    assertThat(Files.readString(heddle.folder().resolve("out.json")))
        .startsWith("{\"schedules\":")
        .contains("\"seed\":7", "\"cause\":\"io.heddle.DeadlockError\"", "\"" + token + "\"");

    heddle.file("Locks.java", "// another line\n" + LOCKS);
    var again = started(heddle, "replay", token, "Locks.java", "it's");
    var other =
        new HeddleProcess(folder.resolve("changed"))
            .withTools()
            .input("line\n")
            .file("Locks.java", LOCKS.replace("{ b.lock(); a.lock();", "{ a.lock(); b.lock();"));
    var changed = started(other, "replay", token, "Locks.java", "it's");
    assertThat(again.get().status()).as(again.get().toString()).isEqualTo(1);
    assertThat(without(again.get().out())).isEqualTo(without(found.out()));
    assertThat(changed.get().status()).as(changed.get().toString()).isEqualTo(3);
    assertThat(changed.get().out()).contains("the program has changed: ");
  }

  /** Processes beside each other: most of their time is a JVM's start. */
  private static Future<HeddleProcess.Outcome> started(HeddleProcess heddle, String... args) {
    var outcome = new FutureTask<>(() -> heddle.run(args));
    Thread.ofVirtual().start(outcome);
    return outcome;
  }

  /** What is the same in a replay, after an edit that moves lines. */
  private static List<String> without(String report) {
    return report
        .lines()
        .filter(l -> !l.contains("schedule"))
        .map(l -> l.replaceAll("\\.java:\\d+", ".java").replaceAll(" +", " "))
        .toList();
  }

  @Test
  void noFailureIsALine() throws Exception {
    heddle.file(
        "Fine.java",
        """
        import java.util.Locale;

        static int runs; // fresh in each schedule, as all that a program sees of the process

        void main() {
          IO.println("not shown");
          if (runs++ > 0
              || Locale.getDefault().equals(Locale.KOREA)
              || System.getProperty("left") != null) {
            throw new IllegalStateException("another schedule has left something");
          }
          Locale.setDefault(Locale.KOREA);
          System.setProperty("left", "something");
        }
        """);
    var found = heddle.run("explore", "--schedules", "20", "--seed", "42", "Fine.java");
    assertThat(found.status()).as(found.toString()).isZero();
    assertThat(found.out()).isEqualTo("no failure in 20 schedules (seed 42)\n");
    assertThat(found.err()).isEmpty();
  }

  @Test
  void schedulesThatWaitForTheWorldOutsideAreCounted() throws Exception {
    heddle.file(
        "Listens.java",
        """
        import java.net.*;

        void main() throws Exception {
          try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.accept();
          }
        }
        """);
    var found = heddle.run("explore", "--schedules", "1", "--json", "found.json", "Listens.java");
    assertThat(found.status()).as(found.toString()).isZero();
    assertThat(found.out()).startsWith("no failure in 1 schedule (seed ");
    assertThat(found.err())
        .contains(
            "heddle: gave up 1 of 1 schedule, in which nobody could go on for two seconds without"
                + " the world outside\n");
    assertThat(folder.resolve("work/found.json")).content().contains("\"givenUp\":1");
  }

  private static final String CONFIG =
      """
      import io.heddle.sync.*;

      static final Mutex lock = new Mutex();
      static int[] config;

      static int[] get() {
        if (config == null) {
          lock.lock();
          if (config == null) config = new int[] {80};
          lock.unlock();
        }
        return config;
      }

      void main() throws Exception {
        var done = new WaitGroup();
        done.go(() -> get());
        done.go(() -> get());
        done.await();
      }
      """;

  /** Double-checked locking without volatile: right in every schedule, and a race. */
  @Test
  void aRaceIsAFailureIfAskedFor() throws Exception {
    var jar = HeddleProcess.detector();
    assumeThat(jar).as("the race detector has been packed").isPresent();
    heddle.flags("-javaagent:" + jar.get(), "-Dheddle.race.command=true");
    heddle.file("Config.java", CONFIG);
    heddle.file(
        "Mended.java", CONFIG.replace("static int[] config", "static volatile int[] config"));
    var mended = started(heddle, "explore", "--race", "--schedules", "100", "Mended.java");
    var found = heddle.run("explore", "--race", "--seed", "1", "Config.java");
    assertThat(found.status()).as(found.toString()).isEqualTo(1);
    assertThat(found.out()).contains("DATA RACE", "Config.java:7");
    assertThat(mended.get().status()).as(mended.get().toString()).isZero();
    var token = found.out().lines().toList().getLast().split(" ")[3];
    assertThat(token).startsWith("h1r-"); // it knows of the detector
    var again = heddle.run("replay", token, "Config.java");
    assertThat(again.status()).as(again.toString()).isEqualTo(1);
    assertThat(without(again.out())).isEqualTo(without(found.out()));
  }

  @Test
  void wrongOptionsAndTokens() {
    heddle.file("Fine.java", "void main() {}");
    var fine = heddle.folder().resolve("Fine.java").toString();
    var err = System.err;
    var written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written));
    try {
      assertThat(HeddleCommand.execute(new String[] {"replay", "h1-xg-BQiT1-1:0:0:chann", fine}))
          .isEqualTo(2);
    } finally {
      System.setErr(err);
    }
    assertThat(written.toString()).contains("not a token of a schedule");
    assertThat(HeddleCommand.execute(new String[] {"explore", "--schedules", "0", "F.java"}))
        .isEqualTo(2);
    assertThat(HeddleCommand.execute(new String[] {"explore", "--strategy", "LUCK", "F.java"}))
        .isEqualTo(2);
    assertThat(HeddleCommand.execute(new String[] {"explore"})).isEqualTo(2);
    assertThat(HeddleCommand.execute(new String[] {"replay", "h1-x"})).isEqualTo(2);
    assertThat(HeddleCommand.execute(new String[] {"test", "--schedules", "0", "F.java"}))
        .isEqualTo(2);
  }

  @Test
  void testsAreRun() throws Exception {
    heddle.file(
        "SumTest.java",
        """
        import static org.assertj.core.api.Assertions.assertThat;
        import io.heddle.testkit.GoTest;
        import io.heddle.time.Time;
        import java.time.Duration;
        import org.junit.jupiter.api.Test;
        class SumTest {
          @Test void right() { assertThat(1 + 1).isEqualTo(2); }
          @Test void wrong() { assertThat(1 + 1).isEqualTo(3); }
          @GoTest void anHour() throws Exception { Time.sleep(Duration.ofHours(1)); }
        }
        """);
    var some = started(heddle, "test", "-t", "right|anHour", "--schedules", "3", "SumTest.java");
    var all = heddle.run("test", "SumTest.java");
    assertThat(all.status()).as(all.toString()).isEqualTo(1);
    assertThat(all.out())
        .contains("--- FAIL: SumTest.wrong (", "SumTest.java:8)", "FAIL\tSumTest.java\t")
        .endsWith("3 tests, 1 failed\n");
    assertThat(some.get().status()).as(some.get().toString()).isZero();
    assertThat(some.get().out()).matches("ok  \tSumTest.java\t[0-9.]+s\t2 tests\n");
  }

  private static final Pattern GUIDE_CASE =
      Pattern.compile(
          "```java\n(// (\\w+\\.java)\n.*?)```.*?```console\n[$] heddle ([^\n]*)\n(.*?)```",
          Pattern.DOTALL);

  /** Each line of the guide's output comes out, in this order. */
  @Test
  void theGuideShowsWhatComesOut() throws Exception {
    var guide = Files.readString(Path.of("../docs/guide/testing.md"));
    var cases = GUIDE_CASE.matcher(guide).results().toList();
    assertThat(cases).hasSize(2);
    var runs = new ArrayList<Future<HeddleProcess.Outcome>>();
    var possible =
        cases.stream()
            // without the agent what waits by Java's own means would
            .filter(c -> c.group(3).startsWith("explore") || HeddleProcess.agent().isPresent())
            .toList();
    for (var c : possible) {
      heddle.file(c.group(2), c.group(1));
      runs.add(started(heddle, c.group(3).split(" ")));
    }
    for (int i = 0; i < possible.size(); i++) {
      var c = possible.get(i);
      var out = runs.get(i).get().out();
      int from = 0;
      for (var line : c.group(4).lines().toList()) {
        int at = out.indexOf(line.strip(), from);
        assertThat(at).as("%s\nis not in\n%s", line, out).isNotNegative();
        from = at + line.strip().length();
      }
    }
  }
}
