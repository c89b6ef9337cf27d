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
   * @param exhausted there are no others
   * @param realWaits who has waited for the world outside, and where
   */
  public record Found(
      int schedules, boolean exhausted, @Nullable Failing failing, Set<String> realWaits) {}

  /** A failure. */
  public record Failing(Throwable cause, String token, String report, int schedule) {}

  /**
   * What to do.
   *
   * @param strategy the name of a strategy
   * @param timeLimit no new schedule after that time
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
  private final Set<Long> handOffs = new HashSet<>();
  private final Set<String> realWaits = new LinkedHashSet<>();
  private long stepsOfTrials;

  public Search(Settings settings, Task body) {
    this.settings = settings;
    this.body = body;
  }

  public Found run() throws InterruptedException {
    try (var carrier = new CarrierThread(true)) {
      return settings.strategy.equals("EXHAUSTIVE") ? exhaust(carrier) : sample(carrier);
    } finally {
      Races.forget();
    }
  }

  private Found sample(CarrierThread carrier) throws InterruptedException {
    var plans = new Plans(settings.strategy, settings.seed);
    long begin = System.nanoTime();
    for (int i = 0; i < settings.schedules; i++) {
      if (i > 0 && System.nanoTime() - begin > settings.timeLimit.toNanos()) {
        return new Found(i, false, null, realWaits);
      }
      var plan = plans.plan(i);
      var run = run(carrier, settings.rules, plan.decider());
      tell(i + 1, run);
      if (run.failure() != null) {
        return new Found(i + 1, false, failing(carrier, run, plan, i + 1), realWaits);
      }
      plans.learn(run.recorder().steps());
    }
    return new Found(settings.schedules, false, null, realWaits);
  }

  private Found exhaust(CarrierThread carrier) throws InterruptedException {
    var all = new Exhaustive();
    long begin = System.nanoTime();
    int counted = 0;
    boolean more = true;
    while (more && counted < settings.schedules) {
      if (System.nanoTime() - begin > settings.timeLimit.toNanos()) {
        return new Found(counted, false, null, realWaits);
      }
      var run = run(carrier, settings.rules, all);
      counted += all.isRepetition() ? 0 : 1;
      tell(counted, run);
      if (run.failure() != null) {
        return new Found(counted, false, failing(carrier, run, null, counted), realWaits);
      }
      more = all.nextRun();
    }
    return new Found(counted, !more, null, realWaits);
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
    realWaits.addAll(run.bubble().realWaits());
    return run;
  }

  private Failing failing(CarrierThread carrier, BubbleRun run, @Nullable Plan plan, int schedule)
      throws InterruptedException {
    var cause = cause(run);
    var where = "found in schedule " + schedule + (plan == null ? "" : ", by " + plan.name());
    if (carrier.isLost()) {
      return unrepeatable(
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
      return unrepeatable(run, cause, plan, schedule, where + doesNotRepeat(again, differs));
    }
    var shrunk = shrink(carrier, run);
    int choices = run.recorder().deviations().size();
    var shown = repeat(carrier, shrunk, settings.rules.recording());
    if (shown.failure() == null || !shown.kind().equals(run.kind())) {
      return unrepeatable(run, cause, plan, schedule, where + doesNotRepeat(shown, -1));
    }
    where +=
        ", shortened from " + choices + " to " + shown.recorder().deviations().size() + " choices";
    return failing(shown, shrunk, plan, settings.shrinks, schedule, where);
  }

  private Failing failing(
      BubbleRun shown,
      List<Deviation> shrunk,
      @Nullable Plan plan,
      boolean shortens,
      int schedule,
      String where) {
    var r = shown.recorder();
    String token;
    try {
      token = Token.of(shrunk, plan, shortens, r.digest(), r.lastStep());
    } catch (IllegalStateException e) {
      where += "; " + e.getMessage() + ", and the one below does not repeat it";
      token = Token.of(List.of(), null, false, r.digest(), r.lastStep());
    }
    var report =
        new Report(shown).text() + "\n" + where + "\n" + settings.repeat.apply(token) + "\n";
    return new Failing(cause(shown), token, report, schedule);
  }

  private static Throwable cause(BubbleRun run) {
    var cause = run.failure();
    if (cause == null) {
      throw new IllegalArgumentException("it has not failed");
    }
    return cause;
  }

  private static String doesNotRepeat(BubbleRun again, int differs) {
    var what =
        new StringBuilder("\nThis failure does not repeat: run again by the same schedule, ");
    if (differs >= 0) {
      what.append("the program differs from step ").append(differs + 1).append(" on");
    } else {
      what.append(again.failure() == null ? "it did not fail" : "it failed otherwise");
    }
    return what
        + ".\n"
        + "The likely cause is something that the schedule does not decide: state that a run leaves"
        + " to the next (a static field, a captured object), identity hash codes, the iteration"
        + " order of Set.of and Map.of, random numbers, real time, input, threads that are not of"
        + " the bubble.";
  }

  private Failing unrepeatable(
      BubbleRun run, Throwable cause, @Nullable Plan plan, int schedule, String where) {
    var r = run.recorder();
    String token;
    try {
      token = Token.of(r.deviations(), plan, false, r.digest(), r.lastStep());
    } catch (IllegalStateException e) {
      token = Token.of(List.of(), null, false, r.digest(), null);
    }
    var report = run.text() + "\n" + where + "\n" + settings.repeat.apply(token) + "\n";
    return new Failing(cause, token, report, schedule);
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
      var schedule = token.deviations();
      if (schedule == null) {
        var first = run(carrier, rules, Objects.requireNonNull(token.plan()).decider());
        schedule =
            first.failure() == null || !token.shortens()
                ? List.copyOf(first.recorder().deviations())
                : shrink(carrier, first);
      }
      var decider = new Repeat(schedule);
      var shown = run(carrier, rules.recording(), decider);
      var r = shown.recorder();
      if (!Token.digestOf(r.digest()).equals(token.digest())) {
        return new Found(1, false, changed(token, shown, decider, word), realWaits);
      }
      if (shown.failure() == null) {
        return new Found(1, false, null, realWaits);
      }
      return new Found(
          1,
          false,
          failing(shown, schedule, token.plan(), token.shortens(), 1, "repeated the schedule"),
          realWaits);
    } finally {
      Races.forget();
    }
  }

  private Failing changed(Token token, BubbleRun run, Repeat decider, String word) {
    var anchor = token.anchor();
    var now = anchor == null ? null : run.recorder().step(anchor.number());
    String what;
    if (anchor != null && !anchor.equals(now)) {
      what = anchor.inWords();
    } else if (decider.misfit() != null) {
      what = decider.misfit();
    } else {
      what = "its steps are not those of the schedule";
    }
    var cause = new ChangedError("the program has changed: " + what);
    var report =
        cause.getMessage()
            + "\n\n"
            + new Report(run).text()
            + "\n"
            + settings.repeat.apply(word)
            + "\n";
    return new Failing(cause, word, report, 1);
  }
}
