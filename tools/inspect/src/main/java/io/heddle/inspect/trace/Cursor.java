// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import io.heddle.internal.trace.TraceFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One stream of a trace, event by event: the current one is in the fields. */
final class Cursor {
  /*
   * Who reads it sees STOP, RUN and READY alone: a SWITCH is told as a STOP, then a RUN.
   */
  private static final int MOST_ARGUMENTS = 5;

  final int stream;
  private final RandomAccessFile file;
  private final List<long[]> blocks = new ArrayList<>(); // position, length, first time
  private int nextBlock;
  private byte[] bytes = {};
  private int at;
  private long position;
  private final List<String> strings = new ArrayList<>();

  /** Of the last RUN or SWITCH of the block; 0 if it had none yet. */
  private long running;

  /** Who runs next, after a SWITCH of which the STOP has been told; 0: none. */
  private long next;

  byte kind;
  long time;
  final long[] arguments = new long[MOST_ARGUMENTS];

  Cursor(RandomAccessFile file, int stream) {
    this.file = file;
    this.stream = stream;
  }

  void add(long position, int length, long first) {
    blocks.add(new long[] {position, length, first});
  }

  void rewind() {
    nextBlock = 0;
    bytes = new byte[0];
    at = 0;
    next = 0;
  }

  /** The text of an argument; empty if it has none. */
  String text(int argument) {
    int number = (int) arguments[argument];
    return number > 0 && number < strings.size() ? strings.get(number) : "";
  }

  /** Goes on to the next event; false at the end. */
  boolean next() throws IOException {
    if (next != 0) {
      kind = TraceFormat.RUN;
      arguments[0] = next;
      running = next;
      next = 0;
      return true;
    }
    while (true) {
      if (at >= bytes.length && !nextBlock()) {
        return false;
      }
      int begin = at;
      kind = bytes[at++];
      int n = TraceFormat.arguments(kind);
      if (n < 0) {
        throw new BadTrace("is damaged at byte " + (position + begin));
      }
      try {
        if (kind == TraceFormat.STRING) {
          string();
          continue;
        }
        time += varint();
        for (int i = 0; i < n; i++) {
          arguments[i] = varint();
        }
      } catch (ArrayIndexOutOfBoundsException e) {
        at = bytes.length; // the last event of a file that was cut off
        continue;
      }
      if (kind == TraceFormat.RUN) {
        running = arguments[0];
      } else if (kind == TraceFormat.SWITCH || kind == TraceFormat.READY_BY_RUNNING) {
        if (running == 0) {
          throw new BadTrace("is damaged at byte " + (position + begin));
        }
        expand();
      }
      return true;
    }
  }

  private void expand() {
    if (kind == TraceFormat.SWITCH) {
      kind = TraceFormat.STOP;
      next = arguments[2];
      arguments[2] = arguments[1];
      arguments[1] = arguments[0];
      arguments[0] = running;
    } else {
      kind = TraceFormat.READY;
      arguments[1] = running;
    }
  }

  private void string() {
    int number = (int) varint();
    int length = (int) varint();
    if (length < 0 || at + length > bytes.length || number < 1 || number > bytes.length) {
      throw new ArrayIndexOutOfBoundsException();
    }
    while (strings.size() <= number) {
      strings.add("");
    }
    strings.set(number, new String(bytes, at, length, StandardCharsets.UTF_8));
    at += length;
  }

  private long varint() {
    long value = 0;
    int shift = 0;
    while (true) {
      byte b = bytes[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
      shift += 7;
    }
  }

  private boolean nextBlock() throws IOException {
    if (nextBlock == blocks.size()) {
      return false;
    }
    var block = blocks.get(nextBlock++);
    position = block[0];
    time = block[2];
    bytes = new byte[(int) block[1]];
    at = 0;
    strings.clear();
    running = 0;
    file.seek(position);
    file.readFully(bytes);
    return bytes.length > 0 || nextBlock();
  }
}
