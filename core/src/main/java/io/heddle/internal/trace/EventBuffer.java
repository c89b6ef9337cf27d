// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Events as bytes, one block of a trace. One thread at a time writes; any may copy what is whole.
 */
final class EventBuffer {
  /*
   * Publication: `length` is stored (release) when an event is whole, and read (acquire) by who copies.
   *              What lies below it is never written again.
   * Words:       of a switch's events the numbers are mostly below 2^14. Then each takes two bytes, also
   *              where one would do, and the whole event is one store: no branch depends on how long
   *              something took, which no processor can predict.
   */
  static final int SIZE = 64 << 10;

  private static final long SHORT = (1 << 14) - 1;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
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

  /** The beginning of an event. Its numbers follow, then {@link #commit}. */
  void event(byte kind, long time) {
    begin(kind, since(time));
  }

  private void begin(byte kind, long passed) {
    bytes[at++] = kind;
    if (passed <= SHORT) {
      bytes[at++] = (byte) (passed | 0x80);
      bytes[at++] = (byte) (passed >>> 7);
    } else {
      put(passed);
    }
  }

  /** A whole event. */
  void event(byte kind, long time, long a) {
    long passed = since(time);
    if (((passed | a) & ~SHORT) == 0) {
      WORD.set(bytes, at, kind | inTwo(passed) << 8 | inTwo(a) << 24);
      at += 5;
    } else {
      begin(kind, passed);
      put(a);
    }
    commit();
  }

  /** A whole event, of whose numbers the first is below 128; it stands for two. */
  void event(byte kind, long time, int a, int b, long c) {
    events++;
    long passed = since(time);
    if (((passed | b | c) & ~SHORT) == 0) {
      long word = kind | inTwo(passed) << 8 | (long) a << 24 | inTwo(b) << 32 | inTwo(c) << 48;
      WORD.set(bytes, at, word);
      at += 8;
    } else {
      begin(kind, passed);
      put(a);
      put(b);
      put(c);
    }
    commit();
  }

  private long since(long time) {
    long passed = Math.max(0, time - last);
    last += passed;
    return passed;
  }

  /** As {@link #put} writes it, but always in two bytes. */
  private static long inTwo(long v) {
    return v & 0x7F | 0x80 | v >>> 7 << 8;
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
