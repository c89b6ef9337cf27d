// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import io.heddle.Task;
import io.heddle.testkit.engine.Rules;
import io.heddle.testkit.engine.Search;
import io.heddle.testkit.engine.Watch;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program in many schedules until one fails. Immutable; each method that sets an option
 * returns a new explorer.
 *
 * <p>Each schedule is a bubble. Before every operation on a Heddle primitive, its scheduler decides
 * which goroutine continues; these decisions, the random choices of selects, and the clock follow
 * from the seed. A schedule fails if a plain run would fail, if a goroutine is blocked for ever
 * after main has returned, or if the program makes no progress. Go has no counterpart.
 */
public final class Explorer {
  private final int schedules;
  private final @Nullable Long seed;
  private final Strategy strategy;
  private final boolean adversarialTime;
  private final long maxSteps;
  private final Duration maxVirtualTime;
  private final Duration timeLimit;
  private final boolean leaks;
  private final boolean shrink;
  private final UnaryOperator<String> repeat;

  private Explorer(Builder b) {
    schedules = b.schedules;
    seed = b.seed;
    strategy = b.strategy;
    adversarialTime = b.adversarialTime;
    maxSteps = b.maxSteps;
    maxVirtualTime = b.maxVirtualTime;
    timeLimit = b.timeLimit;
    leaks = b.leaks;
    shrink = b.shrink;
    repeat = b.repeat;
  }

  /** The same with something changed. */
  private static final class Builder {
    int schedules;
    @Nullable Long seed;
    Strategy strategy = Strategy.PORTFOLIO;
    boolean adversarialTime = true;
    long maxSteps = 100_000;
    Duration maxVirtualTime = Duration.ofHours(1);
    Duration timeLimit = Duration.ofDays(1);
    boolean leaks = true;
    boolean shrink = true;
    UnaryOperator<String> repeat = token -> "replay: \"" + token + "\"";
  }

  private Builder copy() {
    var b = new Builder();
    b.schedules = schedules;
    b.seed = seed;
    b.strategy = strategy;
    b.adversarialTime = adversarialTime;
    b.maxSteps = maxSteps;
    b.maxVirtualTime = maxVirtualTime;
    b.timeLimit = timeLimit;
    b.leaks = leaks;
    b.shrink = shrink;
    b.repeat = repeat;
    return b;
  }

  /**
   * Returns an explorer that tries a number of schedules.
   *
   * @param schedules the maximum number, 1 or more
   * @return a new explorer
   * @throws IllegalArgumentException if that is less than 1
   */
  public static Explorer of(int schedules) {
    var b = new Builder();
    b.schedules = atLeastOne(schedules, "schedules");
    return new Explorer(b);
  }

  private static <N extends Number> N atLeastOne(N n, String what) {
    if (n.longValue() < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, not " + n);
    }
    return n;
  }

  private static Duration positive(Duration d, String what) {
    if (!d.isPositive()) {
      throw new IllegalArgumentException(what + " must be positive, not " + d);
    }
    return d;
  }

  /**
   * Sets the seed from which all choices follow. By default it is random, and printed.
   *
   * @param seed the seed
   * @return a new explorer
   */
  public Explorer seed(long seed) {
    var b = copy();
    b.seed = seed;
    return new Explorer(b);
  }

  /**
   * Sets how schedules are chosen.
   *
   * @param strategy the strategy; {@link Strategy#PORTFOLIO} by default
   * @return a new explorer
   */
  public Explorer strategy(Strategy strategy) {
    var b = copy();
    b.strategy = Objects.requireNonNull(strategy, "strategy");
    return new Explorer(b);
  }

  /**
   * Sets whether the clock may advance while goroutines can run: true by default.
   *
   * @param on true if it may
   * @return a new explorer
   */
  public Explorer adversarialTime(boolean on) {
    var b = copy();
    b.adversarialTime = on;
    return new Explorer(b);
  }

  /**
   * Sets how many steps without progress are a livelock: 100,000 by default.
   *
   * @param steps the number of steps, 1 or more
   * @return a new explorer
   */
  public Explorer maxSteps(long steps) {
    var b = copy();
    b.maxSteps = atLeastOne(steps, "maxSteps");
    return new Explorer(b);
  }

  /**
   * Sets how much virtual time without progress is a livelock: an hour by default.
   *
   * @param time the time, positive
   * @return a new explorer
   */
  public Explorer maxVirtualTime(Duration time) {
    var b = copy();
    b.maxVirtualTime = positive(time, "maxVirtualTime");
    return new Explorer(b);
  }

  /**
   * Limits the real time of the exploration. When it has passed, no new schedule begins, and the
   * current one is aborted and does not count.
   *
   * @param limit the time, positive
   * @return a new explorer
   */
  public Explorer timeLimit(Duration limit) {
    var b = copy();
    b.timeLimit = positive(limit, "timeLimit");
    return new Explorer(b);
  }

  /**
   * Sets whether goroutines that are left blocked for ever are a failure: true by default.
   *
   * @param on true if they are
   * @return a new explorer
   */
  public Explorer leaks(boolean on) {
    var b = copy();
    b.leaks = on;
    return new Explorer(b);
  }

  /**
   * Sets whether a failing schedule is shortened: true by default.
   *
   * @param on true if it is
   * @return a new explorer
   */
  public Explorer shrink(boolean on) {
    var b = copy();
    b.shrink = on;
    return new Explorer(b);
  }

  /** How the last line of a report says how to repeat it, from the token. */
  Explorer repeatedBy(UnaryOperator<String> line) {
    var b = copy();
    b.repeat = line;
    return new Explorer(b);
  }

  /**
   * Runs the body in one schedule after another, until one fails or all have been tried. Exceptions
   * of the body are in the result, and not thrown.
   *
   * @param body the main function of each bubble
   * @return the result
   * @throws IllegalStateException if Heddle's own scheduler is not available in this JVM, or the
   *     caller is interrupted
   */
  public Exploration explore(Task body) {
    Objects.requireNonNull(body, "body");
    Bubble.requirePossible();
    long s = seed != null ? seed : ThreadLocalRandom.current().nextLong(1_000_000_000);
    if (seed == null) {
      System.err.println("heddle: exploring with seed " + s);
    }
    try {
      return told(new Search(settings(s), body).run());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Runs the body once, in the schedule of a token.
   *
   * @param token the token from a report
   * @param body the function for which the token was made
   * @return the result, with a failure if the body fails again; its cause is a {@link ChangedError}
   *     if the program has changed since the token was made
   * @throws IllegalArgumentException if it is not a token
   */
  public Exploration replay(String token, Task body) {
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(body, "body");
    Bubble.requirePossible();
    try {
      return told(new Search(settings(0), body).replay(token));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while exploring", e);
  }

  private Search.Settings settings(long s) {
    var rules = Rules.ofExplorer(adversarialTime, maxSteps, maxVirtualTime, leaks);
    return new Search.Settings(
        rules, strategy.name(), s, schedules, timeLimit, shrink, repeat, Watch.NOBODY);
  }

  private static Exploration told(Search.Found found) {
    var f = found.failing();
    return new Exploration(
        found.schedules(),
        found.exhausted(),
        f == null ? null : new Failure(f.cause(), f.token(), f.report(), f.schedule()));
  }
}
