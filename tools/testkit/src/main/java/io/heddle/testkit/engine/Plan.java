// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

/**
 * How one schedule is made, in a few numbers: enough to make it again.
 *
 * @param kind r: random walk, c: PCT, o: POS, b: round robin
 * @param depth PCT's, or round robin's quantum
 * @param length PCT's
 */
record Plan(char kind, int depth, int length, long seed) {
  Decider decider() {
    return switch (kind) {
      case 'r' -> new RandomWalk(seed);
      case 'c' -> new Pct(seed, depth, length);
      case 'o' -> new Pos(seed);
      case 'b' -> new RoundRobin(depth);
      default -> throw new IllegalArgumentException("no strategy is called " + kind);
    };
  }

  String encode() {
    return kind
        + Integer.toString(depth, Character.MAX_RADIX)
        + '.'
        + Integer.toString(length, Character.MAX_RADIX)
        + '.'
        + Long.toString(seed, Character.MAX_RADIX);
  }

  static Plan decode(String text) {
    var parts = text.substring(1).split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a plan");
    }
    var plan =
        new Plan(
            text.charAt(0),
            Integer.parseInt(parts[0], Character.MAX_RADIX),
            Integer.parseInt(parts[1], Character.MAX_RADIX),
            Long.parseLong(parts[2], Character.MAX_RADIX));
    plan.decider();
    return plan;
  }

  /** In words. */
  String name() {
    return switch (kind) {
      case 'r' -> "RANDOM";
      case 'c' -> "PCT of depth " + depth;
      case 'o' -> "POS";
      default -> "ROUND_ROBIN";
    };
  }
}
