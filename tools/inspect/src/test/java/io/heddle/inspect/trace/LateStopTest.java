// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.trace.TraceFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A carrier that is preempted after a goroutine has left it tells so late that the goroutine has
 * run, and ended, on another one meanwhile.
 */
class LateStopTest {
  private static final long START = 1000;
  private static final int G = 5;

  @TempDir Path folder;

  @Test
  void isNotTakenForAGoroutineThatIsStillThere() throws Exception {
    var bytes = new ByteArrayOutputStream();
    bytes.write(header());
    bytes.write(
        block(
            0,
            event(TraceFormat.GO, 1, G, 0, 0, 0),
            event(TraceFormat.RUN, 1, G),
            event(TraceFormat.STOP, 50, G, 1, 0)));
    bytes.write(
        block(
            1,
            event(TraceFormat.READY, 10, G, 0),
            event(TraceFormat.RUN, 1, G),
            event(TraceFormat.END, 1, G),
            event(TraceFormat.STOP, 1, G, 0, 0)));
    var file = folder.resolve("late");
    Files.write(file, bytes.toByteArray());

    var told = new ArrayList<String>();
    try (var trace = TraceReader.open(file)) {
      Replay.run(
          trace,
          new Handler() {
            @Override
            public void event(String kind, long g, long by, String reason, String on, long time) {
              told.add(kind + " at " + time);
            }

            @Override
            public void slice(
                long g, State state, String reason, String on, long from, long to, int carrier) {
              told.add(state + " to " + to);
            }

            @Override
            public void gone(long g) {
              told.add("gone");
            }
          });
    }

    assertThat(told)
        .isEqualTo(
            List.of(
                "go at 1",
                "READY to 2",
                "start at 2",
                "RUNNING to 11",
                "end at 12",
                "RUNNING to 13",
                "gone"));
  }

  private static byte[] header() {
    var b = ByteBuffer.allocate(TraceFormat.HEADER);
    b.put(TraceFormat.MAGIC.getBytes(StandardCharsets.ISO_8859_1));
    b.putInt(TraceFormat.VERSION).putInt(1).putLong(0).putLong(START).putLong(START + 100);
    b.putLong(0).put(TraceFormat.COMPLETE);
    return b.array();
  }

  private static byte[] block(int stream, byte[]... events) throws IOException {
    var all = new ByteArrayOutputStream();
    for (var e : events) {
      all.write(e);
    }
    var b = ByteBuffer.allocate(TraceFormat.BLOCK_HEADER + all.size());
    b.putInt(TraceFormat.BLOCK).putInt(stream).putInt(all.size()).putLong(START);
    return b.put(all.toByteArray()).array();
  }

  /** All numbers are small, so each is one byte. */
  private static byte[] event(int kind, int... timeAndArguments) {
    var b = ByteBuffer.allocate(1 + timeAndArguments.length).put((byte) kind);
    for (int n : timeAndArguments) {
      b.put((byte) n);
    }
    return b.array();
  }
}
