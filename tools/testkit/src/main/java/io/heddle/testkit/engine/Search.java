// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.Task;
import io.heddle.testkit.ChangedError;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs a body in one schedule after the other until one fails, and makes the most of that. */
public final class Search {
  /*
   * A failing run is repeated by its deviations. If the repetition is not the same, step by step, the
   * program depends on something else than the schedule; then nothing can be shortened. Else the
   * deviations are shrunk, and the shrunk schedule is run once more, with all that a report shows.
   */

  /**
   * What came of it.
   *
   * @param schedules how many were run to the end, repetitions of a failing one aside
   * @param givenUp how many of them ended with everybody waiting, and somebody for the world
   *     outside
   * @param exhausted there are no others
   * @param realWaits who has waited for the world outside, and where
   * @param left who was left in a loop without an end when main had returned, and where
   */
  public record Found(
      int schedules,
      int givenUp,
      boolean exhausted,
      @Nullable Failing failing,
      Set<String> realWaits,
      Set<String> left) {}

  /** A failure. */
  public record Failing(Throwable cause, String token, String report, int schedule) {}

  /**
   * What to do.
   *
   * @param strategy the name of a strategy
   * @param timeLimit no new schedule after that time, and the one that runs then is broken off
   * @param repeat the line of the report that says how to repeat it, from its token
   * @param watch is told of each run
   */
  public record Settings(
      Rules rules,
      String strategy,
      long seed,
      int schedules,
      Duration timeLimit,
      boolean shrinks,
      UnaryOperator<String> repeat,
      Watch watch) {}

  private final Settings settings;
  private final Task body;
  private final Findings findings;
  private final long begin = System.nanoTime();
  private final Set<Long> handOffs = new HashSet<>();
  private final Set<String> realWaits = new LinkedHashSet<>();
  private final Set<String> left = new LinkedHashSet<>();
  private int givenUp;
  private long stepsOfTrials;

  public Search(Settings settings, Task body) {
    this.settings = settings;
    this.body = body;
    this.findings = new Findings(settings.repeat);
  }

  public Found run() throws InterruptedException {
    try (var carrier = new CarrierThread(true)) {
      carrier.breaksOffAfter(begin + settings.timeLimit.toNanos());
      return settings.strategy.equals("EXHAUSTIVE") ? exhaust(carrier) : sample(carrier);
    } finally {
      Races.forget();
    }
  }

  private Found sample(CarrierThread carrier) throws InterruptedException {
    var plans = new Plans(settings.strategy, settings.seed);
    for (int i = 0; i < settings.schedules; i++) {
      var plan = plans.plan(i);
      var run = timeIsUp() ? null : run(carrier, settings.rules, plan.decider());
      if (run == null || run.bubble().ending.isBrokenOff()) {
        return found(i, false, null);
      }
      countIfGivenUp(run);
      tell(i + 1, run);
      if (run.failure() != null) {
        return found(i + 1, false, failing(carrier, run, plan, i + 1));
      }
      plans.learn(run.recorder().steps());
    }
    return found(settings.schedules, false, null);
  }

  private Found exhaust(CarrierThread carrier) throws InterruptedException {
    var all = new Exhaustive();
    int counted = 0;
    boolean more = true;
    while (more && counted < settings.schedules) {
      var run = timeIsUp() ? null : run(carrier, settings.rules, all);
      if (run == null || run.bubble().ending.isBrokenOff()) {
        return found(counted, false, null);
      }
      if (!all.isRepetition()) {
        counted++;
        countIfGivenUp(run);
      }
      tell(counted, run);
      if (run.failure() != null) {
        return found(counted, false, failing(carrier, run, null, counted));
      }
      more = all.nextRun();
    }
    return found(counted, !more, null);
  }

  private Found found(int schedules, boolean exhausted, @Nullable Failing failing) {
    return new Found(schedules, givenUp, exhausted, failing, realWaits, left);
  }

  private boolean timeIsUp() {
    return System.nanoTime() - begin > settings.timeLimit.toNanos();
  }

  private void countIfGivenUp(BubbleRun run) {
    givenUp += run.bubble().ending.isGivenUp() ? 1 : 0;
  }

  private void tell(int schedules, BubbleRun run) {
    if (settings.watch.wantsHandOffs()) {
      run.recorder().addHandOffs(handOffs);
    }
    settings.watch.schedules(schedules, handOffs.size());
  }

  private BubbleRun run(CarrierThread carrier, Rules rules, Decider decider)
      throws InterruptedException {
    settings.watch.begins();
    Races.forget();
    var run = BubbleRun.of(carrier, new DeterministicScheduler(rules, decider), body);
    if (run.failure() != null) {
      settings.watch.fails();
    }
    realWaits.addAll(run.bubble().rest.realWaits());
    left.addAll(run.bubble().rest.endless());
    return run;
  }

