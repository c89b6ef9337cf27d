// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Events as bytes, one block of a trace. One thread at a time writes; any may copy what is whole.
 */
final class EventBuffer {
  /*
   * Publication: `length` is stored (release) when an event is whole, and read (acquire) by who copies.
   *              What lies below it is never written again.
   */
  static final int SIZE = 64 << 10;

  private static final VarHandle LENGTH;

  static {
    try {
      LENGTH = MethodHandles.lookup().findVarHandle(EventBuffer.class, "length", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int stream;
  final byte[] bytes;
  final long first;
  long last;
  private int at;
  private int events;

  @SuppressWarnings("unused") // LENGTH
  private int length;

  EventBuffer(int stream, byte[] bytes, long first) {
    this.stream = stream;
    this.bytes = bytes;
    this.first = first;
    this.last = first;
  }

  boolean hasRoom(int n) {
    return at + n <= bytes.length;
  }

  void event(byte kind, long time) {
    bytes[at++] = kind;
    put(Math.max(0, time - last));
    last = Math.max(time, last);
  }

  void put(long value) {
    var b = bytes;
    int i = at;
    long v = value;
    while ((v & ~0x7FL) != 0) {
      b[i++] = (byte) (v | 0x80);
      v >>>= 7;
    }
    b[i++] = (byte) v;
    at = i;
  }

  void string(int number, byte[] utf8) {
    bytes[at++] = TraceFormat.STRING;
    put(number);
    put(utf8.length);
    System.arraycopy(utf8, 0, bytes, at, utf8.length);
    at += utf8.length;
  }

  /** What has been put is an event. */
  void commit() {
    events++;
    LENGTH.setRelease(this, at);
  }

  int length() {
    return (int) LENGTH.getAcquire(this);
  }

  Block block() {
    int n = length();
    return new Block(stream, first, last, bytes, n, events);
  }

  /** For who is not its writer. */
  Block copy() {
    int n = length();
    return new Block(stream, first, last, Arrays.copyOf(bytes, n), n, events);
  }

  /** Whole events. In a copy {@code last} and {@code events} may be those of a moment later. */
  record Block(int stream, long first, long last, byte[] bytes, int length, int events) {}
}
