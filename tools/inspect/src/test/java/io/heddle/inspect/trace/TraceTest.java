// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.runtime.Scheduling;
import io.heddle.runtime.Trace;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a trace holds, of programs whose truth is known. */
@Timeout(60)
class TraceTest {
  private static final int VALUES = 3_000;

  @TempDir Path folder;

  /** All that a trace tells. */
  private static final class Told implements Handler {
    final Map<Long, String> names = new HashMap<>();
    final Map<Long, List<String>> events = new HashMap<>();
    final Map<Long, Long> lastEnd = new HashMap<>();
    final List<String> wakes = new ArrayList<>();
    final List<String> regions = new ArrayList<>();
    final List<String> logs = new ArrayList<>();
    final Map<String, Long> metrics = new HashMap<>();
    long turns;
    boolean hasGaps;

    @Override
    public void goroutine(long g, long by, String site, String name, long time, boolean atBegin) {
      names.put(g, name);
    }

    @Override
    public void event(String kind, long g, long by, String reason, String on, long time) {
      events.computeIfAbsent(g, k -> new ArrayList<>()).add(kind);
      if (kind.equals("unblock")) {
        wakes.add(names.get(by) + " -> " + names.get(g) + ": " + reason);
      }
    }

    @Override
    public void slice(
        long g, State state, String reason, String on, long from, long to, int carrier) {
      var last = lastEnd.put(g, to);
      hasGaps |= to < from || last != null && last != from;
      turns += state == State.RUNNING ? 1 : 0;
    }

    @Override
    public void region(long g, String name, long from, long to) {
      regions.add(names.get(g) + ": " + name);
    }

    @Override
    public void log(long g, String text, long time) {
      logs.add(names.get(g) + ": " + text);
    }

    @Override
    public void metric(String name, long first, long last) {
      metrics.put(name, last - first);
    }
  }

  private Told told(Path file) throws IOException {
    var told = new Told();
    try (var trace = TraceReader.open(file)) {
      assertThat(trace.damage()).isNull();
      Replay.run(trace, told);
    }
    return told;
  }

  private static void pipeline() throws Exception {
    Channel<Integer> values = Channel.make();
    var mutex = new Mutex();
    var group = new WaitGroup();
    group.add(2);
    var source =
        go(
            "source",
            () -> {
              for (int i = 0; i < VALUES; i++) {
                values.send(i);
              }
              values.close();
              group.done();
            });
    var sink =
        go(
            "sink",
            () -> {
              for (int ignored : values) {
                mutex.lock();
                mutex.unlock();
              }
              try (var region = Trace.region("tidy")) {
                Trace.log("done");
              }
              group.done();
            });
    group.await();
    source.join(); // they have ended, and the trace tells it
    sink.join();
  }

  private Path traced(String name) throws Exception {
    var file = folder.resolve(name);
    Trace.start(file);
    try {
      Go.run(TraceTest::pipeline);
    } finally {
      Trace.stop();
    }
    return file;
  }

  @Test
  void turnsAreThoseThatTheRuntimeCounts() throws Exception {
    int tries = 0;
    var told = told(traced("turns"));
    while (told.hasGaps) { // on a busy machine the writer is late, and blocks are left out
      told = told(traced("turns " + ++tries));
    }
    long counted = told.metrics.get("switches");
    assertThat((double) told.turns).isCloseTo(counted, within(2 + counted * 0.01));
  }

  @Test
  void everyGoroutineIsToldFromItsStartToItsEnd() throws Exception {
    var told = told(traced("whole"));
    assertThat(told.names.values()).contains("source", "sink", "main");
    told.names.forEach((g, name) -> {
      if (name.equals("source") || name.equals("sink")) {
        var events = told.events.get(g);
        assertThat(events.getFirst()).isEqualTo("go");
        assertThat(events.get(1)).isEqualTo("start");
        assertThat(events.getLast()).isEqualTo("end");
        assertThat(events.stream().filter("block"::equals))
            .hasSameSizeAs(events.stream().filter("unblock"::equals).toList());
      }
    });
  }

  @Test
  void whoWakesWhomAndWhatTheUserMarks() throws Exception {
    var told = told(traced("wakes"));
    assertThat(told.wakes)
        .containsAnyOf("source -> sink: chan receive", "sink -> source: chan send");
    assertThat(told.wakes).anyMatch(w -> w.endsWith("-> main: sync.WaitGroup.Wait"));
    assertThat(told.regions).containsExactly("sink: tidy");
    assertThat(told.logs).containsExactly("sink: done");
  }

  @Test
  void oneAtATimeAndWhatCanNotBeWrittenIsToldAtOnce() throws Exception {
    var file = traced("first");
    Trace.start(file);
    try {
      assertThatIllegalStateException().isThrownBy(() -> Trace.start(folder.resolve("second")));
    } finally {
      Trace.stop();
    }
    Trace.stop(); // nothing
    assertThatThrownBy(() -> Trace.start(folder.resolve("none/trace")))
        .isInstanceOf(UncheckedIOException.class);
    told(file);
  }

