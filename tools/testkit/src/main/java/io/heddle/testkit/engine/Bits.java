// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.BitSet;

/** Small numbers as few letters: Elias gamma codes, six bits to a letter. */
final class Bits {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

  private final BitSet bits = new BitSet();
  private int size;
  private int at;

  Bits() {}

  static Bits of(String letters) {
    var b = new Bits();
    for (int k = 0; k < letters.length(); k++) {
      char c = letters.charAt(k);
      int v = LETTERS.indexOf(c);
      if (v < 0) {
        throw new IllegalArgumentException("not a letter of a token: " + c);
      }
      for (int i = 5; i >= 0; i--) {
        b.bits.set(b.size++, (v >> i & 1) == 1);
      }
    }
    return b;
  }

  /** A number that is not negative. */
  void put(int n) {
    int v = n + 1;
    int length = Integer.SIZE - Integer.numberOfLeadingZeros(v);
    size += length - 1; // zeros
    for (int i = length - 1; i >= 0; i--) {
      bits.set(size++, (v >> i & 1) == 1);
    }
  }

  int get() {
    int zeros = 0;
    while (!next()) {
      if (++zeros >= Integer.SIZE) {
        throw new IllegalArgumentException("the token is damaged");
      }
    }
    int v = 1;
    for (int i = 0; i < zeros; i++) {
      v = v << 1 | (next() ? 1 : 0);
    }
    return v - 1;
  }

  private boolean next() {
    if (at >= size) {
      throw new IllegalArgumentException("the token is cut short");
    }
    return bits.get(at++);
  }

  String letters() {
    var s = new StringBuilder();
    for (int i = 0; i < size; i += 6) {
      int v = 0;
      for (int j = 0; j < 6; j++) {
        v = v << 1 | (bits.get(i + j) ? 1 : 0);
      }
      s.append(LETTERS.charAt(v));
    }
    return s.toString();
  }

  /** A check of some text, as so many letters. */
  static String check(long hash, int letters) {
    var s = new StringBuilder();
    for (int i = 0; i < letters; i++) {
      s.append(LETTERS.charAt((int) (hash >>> 6 * i & 63)));
    }
    return s.toString();
  }
}
