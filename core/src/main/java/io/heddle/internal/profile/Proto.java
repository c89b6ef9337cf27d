// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.profile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a message in the encoding of Protocol Buffers: the three kinds of fields that profiles and
 * traces have. The library has no dependency, and these few lines are all it needs of that one.
 */
public final class Proto {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public Proto() {}

  /** An integer of any kind; not signed ones in zigzag. */
  public Proto number(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  public Proto fixed(int field, long value) {
    varint((long) field << 3 | FIXED64);
    for (int i = 0; i < 8; i++) {
      out.write((int) (value >>> 8 * i));
    }
    return this;
  }

  public Proto text(int field, String s) {
    return bytes(field, s.getBytes(StandardCharsets.UTF_8));
  }

  public Proto message(int field, Proto m) {
    varint((long) field << 3 | BYTES);
    varint(m.out.size());
    try {
      m.out.writeTo(out);
    } catch (IOException e) {
      throw new AssertionError(e); // to memory
    }
    return this;
  }

  private Proto bytes(int field, byte[] bytes) {
    varint((long) field << 3 | BYTES);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private void varint(long v) {
    while ((v & ~0x7FL) != 0) {
      out.write((int) (v | 0x80));
      v >>>= 7;
    }
    out.write((int) v);
  }

  /** Writes what has been put, and begins anew. */
  public void flushTo(OutputStream to) throws IOException {
    out.writeTo(to);
    out.reset();
  }

  public int size() {
    return out.size();
  }
}
