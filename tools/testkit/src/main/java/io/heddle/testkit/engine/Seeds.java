// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.SplittableRandom;

/** Random numbers that follow from a seed. */
final class Seeds {
  private Seeds() {}

  /** The finalizer of SplitMix64: each bit depends on all. */
  static long mix(long z) {
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** The seed of one schedule of an exploration: 40 bits, so that a token stays short. */
  static long ofSchedule(long seed, int schedule) {
    return mix(seed + 0x9e3779b97f4a7c15L * (schedule + 1)) >>> 24;
  }

  /** Of the program's random numbers in that schedule: small, as it may stand in a token. */
  static int ofProgram(long seed) {
    return (int) (mix(seed + 1) & 0xfff);
  }

  static SplittableRandom random(long seed) {
    return new SplittableRandom(mix(seed));
  }
}