  private Failing failing(CarrierThread carrier, BubbleRun run, @Nullable Plan plan, int schedule)
      throws InterruptedException {
    carrier.neverBreaksOff();
    var cause = Findings.cause(run);
    var where = "found in schedule " + schedule + (plan == null ? "" : ", by " + plan.name());
    if (carrier.isLost()) {
      return findings.unrepeatable(
          run, cause, plan, schedule, where + "; a schedule that never yields is not repeated");
    }
    var again = repeat(carrier, run.recorder().deviations(), settings.rules);
    int differs = run.recorder().firstDifference(again.recorder());
    if (run.kind().equals(again.kind()) && differs >= 0) {
      // The first run initializes classes, and that has steps of its own: is the second like the
      // third?
      var first = again;
      again = repeat(carrier, first.recorder().deviations(), settings.rules);
      int differsAgain = first.recorder().firstDifference(again.recorder());
      if (differsAgain < 0) {
        run = first;
        differs = -1;
      }
    }
    if (!run.kind().equals(again.kind()) || differs >= 0) {
      return findings.unrepeatable(
          run, cause, plan, schedule, where + Findings.doesNotRepeat(again, differs));
    }
    var shrunk = shrink(carrier, run);
    int choices = run.recorder().deviations().size();
    var shown = repeat(carrier, shrunk, settings.rules.recording());
    if (shown.failure() == null || !shown.kind().equals(run.kind())) {
      return findings.unrepeatable(
          run, cause, plan, schedule, where + Findings.doesNotRepeat(shown, -1));
    }
    where +=
        ", shortened from " + choices + " to " + shown.recorder().deviations().size() + " choices";
    return findings.failing(shown, shrunk, plan, settings.shrinks, schedule, where);
  }

  private BubbleRun repeat(CarrierThread carrier, List<Deviation> schedule, Rules rules)
      throws InterruptedException {
    return run(carrier, rules, new Repeat(schedule));
  }

  private List<Deviation> shrink(CarrierThread carrier, BubbleRun failed)
      throws InterruptedException {
    var all = List.copyOf(failed.recorder().deviations());
    if (!settings.shrinks) {
      return all;
    }
    stepsOfTrials = 0;
    return new Shrinker(
            new Shrinker.Trial() {
              @Override
              public @Nullable List<Deviation> run(List<Deviation> schedule)
                  throws InterruptedException {
                if (timeIsUp()) {
                  stepsOfTrials = Long.MAX_VALUE;
                  return null;
                }
                var r = repeat(carrier, schedule, settings.rules);
                stepsOfTrials += r.recorder().steps();
                return r.kind().equals(failed.kind())
                    ? List.copyOf(r.recorder().deviations())
                    : null;
              }

              @Override
              public long steps() {
                return stepsOfTrials;
              }
            })
        .shrink(all);
  }

  /**
   * Refuses what is no token.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public static void requireToken(String word) {
    Token.parse(word);
  }

  /** True if the token was made with the race detector in the JVM, and is to be replayed so. */
  public static boolean needsRaceDetector(String word) {
    return Token.needsRaces(word);
  }

  /** True if the failure is that the program is not the one that a token was made for. */
  public static boolean isChange(Throwable cause) {
    return cause instanceof ChangedError;
  }

  /**
   * Runs the schedule of a token.
   *
   * @throws IllegalArgumentException if it is none
   */
  public Found replay(String word) throws InterruptedException {
    var token = Token.parse(word);
    var rules = settings.rules;
    try (var carrier = new CarrierThread(true)) {
      var decider = new Repeat(schedule(carrier, token));
      var shown = run(carrier, rules.recording(), decider);
      if (!isSame(shown, token) && !carrier.isLost()) {
        // It may have initialized classes, and that has steps of its own.
        decider = new Repeat(schedule(carrier, token));
        shown = run(carrier, rules.recording(), decider);
      }
      if (!isSame(shown, token)) {
        return found(1, false, findings.changed(token, shown, decider, word));
      }
      if (shown.failure() == null) {
        return found(1, false, null);
      }
      return found(
          1,
          false,
          findings.failing(
              shown,
              decider.schedule(),
              token.plan(),
              token.shortens(),
              1,
              "repeated the schedule"));
    } finally {
      Races.forget();
    }
  }

  private List<Deviation> schedule(CarrierThread carrier, Token token) throws InterruptedException {
    var told = token.deviations();
    if (told != null) {
      return told;
    }
    var made = run(carrier, settings.rules, Objects.requireNonNull(token.plan()).decider());
    return made.failure() == null || !token.shortens()
        ? List.copyOf(made.recorder().deviations())
        : shrink(carrier, made);
  }

  private static boolean isSame(BubbleRun run, Token token) {
    return Token.digestOf(run.recorder().digest()).equals(token.digest());
  }
}
