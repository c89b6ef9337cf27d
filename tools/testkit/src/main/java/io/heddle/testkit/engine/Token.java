// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as a word of at most 60 letters, with what it takes to see that a program is no longer
 * the one it was made for.
 *
 * @param deviations the shortened schedule; null if that does not fit
 * @param plan then, how to make the schedule
 * @param shortens whether it is to be shortened again
 * @param digest of all steps
 * @param anchor the last step; null if it does not fit
 */
record Token(
    @Nullable List<Deviation> deviations,
    @Nullable Plan plan,
    boolean shortens,
    String digest,
    @Nullable Step anchor) {
  /*
   * h1-x<deviations>-<digest>-<anchor>-<check>    or    h1-p<plan>-…, and h1-q<plan>-… if the schedule
   * is not to be shortened
   */
  private static final int LONGEST = 60;
  private static final String VERSION = "h1";

  /** Made with the race detector, without which the failure may be none. */
  private static final String WITH_RACES = "h1r";

  private static final int DIGEST = 5;
  private static final int CHECK = 2;

  /** A step in words. */
  record Step(int number, String path, Op op, String on) {
    private String encode() {
      return Integer.toString(number, Character.MAX_RADIX)
          + ':'
          + path
          + ':'
          + Integer.toString(op.ordinal(), Character.MAX_RADIX)
          + ':'
          + on.replace(' ', '_').replace("#", "..");
    }

    private static Step decode(String text) {
      var parts = text.split(":", -1);
      int op = parts.length == 4 ? Integer.parseInt(parts[2], Character.MAX_RADIX) : -1;
      if (op < 0 || op >= Op.values().length) {
        throw new IllegalArgumentException("not a step");
      }
      return new Step(
          Integer.parseInt(parts[0], Character.MAX_RADIX),
          parts[1],
          Op.values()[op],
          parts[3].replace("..", "#").replace('_', ' '));
    }

    private boolean isPlain() {
      return encode().matches("[A-Za-z0-9._:]*");
    }

    String inWords() {
      return "at step "
          + number
          + " goroutine "
          + path
          + " did not "
          + op.text()
          + (on.isEmpty() ? "" : " " + on);
    }
  }

  static String digestOf(long hash) {
    return Bits.check(hash, DIGEST);
  }

  /** The word; the plan is used only where the deviations do not fit. */
  static String of(
      List<Deviation> deviations,
      @Nullable Plan plan,
      boolean shortens,
      long hash,
      @Nullable Step last) {
    var digest = digestOf(hash);
    var anchor = last == null || !last.isPlain() ? "" : last.encode();
    var schedule = "x" + encode(deviations);
    for (var s :
        plan == null
            ? List.of(schedule)
            : List.of(schedule, (shortens ? "p" : "q") + plan.encode())) {
      for (var a : List.of(anchor, "")) {
        var word =
            (Races.areWatched() ? WITH_RACES : VERSION) + '-' + s + '-' + digest + '-' + a + '-';
        word += Bits.check(Seeds.mix(word.hashCode()), CHECK);
        if (word.length() <= LONGEST) {
          return word;
        }
      }
    }
    throw new IllegalStateException("the schedule is too long for a token");
  }

  /** True if the word was made with the race detector. */
  static boolean needsRaces(String word) {
    return word.startsWith(WITH_RACES + "-");
  }

  /** What the word means. */
  static Token parse(String word) {
    try {
      var parts = word.split("-", -1);
      int end = word.length() - CHECK;
      boolean isWhole =
          word.length() <= LONGEST
              && parts.length == 5
              && (parts[0].equals(VERSION) || parts[0].equals(WITH_RACES))
              && parts[4].equals(
                  Bits.check(Seeds.mix(word.substring(0, Math.max(0, end)).hashCode()), CHECK))
              && parts[2].length() == DIGEST
              && !parts[1].isEmpty();
      if (!isWhole) {
        throw new IllegalArgumentException("it is cut short, or no token");
      }
      var anchor = parts[3].isEmpty() ? null : Step.decode(parts[3]);
      var schedule = parts[1].substring(1);
      return switch (parts[1].charAt(0)) {
        case 'x' -> new Token(decode(schedule), null, false, parts[2], anchor);
        case 'p' -> new Token(null, Plan.decode(schedule), true, parts[2], anchor);
        case 'q' -> new Token(null, Plan.decode(schedule), false, parts[2], anchor);
        default -> throw new IllegalArgumentException("it is of another version");
      };
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "not a token of a schedule: \"" + word + "\": " + e.getMessage(), e);
    }
  }

  private record Who(boolean isDraw, int member) {}

  private static String encode(List<Deviation> deviations) {
    var bits = new Bits();
    var next = new HashMap<Who, Integer>();
    bits.put(deviations.size());
    for (var d : deviations) {
      var who = new Who(d.isDraw(), d.who() + 1);
      bits.put(who.member * 2 + (d.isDraw() ? 1 : 0));
      bits.put(d.nth() - next.getOrDefault(who, 0));
      bits.put(d.value());
      next.put(who, d.nth() + 1);
    }
    return bits.letters();
  }

  private static List<Deviation> decode(String letters) {
    var bits = Bits.of(letters);
    var next = new HashMap<Who, Integer>();
    int n = bits.get();
    var all = new ArrayList<Deviation>();
    for (int i = 0; i < n; i++) {
      int code = bits.get();
      var who = new Who((code & 1) == 1, code >> 1);
      int nth = bits.get() + next.getOrDefault(who, 0);
      all.add(new Deviation(who.isDraw, who.member - 1, nth, bits.get()));
      next.put(who, nth + 1);
    }
    return all;
  }
}
