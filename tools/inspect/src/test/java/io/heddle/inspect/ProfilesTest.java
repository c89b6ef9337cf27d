// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.Channel;
import io.heddle.runtime.Goroutines;
import io.heddle.runtime.Profiles;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Profiles of programs whose truth is known, as {@code go tool pprof} shows them. */
@Timeout(180)
class ProfilesTest {
  private static final int WAITERS = 25;

  @TempDir Path folder;

  private static void waitForOne(Channel<Integer> c) throws InterruptedException {
    c.receive();
  }

  private static void hold(Mutex m) throws InterruptedException {
    m.lock();
    Thread.sleep(10);
    m.unlock();
  }

  private static List<Thread> startWaiters(Channel<Integer> c) throws InterruptedException {
    var all = new ArrayList<Thread>();
    for (int i = 0; i < WAITERS; i++) {
      all.add(go(() -> waitForOne(c)));
    }
    while (Goroutines.list().stream().filter(g -> g.waitReason().equals("chan receive")).count()
        < WAITERS) {
      Thread.sleep(1);
    }
    return all;
  }

  private static void release(Channel<Integer> c) throws InterruptedException {
    for (int i = 0; i < WAITERS; i++) {
      c.send(i);
    }
  }

  /* The number before the method in `go tool pprof -top`. */
  private String flat(Path profile, String index, String method) throws Exception {
    assumeTrue(hasGo(), "there is no go to look at profiles");
    var process =
        new ProcessBuilder("go", "tool", "pprof", "-top", "-sample_index=" + index, "" + profile)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var out = process.inputReader().readAllAsString();
    process.waitFor();
    var m = Pattern.compile("^ *(\\S+) .*" + Pattern.quote(method) + "$", Pattern.MULTILINE);
    var found = m.matcher(out);
    assertThat(found.find()).as(out).isTrue();
    return found.group(1);
  }

  private static boolean hasGo() {
    for (var place : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(place, "go"))) {
        return true;
      }
    }
    return false;
  }

  private static String raw(Path profile) throws IOException {
    try (var in = new GZIPInputStream(Files.newInputStream(profile))) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void goroutinesAreCountedWhereTheyStand() throws Exception {
    Channel<Integer> c = Channel.make();
    startWaiters(c);
    var file = folder.resolve("goroutine");
    Profiles.goroutine(file);
    release(c);
    assertThat(raw(file)).contains("waitForOne", "goroutine", "chan receive");
    assertThat(flat(file, "goroutine", "ProfilesTest.waitForOne")).isEqualTo("" + WAITERS);
  }

  @Test
  void waitsAreCountedWhereTheyWere() throws Exception {
    Channel<Integer> c = Channel.make();
    var recording = Profiles.block(Duration.ofNanos(1));
    var waiters = startWaiters(c);
    release(c);
    var group = new WaitGroup();
    for (int i = 0; i < 5; i++) {
      group.go(Thread::yield);
    }
    group.await();
    var file = folder.resolve("block");
    for (var w : waiters) {
      w.join(); // each tells of its wait itself, when it goes on
    }
    recording.stop(file);
    assertThat(flat(file, "contentions", "ProfilesTest.waitForOne")).isEqualTo("" + WAITERS);
    assertThatIllegalStateException().isThrownBy(() -> recording.stop(file));
  }

  @Test
  void waitsForLocksAreToldWhereTheLockWasGivenBack() throws Exception {
    var m = new Mutex();
    m.lock();
    var recording = Profiles.mutex(1);
    var group = new WaitGroup();
    for (int i = 0; i < 4; i++) {
      group.go(() -> hold(m));
    }
    while (Goroutines.list().stream().filter(g -> g.waitReason().equals("sync.Mutex.Lock")).count()
        < 4) {
      Thread.sleep(1);
    }
    m.unlock();
    group.await();
    var file = folder.resolve("mutex");
    recording.stop(file);
    assertThat(raw(file)).contains("ProfilesTest.hold", "delay", "nanoseconds");
    assertThat(Integer.parseInt(flat(file, "contentions", "ProfilesTest.hold"))).isPositive();
  }

  /* Of 2000 waits of 100 microseconds and more one per 10 ms waited is noted: some 20 and more, scaled. */
  @Test
  void samplesStandForAll() throws Exception {
    Channel<Integer> c = Channel.make();
    int waits = 2_000;
    var recording = Profiles.block(Duration.ofMillis(2));
    var all = new WaitGroup();
    var begun = new AtomicInteger();
    var waiter =
        all.go(() -> {
          for (int i = 0; i < waits; i++) {
            begun.set(i);
            waitForOne(c);
          }
        });
    for (int i = 0; i < waits; i++) {
      while (begun.get() < i || waiter.getState() != Thread.State.WAITING) {
        Thread.yield(); // who comes after its value does not wait
      }
      Thread.sleep(Duration.ofNanos(100_000));
      c.send(i);
    }
    all.await();
    var file = folder.resolve("sampled");
    recording.stop(file);
    int counted = Integer.parseInt(flat(file, "contentions", "ProfilesTest.waitForOne"));
    assertThat(counted).isBetween(waits / 2, waits * 2);
  }

  @Test
  void wrongUseIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Profiles.block(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> Profiles.mutex(0));
  }
}
