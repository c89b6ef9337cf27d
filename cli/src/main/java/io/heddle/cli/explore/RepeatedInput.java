// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.explore;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The process's standard input, which every schedule reads from its beginning. */
final class RepeatedInput {
  /*
   * What a schedule reads for the first time is read from the source, and kept for the next ones. At
   * most one schedule runs at a time; who is left of an earlier one reads under the same lock.
   */
  private final InputStream source;
  private byte[] read = new byte[256];
  private int size;
  private boolean atEnd;

  RepeatedInput(InputStream source) {
    this.source = source;
  }

  InputStream source() {
    return source;
  }

  /** From the beginning. */
  InputStream again() {
    return new Again();
  }

  private final class Again extends InputStream {
    private int position;

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int off, int len) throws IOException {
      if (len == 0) {
        return 0;
      }
      synchronized (RepeatedInput.this) {
        if (position == size && !more(len)) {
          return -1;
        }
        int n = Math.min(len, size - position);
        System.arraycopy(read, position, to, off, n);
        position += n;
        return n;
      }
    }

    @Override
    public int available() throws IOException {
      synchronized (RepeatedInput.this) {
        return size - position + (atEnd ? 0 : source.available());
      }
    }
  }

  private boolean more(int wanted) throws IOException {
    if (atEnd) {
      return false;
    }
    if (read.length - size < wanted) {
      read = Arrays.copyOf(read, Math.max(read.length * 2, size + wanted));
    }
    int n = source.read(read, size, wanted);
    atEnd = n < 0;
    size += Math.max(0, n);
    return n > 0;
  }
}
