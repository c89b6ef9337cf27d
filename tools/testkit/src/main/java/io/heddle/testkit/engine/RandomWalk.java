// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Anybody who could goes on, each as likely as the other. */
final class RandomWalk implements Decider {
  private final SplittableRandom random;
  private final int programSeed;
  private final Jumps jumps;

  RandomWalk(long seed) {
    random = Seeds.random(seed);
    programSeed = Seeds.ofProgram(seed);
    jumps = new Jumps(random);
  }

  @Override
  public int seed() {
    return programSeed;
  }

  @Override
  public int next(List<Member> ready, @Nullable Member last, boolean mayStay, boolean mayJump) {
    return mayJump && jumps.now() ? CLOCK : random.nextInt(ready.size());
  }

  @Override
  public int draw(Member m, int bound) {
    return random.nextInt(bound);
  }
}
