// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.testkit.engine.DeterministicScheduler;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Randomness, as rewritten code calls it: in a bubble it follows from the seed; see {@link Hooks}.
 */
public final class RandomHooks {
  /*
   * ThreadLocalRandom can't be seeded from outside: what it draws depends on the thread's id. So it is
   * asked for nothing in a bubble.
   */
  private RandomHooks() {}

  private static @Nullable Random ofBubble() {
    return BubbleScheduler.here() instanceof DeterministicScheduler d ? d.random() : null;
  }

  private static Random random(Random otherwise) {
    var r = ofBubble();
    return r == null ? otherwise : r;
  }

  public static double random() {
    var r = ofBubble();
    return r == null ? Math.random() : r.nextDouble();
  }

  /** For a constructor that would draw one. */
  public static long seed() {
    return random(ThreadLocalRandom.current()).nextLong();
  }

  public static RandomGenerator generator() {
    return ofBubble() == null
        ? RandomGenerator.getDefault()
        : RandomGeneratorFactory.getDefault().create(seed());
  }

  public static RandomGenerator generator(String name) {
    return ofBubble() == null
        ? RandomGenerator.of(name)
        : RandomGeneratorFactory.of(name).create(seed());
  }

  public static UUID randomUUID() {
    var r = ofBubble();
    if (r == null) {
      return UUID.randomUUID();
    }
    long version4 = r.nextLong() & ~0xf000L | 0x4000L;
    long variant2 = r.nextLong() & ~(0xc0L << 56) | 0x80L << 56;
    return new UUID(version4, variant2);
  }

  public static void shuffle(List<?> list) {
    var r = ofBubble();
    if (r == null) {
      Collections.shuffle(list);
    } else {
      Collections.shuffle(list, r);
    }
  }

  public static boolean nextBoolean(ThreadLocalRandom r) {
    return random(r).nextBoolean();
  }

  public static double nextGaussian(ThreadLocalRandom r) {
    return random(r).nextGaussian();
  }

  public static void nextBytes(ThreadLocalRandom r, byte[] to) {
    random(r).nextBytes(to);
  }

  public static int nextInt(ThreadLocalRandom r) {
    return random(r).nextInt();
  }

  public static int nextInt(ThreadLocalRandom r, int bound) {
    return random(r).nextInt(bound);
  }

  public static int nextInt(ThreadLocalRandom r, int origin, int bound) {
    return random(r).nextInt(origin, bound);
  }

  public static long nextLong(ThreadLocalRandom r) {
    return random(r).nextLong();
  }

  public static long nextLong(ThreadLocalRandom r, long bound) {
    return random(r).nextLong(bound);
  }

  public static long nextLong(ThreadLocalRandom r, long origin, long bound) {
    return random(r).nextLong(origin, bound);
  }

  public static double nextDouble(ThreadLocalRandom r) {
    return random(r).nextDouble();
  }

  public static double nextDouble(ThreadLocalRandom r, double bound) {
    return random(r).nextDouble(bound);
  }

  public static double nextDouble(ThreadLocalRandom r, double origin, double bound) {
    return random(r).nextDouble(origin, bound);
  }

  public static float nextFloat(ThreadLocalRandom r) {
    return random(r).nextFloat();
  }

  public static float nextFloat(ThreadLocalRandom r, float bound) {
    return random(r).nextFloat(bound);
  }

  public static float nextFloat(ThreadLocalRandom r, float origin, float bound) {
    return random(r).nextFloat(origin, bound);
  }
}
