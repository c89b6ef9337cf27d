// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * PCT (Burckhardt and others, ASPLOS 2010): each goroutine has a random priority, and the highest
 * goes on; at {@code depth - 1} random places who runs falls below all others. A bug that needs
 * {@code depth} orderings is found with a probability of at least 1 in n·k^(depth-1).
 */
final class Pct implements Decider {
  /*
   * Ranks: above 1 those drawn at birth; a change point leaves a rank below 1, the later the lower; who
   * has yielded falls below 0, so that a loop that offers to wait does not keep others out.
   * k, the length of a run, is what the longest run so far needed: see Strategies.
   */
  private final SplittableRandom random;
  private final int programSeed;
  private final Jumps jumps;
  private final int[] changes;
  private int step;
  private double lowest;
  private int reached;

  Pct(long seed, int depth, int length) {
    random = Seeds.random(seed);
    programSeed = Seeds.ofProgram(seed);
    jumps = new Jumps(random);
    changes = random.ints(depth - 1, 0, Math.max(1, length)).sorted().toArray();
  }

  @Override
  public int seed() {
    return programSeed;
  }

  @Override
  public int next(List<Member> ready, @Nullable Member last, boolean mayStay, boolean mayJump) {
    if (last != null && mayStay && last.hasYielded) {
      last.rank = --lowest;
    }
    int i = highest(ready);
    while (reached < changes.length && changes[reached] <= step) {
      ready.get(i).rank = 1 - (reached + 1.0) / (changes.length + 1);
      reached++;
      i = highest(ready);
    }
    step++;
    return mayJump && jumps.now() ? CLOCK : i;
  }

  private int highest(List<Member> ready) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < ready.size(); i++) {
      var m = ready.get(i);
      if (m.rank == 0) {
        m.rank = 1 + random.nextDouble();
      }
      if (m.rank > highest) {
        highest = m.rank;
        best = i;
      }
    }
    return best;
  }

  @Override
  public int draw(Member m, int bound) {
    return random.nextInt(bound);
  }
}
