// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import io.heddle.internal.profile.Pprof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** Where processor time goes, sampled by the JDK's flight recorder: Go's CPU profile. */
final class Processor {
  private static final Duration PERIOD = Duration.ofMillis(10);

  private Processor() {}

  static void profile(Duration length, Path to) throws IOException, InterruptedException {
    long start = System.currentTimeMillis();
    var jfr = Files.createTempFile("heddle", ".jfr");
    try (var recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
      recording.start();
      Thread.sleep(length);
      recording.stop();
      recording.dump(jfr);
      write(jfr, start, length, to);
    } finally {
      Files.deleteIfExists(jfr);
    }
  }

  private static void write(Path jfr, long start, Duration length, Path to) throws IOException {
    Map<List<StackTraceElement>, long[]> sums = new HashMap<>();
    try (var file = new RecordingFile(jfr)) {
      while (file.hasMoreEvents()) {
        var event = file.readEvent();
        var stack = event.getStackTrace();
        if (event.getEventType().getName().equals("jdk.ExecutionSample") && stack != null) {
          var frames = new ArrayList<StackTraceElement>();
          for (var f : stack.getFrames()) {
            frames.add(
                new StackTraceElement(
                    f.getMethod().getType().getName(),
                    f.getMethod().getName(),
                    null,
                    f.getLineNumber()));
          }
          sums.computeIfAbsent(frames, k -> new long[1])[0]++;
        }
      }
    }
    long nanos = PERIOD.toNanos();
    var profile =
        new Pprof(new String[] {"samples", "count"}, new String[] {"cpu", "nanoseconds"})
            .times(start, length.toNanos())
            .period("cpu", "nanoseconds", nanos);
    sums.forEach((stack, n) -> profile.sample(stack, "", n[0], n[0] * nanos));
    profile.write(to);
  }
}
