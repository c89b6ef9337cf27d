// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.internal.hook.Tracing;
import io.heddle.sync.Mutex;
import io.heddle.testing.Blocked;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrTest {
  @TempDir private Path folder;

  /** The settings that come with the jar. */
  private static Configuration ours() throws Exception {
    try (Reader r =
        new InputStreamReader(
            JfrTest.class.getResourceAsStream("/io/heddle/heddle.jfc"), StandardCharsets.UTF_8)) {
      return Configuration.create(r);
    }
  }

  private List<RecordedEvent> events(Recording recording) throws Exception {
    var file = folder.resolve("recording.jfr");
    recording.dump(file);
    var all = RecordingFile.readAllEvents(file);
    Files.delete(file);
    return all;
  }

  private static void untilTold() throws InterruptedException {
    while (!Tracing.isOn()) { // the watchdog notices the recorder at one of its ticks
      go(() -> {}).join();
      Thread.sleep(1);
    }
  }

  private static void someWaits() throws InterruptedException {
    Channel<Integer> c = Channel.make();
    var m = new Mutex();
    m.lock();
    var receives = go("recorded", () -> c.receive());
    var locks = go("recorded", m::lock);
    Blocked.await(receives, locks);
    Thread.sleep(30);
    c.send(1);
    m.unlock();
    receives.join();
    locks.join();
  }

  private static List<RecordedEvent> named(List<RecordedEvent> all, String type) {
    return all.stream()
        .filter(e -> e.getEventType().getName().equals("io.heddle." + type))
        .filter(e -> !e.hasField("name") || "recorded".equals(e.getString("name")))
        .toList();
  }

  @Test
  void theSettingsOfTheJarRecordEverything() throws Exception {
    try (var recording = new Recording(ours())) {
      recording.start();
      untilTold();
      someWaits();
      recording.stop();
      var all = events(recording);
      assertThat(named(all, "GoroutineStart")).hasSize(2);
      assertThat(named(all, "GoroutineEnd")).hasSize(2);
      assertThat(named(all, "GoroutinePark")).hasSizeGreaterThanOrEqualTo(2);
      var waits = named(all, "ChannelWait");
      assertThat(waits).hasSize(1);
      assertThat(waits.getFirst().getString("reason")).isEqualTo("chan receive");
      assertThat(waits.getFirst().getString("waitingOn")).startsWith("channel #");
      assertThat(waits.getFirst().getDuration().toMillis()).isGreaterThanOrEqualTo(29);
      assertThat(named(all, "LockWait").getFirst().getString("reason"))
          .isEqualTo("sync.Mutex.Lock");
    }
    assertThat(Tracing.isOn()).isFalse();
  }

  @Test
  void byDefaultOnlyLongWaits() throws Exception {
    try (var recording = new Recording()) {
      recording.enable("io.heddle.ChannelWait");
      recording.start();
      untilTold();
      someWaits();
      for (int i = 0; i < 100; i++) {
        Channel<Integer> c = Channel.make();
        var t = go("recorded", () -> c.receive());
        Blocked.await(t);
        c.send(1);
        t.join();
      }
      recording.stop();
      var all = events(recording);
      assertThat(named(all, "ChannelWait"))
          .isNotEmpty()
          .allMatch(e -> e.getDuration().toMillis() >= 20);
      assertThat(named(all, "GoroutineStart")).isEmpty();
    }
  }
}
