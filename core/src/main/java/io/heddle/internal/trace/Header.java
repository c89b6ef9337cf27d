// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a trace file begins with.
 *
 * @param startNanos when the trace begins, by {@link System#nanoTime}; startMillis is the same by
 *     the clock
 * @param endNanos when it ended; 0 if it did not
 * @param lost events that could not be written because the disk was too slow
 * @param note why it was cut off
 */
public record Header(
    int version,
    int pid,
    long startMillis,
    long startNanos,
    long endNanos,
    long lost,
    byte end,
    String note) {
  private static final int NOTE = 70;
  private static final int MOST_NOTE = TraceFormat.HEADER - NOTE;

  static Header now(long startNanos) {
    long ago = (System.nanoTime() - startNanos) / 1_000_000;
    return new Header(
        TraceFormat.VERSION,
        (int) ProcessHandle.current().pid(),
        System.currentTimeMillis() - ago,
        startNanos,
        0,
        0,
        TraceFormat.OPEN,
        "");
  }

  Header ended(long lost, byte end, String note) {
    return new Header(version, pid, startMillis, startNanos, System.nanoTime(), lost, end, note);
  }

  byte[] bytes() {
    var b = ByteBuffer.allocate(TraceFormat.HEADER);
    b.put(TraceFormat.MAGIC.getBytes(StandardCharsets.ISO_8859_1)).putInt(version).putInt(pid);
    b.putLong(startMillis).putLong(startNanos).putLong(endNanos).putLong(lost).put(end);
    var text = note.getBytes(StandardCharsets.UTF_8);
    int n = Math.min(text.length, MOST_NOTE);
    b.position(NOTE - 2);
    b.putShort((short) n).put(text, 0, n);
    return b.array();
  }

  /** Null if these bytes are no header of a trace. */
  public static @org.jspecify.annotations.Nullable Header of(byte[] bytes) {
    var magic = TraceFormat.MAGIC.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < TraceFormat.HEADER
        || !ByteBuffer.wrap(bytes, 0, magic.length).equals(ByteBuffer.wrap(magic))) {
      return null;
    }
    var b = ByteBuffer.wrap(bytes).position(magic.length);
    int version = b.getInt();
    int pid = b.getInt();
    long millis = b.getLong();
    long start = b.getLong();
    long ended = b.getLong();
    long lost = b.getLong();
    byte end = b.get();
    b.position(NOTE - 2);
    int n = Math.clamp(b.getShort(), 0, MOST_NOTE);
    var note = new String(bytes, NOTE, n, StandardCharsets.UTF_8);
    return new Header(version, pid, millis, start, ended, lost, end, note);
  }
}
