// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.explore;

import io.heddle.cli.program.ClassPath;
import io.heddle.cli.program.FreshProgram;
import io.heddle.cli.program.RunRequest;
import io.heddle.cli.program.UserError;
import io.heddle.testkit.engine.Rules;
import io.heddle.testkit.engine.Search;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** {@code heddle explore} and {@code heddle replay}: a program in many schedules, or in one. */
public final class Exploring {
  /** Status of a replay with a program that is not the one that the token was made for. */
  private static final int CHANGED = 3;

  private final RunRequest request;
  private final boolean leaks;

  public Exploring(RunRequest request, boolean leaks) {
    this.request = request;
    this.leaks = leaks;
  }

  /**
   * How to explore.
   *
   * @param strategy the name of a strategy
   * @param timeLimit when it ends
   * @param json where to write what was found, for programs
   */
  public record Plan(
      int schedules, long seed, String strategy, Duration timeLimit, @Nullable Path json) {}

  /** Prints what was found and returns the status: 0, or 1 for a failure. */
  public int explore(Plan plan) throws UserError {
    requireWritable(plan.json());
    var found =
        run(plan.strategy(), plan.seed(), plan.schedules(), plan.timeLimit(), true, Search::run);
    var failing = found.failing();
    if (failing == null) {
      System.out.println(
          "no failure in "
              + count(found.schedules(), "schedule")
              + " (seed "
              + plan.seed()
              + ")"
              + why(found, plan));
      if (!found.realWaits().isEmpty()) {
        System.err.println(
            "heddle: waited in real time, which no schedule decides: "
                + String.join(", ", found.realWaits()));
      }
      if (found.givenUp() > 0) {
        System.err.println(
            "heddle: gave up "
                + found.givenUp()
                + " of "
                + count(found.schedules(), "schedule")
                + ", in which nobody could go on for two seconds without the world outside");
      }
      if (!found.left().isEmpty()) {
        System.err.println(
            "heddle: left waiting in a loop without an end when main returned, which is no failure:"
                + " "
                + String.join(", ", found.left()));
      }
    } else {
      System.out.print(failing.report());
    }
    if (plan.json() != null) {
      write(plan.json(), plan, found);
    }
    return failing == null ? 0 : 1;
  }

  private static String why(Search.Found found, Plan plan) {
    if (found.exhausted()) {
      return ": there are no others";
    }
    return found.schedules() < plan.schedules()
        ? ": the time limit of " + seconds(plan.timeLimit()) + " was reached"
        : "";
  }

  private static String seconds(Duration d) {
    return d.toMillis() % 1000 == 0 ? d.toSeconds() + "s" : d.toMillis() + "ms";
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  /** The same for the schedule of a token; 3 if it was made for another program. */
  public int replay(String token) throws UserError {
    try {
      Search.requireToken(token);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(String.valueOf(e.getMessage()));
    }
    var failing = run("PORTFOLIO", 0, 1, Duration.ofDays(1), false, s -> s.replay(token)).failing();
    if (failing == null) {
      System.out.println("did not fail");
      return 0;
    }
    System.out.print(failing.report());
    return Search.isChange(failing.cause()) ? CHANGED : 1;
  }

  @FunctionalInterface
  private interface Way {
    Search.Found in(Search search) throws InterruptedException;
  }

  private Search.Found run(
      String strategy, long seed, int schedules, Duration timeLimit, boolean showsProgress, Way way)
      throws UserError {
    var program = FreshProgram.of(request);
    var surroundings = new Surroundings(program, new Progress(showsProgress));
    var settings =
        new Search.Settings(
            Rules.ofProgram(leaks),
            strategy,
            seed,
            schedules,
            timeLimit,
            true,
            this::howToReplay,
            surroundings);
    try {
      return way.in(new Search(settings, program::run));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.of("interrupted while it explored");
    } finally {
      surroundings.restore();
    }
  }

  /** The last line of a report: a command for a shell. */
  private String howToReplay(String token) {
    var words = new ArrayList<>(List.of("replay:", "heddle", "replay"));
    if (request.mainClass() != null) {
      words.addAll(List.of("--main", quoted(request.mainClass())));
    }
    if (request.classPath() != null) {
      words.addAll(List.of("-cp", quoted(ClassPath.text(request.classPath()))));
    }
    words.add(token);
    words.add(quoted(request.target()));
    request.args().forEach(arg -> words.add(quoted(arg)));
    return String.join(" ", words);
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static void requireWritable(@Nullable Path json) throws UserError {
    if (json == null) {
      return;
    }
    var folder = json.toAbsolutePath().getParent();
    boolean can =
        Files.exists(json) ? Files.isWritable(json) : folder != null && Files.isWritable(folder);
    if (!can || Files.isDirectory(json)) {
      throw UserError.of("can't write " + json + ", check the folder and its permissions");
    }
  }

  private void write(Path json, Plan plan, Search.Found found) throws UserError {
    try {
      JsonReport.write(json, plan, found, this::howToReplay);
    } catch (IOException | JacksonException e) {
      throw UserError.of("can't write " + json + ": " + e.getMessage());
    }
  }
}
