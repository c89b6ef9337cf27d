// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import io.heddle.internal.trace.Header;
import io.heddle.internal.trace.TraceFormat;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A trace file: all its events in the order of their times, in little memory. */
public final class TraceReader implements Closeable {
  /*
   * The blocks are found by their headers, without a look at their events. Then the streams, each in order
   * by itself, are merged: one block of each is in memory. Of events at the same nanosecond those of the
   * stream with the lower number come first, which may be wrong; Replay takes them in any order.
   */
  private static final int LONGEST_BLOCK = 1 << 24;

  private final RandomAccessFile file;
  private final Header header;
  private final Map<Integer, Cursor> streams = new LinkedHashMap<>();
  private final @Nullable String damage;

  private TraceReader(RandomAccessFile file, Header header) throws IOException {
    this.file = file;
    this.header = header;
    long left = index();
    damage =
        header.end() == TraceFormat.CUT
            ? "is cut off: " + header.note()
            : left > 0
                ? "is cut off in the middle of a block; what is whole before it is shown"
                : header.end() == TraceFormat.OPEN
                    ? "has no end: the program still runs, or was killed"
                    : null;
  }

  /**
   * Opens a trace.
   *
   * @throws BadTrace if it is none, or of another version
   */
  public static TraceReader open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new BadTrace("is a folder, not a trace");
    }
    var file = new RandomAccessFile(path.toFile(), "r");
    try {
      var bytes = new byte[(int) Math.min(file.length(), TraceFormat.HEADER)];
      file.readFully(bytes);
      var header = Header.of(bytes);
      if (header == null) {
        throw new BadTrace(
            bytes.length == 0 ? "is empty" : "is not a trace, or its beginning is cut off");
      }
      if (header.version() != TraceFormat.VERSION) {
        throw new BadTrace(
            "is of version "
                + header.version()
                + "; this heddle reads version "
                + TraceFormat.VERSION);
      }
      return new TraceReader(file, header);
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  /* The number of bytes at the end that are no whole block. */
  private long index() throws IOException {
    long length = file.length();
    long at = TraceFormat.HEADER;
    var head = new byte[TraceFormat.BLOCK_HEADER];
    while (at < length) {
      if (length - at < head.length) {
        return length - at;
      }
      file.seek(at);
      file.readFully(head);
      var b = ByteBuffer.wrap(head);
      int magic = b.getInt();
      int stream = b.getInt();
      int size = b.getInt();
      long first = b.getLong();
      if (magic != TraceFormat.BLOCK || size < 0 || size > LONGEST_BLOCK) {
        throw new BadTrace("is damaged at byte " + at);
      }
      at += head.length;
      int whole = (int) Math.min(size, length - at);
      streams.computeIfAbsent(stream, s -> new Cursor(file, s)).add(at, whole, first);
      at += size;
      if (whole < size) {
        return (long) whole + head.length;
      }
    }
    return 0;
  }

  public Header header() {
    return header;
  }

  /** Why it is not complete; null if it is. */
  public @Nullable String damage() {
    return damage;
  }

  /** True if it ends where it was meant to, or says itself why not. */
  public boolean isClosed() {
    return damage == null || header.end() == TraceFormat.CUT;
  }

  /** What is called with each event; it is in the cursor. */
  interface Visitor {
    void event(Cursor c);
  }

  void forEach(Visitor visitor) throws IOException {
    var queue =
        new PriorityQueue<Cursor>(
            Comparator.<Cursor>comparingLong(c -> c.time - header.startNanos())
                .thenComparingInt(c -> c.stream));
    List<Cursor> all = new ArrayList<>(streams.values());
    for (var c : all) {
      c.rewind();
      if (c.next()) {
        queue.add(c);
      }
    }
    while (!queue.isEmpty()) {
      var c = queue.remove();
      var other = queue.peek();
      long limit = other == null ? Long.MAX_VALUE : other.time - header.startNanos();
      boolean more;
      do {
        visitor.event(c);
        more = c.next();
      } while (more && c.time - header.startNanos() < limit);
      if (more) {
        queue.add(c);
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
