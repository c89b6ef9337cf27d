// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.testkit.ChangedError;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a failing run: its report and its token.
 *
 * @param repeat the line that says how to repeat it, from its token
 */
record Findings(UnaryOperator<String> repeat) {
  Search.Failing failing(
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
    var report = new Report(shown).text() + "\n" + where + "\n" + repeat.apply(token) + "\n";
    return new Search.Failing(cause(shown), token, report, schedule);
  }

  static Throwable cause(BubbleRun run) {
    var cause = run.failure();
    if (cause == null) {
      throw new IllegalArgumentException("it has not failed");
    }
    return cause;
  }

  static String doesNotRepeat(BubbleRun again, int differs) {
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

  Search.Failing unrepeatable(
      BubbleRun run, Throwable cause, @Nullable Plan plan, int schedule, String where) {
    var r = run.recorder();
    String token;
    try {
      token = Token.of(r.deviations(), plan, false, r.digest(), r.lastStep());
    } catch (IllegalStateException e) {
      token = Token.of(List.of(), null, false, r.digest(), null);
    }
    var report = run.text() + "\n" + where + "\n" + repeat.apply(token) + "\n";
    return new Search.Failing(cause, token, report, schedule);
  }

  Search.Failing changed(Token token, BubbleRun run, Repeat decider, String word) {
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
            + "\nThe token no longer fits this program. Explore again to get one that does.\n";
    return new Search.Failing(cause, word, report, 1);
  }
}
