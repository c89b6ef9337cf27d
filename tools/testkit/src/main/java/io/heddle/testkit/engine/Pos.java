// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Partial order sampling (Yuan and others, CAV 2018): each pending operation has a random priority,
 * and the highest happens; those that race with it draw again.
 */
final class Pos implements Decider {
  private final SplittableRandom random;
  private final int programSeed;
  private final Jumps jumps;
  private List<Member> others = List.of();

  Pos(long seed) {
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
    others = ready;
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < ready.size(); i++) {
      var m = ready.get(i);
      if (m.rank == 0) {
        m.rank = m.hasYielded ? random.nextDouble() / 1000 : random.nextDouble();
      }
      if (m.rank > highest) {
        highest = m.rank;
        best = i;
      }
    }
    return mayJump && jumps.now() ? CLOCK : best;
  }

  @Override
  public void goesOn(Member m) {
    for (var other : others) {
      if (other != m && races(m, other)) {
        other.rank = 0;
      }
    }
    m.rank = 0;
  }

  private static boolean races(Member a, Member b) {
    if (a.op == null || b.op == null || a.op.isRead() && b.op.isRead()) {
      return false;
    }
    for (int x : a.on) {
      for (int y : b.on) {
        if (x == y) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public int draw(Member m, int bound) {
    return random.nextInt(bound);
  }
}
