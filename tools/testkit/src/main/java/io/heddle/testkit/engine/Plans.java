// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

/** Which plan is tried when, for one exploration. */
final class Plans {
  /*
   * The portfolio: first the plainest schedule, then of ten one round robin and three each of the
   * random ones. PCT's depth goes from 2 to 4, its length is what the longest run so far needed.
   */
  private final String strategy;
  private final long seed;
  private int longest = 16;

  Plans(String strategy, long seed) {
    this.strategy = strategy;
    this.seed = seed;
  }

  Plan plan(int schedule) {
    long s = Seeds.ofSchedule(seed, schedule);
    return switch (strategy) {
      case "RANDOM" -> random(s);
      case "PCT" -> pct(schedule, s);
      case "POS" -> pos(s);
      case "ROUND_ROBIN" -> roundRobin(schedule);
      case "PORTFOLIO" -> portfolio(schedule, s);
      default -> throw new IllegalArgumentException("no such strategy: " + strategy);
    };
  }

  private Plan portfolio(int schedule, long s) {
    return switch (schedule % 10) {
      case 0 -> roundRobin(schedule / 10);
      case 1, 4, 7 -> random(s);
      case 2, 5, 8 -> pos(s);
      default -> pct(schedule / 3, s);
    };
  }

  private static Plan random(long s) {
    return new Plan('r', 0, 0, s);
  }

  private static Plan pos(long s) {
    return new Plan('o', 0, 0, s);
  }

  private Plan pct(int schedule, long s) {
    return new Plan('c', 2 + schedule % 3, longest, s);
  }

  private static Plan roundRobin(int schedule) {
    return new Plan('b', schedule, 0, 0);
  }

  /** A run has made so many steps. */
  void learn(int steps) {
    longest = Math.max(longest, steps);
  }
}