  @Test
  void aFlightRecorderKeepsTheLastAndGoesOn() throws Exception {
    try (var recorder = Trace.flightRecorder(Duration.ofSeconds(30))) {
      Go.run(TraceTest::pipeline);
      var first = folder.resolve("recent1");
      recorder.dump(first);
      Go.run(TraceTest::pipeline);
      var second = folder.resolve("recent2");
      recorder.dump(second);
      assertThat(told(first).names.values()).contains("source");
      assertThat(told(second).turns).isGreaterThan(told(first).turns);
    }
  }

  @Test
  void whatIsCutOffIsShownAsFarAsItIsWhole() throws Exception {
    var whole = traced("long");
    var bytes = Files.readAllBytes(whole);
    var random = new java.util.Random(15);
    for (int i = 0; i < 40; i++) {
      int length = 256 + random.nextInt(bytes.length - 256);
      var cut = folder.resolve("cut" + i);
      Files.write(cut, java.util.Arrays.copyOf(bytes, length));
      try (var trace = TraceReader.open(cut)) {
        Replay.run(trace, new Told());
        assertThat(trace.damage()).contains("cut off");
        assertThat(trace.isClosed()).isFalse();
      }
    }
  }

  @Test
  void otherFilesAndOtherVersionsAreRefusedInALine() throws Exception {
    var file = traced("version");
    try (var f = new RandomAccessFile(file.toFile(), "rw")) {
      f.seek(19);
      f.write(9);
    }
    assertThatThrownBy(() -> TraceReader.open(file))
        .isInstanceOf(BadTrace.class)
        .hasMessage("is of version 9; this heddle reads version 2");
    var other = Files.writeString(folder.resolve("other"), "a text");
    assertThatThrownBy(() -> TraceReader.open(other)).isInstanceOf(BadTrace.class);
  }

  /* A damaged file must not end otherwise than by BadTrace. */
  @Test
  void damageIsFoundOrHarmless() throws Exception {
    var bytes = Files.readAllBytes(traced("damaged"));
    var random = new java.util.Random(16);
    for (int i = 0; i < 60; i++) {
      var broken = bytes.clone();
      for (int j = 0; j < 20; j++) {
        broken[256 + random.nextInt(broken.length - 256)] = (byte) random.nextInt();
      }
      var file = Files.write(folder.resolve("broken"), broken);
      try (var trace = TraceReader.open(file)) {
        for (var e : Export.values()) {
          e.write(trace, java.io.OutputStream.nullOutputStream());
        }
      } catch (BadTrace e) {
        assertThat(e.getMessage()).contains("damaged");
      }
    }
  }

  @Test
  void everyFormIsWritten() throws Exception {
    var file = traced("forms");
    var out = new HashMap<Export, String>();
    for (var e : Export.values()) {
      try (var trace = TraceReader.open(file)) {
        var bytes = new ByteArrayOutputStream();
        e.write(trace, bytes);
        out.put(e, bytes.toString(StandardCharsets.UTF_8));
      }
    }
    assertThat(out.get(Export.JSON))
        .contains("\"kind\":\"go\"", "\"kind\":\"start\"", "\"reason\":\"chan ")
        .contains("\"kind\":\"unblock\"", "\"kind\":\"end\"", "\"events\":[");
    assertThat(out.get(Export.STATISTICS)).contains("the runtime counted").contains("chan ");
    assertThat(out.get(Export.HTML)).contains("<title>Heddle trace").doesNotContain("\"DATA\"");
    assertThat(out.get(Export.PERFETTO)).contains("goroutines").contains("carriers");
  }

  @Test
  void aPageHoldsATraceOfAnyLength() throws Exception {
    var file = traced("small");
    try (var trace = TraceReader.open(file)) {
      var all = new Tracks(Integer.MAX_VALUE);
      Replay.run(trace, all);
      var few = new Tracks(300);
      Replay.run(trace, few);
      assertThat(few.tracks.values().stream().mapToInt(t -> t.n).sum()).isLessThanOrEqualTo(300);
      assertThat(few.tracks.keySet()).isEqualTo(all.tracks.keySet());
      assertThat(few.end).isEqualTo(all.end);
      assertThat(few.arrows.size()).isLessThanOrEqualTo(151);
    }
  }

  @Test
  void nobodyPaysAfterTheEnd() throws Exception {
    traced("over");
    long before = Files.size(folder.resolve("over"));
    Go.run(TraceTest::pipeline);
    assertThat(Files.size(folder.resolve("over"))).isEqualTo(before);
    assertThat(Scheduling.metrics().switches()).isPositive();
  }
}
