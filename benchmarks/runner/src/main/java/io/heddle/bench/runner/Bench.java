// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code heddle bench}: the same work in Go, Heddle, the JDK, Kotlin and Jox, side by side on this
 * machine.
 */
@Command(
    name = "heddle bench",
    mixinStandardHelpOptions = true,
    description = "Measures Heddle beside Go, Kotlin, Jox and the JDK on this machine.")
public final class Bench implements Callable<Integer> {
  @Option(
      names = "--only",
      split = ",",
      paramLabel = "SCENARIO",
      description = "these scenarios alone")
  private List<String> only = List.of();

  @Option(
      names = "--against",
      split = ",",
      paramLabel = "SUBJECT",
      description = "beside Heddle: go, jdk, kotlin, jox (default: all)")
  private List<String> against = List.of();

  @Option(
      names = "--rounds",
      description = "processes per subject and scenario (default: 3, with --quick or --trace 1)")
  private @Nullable Integer rounds;

  @Option(names = "--quick", description = "a first impression in a few minutes")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "write all figures there")
  private @Nullable Path json;

  @Option(names = "--report", description = "write RESULTS.md and its plots")
  private boolean report;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "measure nothing, take the figures of an earlier --json")
  private @Nullable Path from;

  @Option(
      names = "--profile",
      paramLabel = "SCENARIO",
      description = "where the time of one scenario goes: JFR and a flame graph")
  private @Nullable String profile;

  @Option(
      names = "--subject",
      defaultValue = "heddle",
      description = "whom to profile (default: ${DEFAULT-VALUE})")
  private String subject = "heddle";

  @Option(
      names = "--race",
      description = "what a race detector costs: Go's -race and Heddle's, each with and without")
  private boolean race;

  @Option(
      names = "--trace",
      description = "what an execution trace costs: Heddle without and with one, in turns")
  private boolean trace;

  @Option(names = "--list", description = "list the scenarios")
  private boolean list;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (list) {
      Scenario.ALL.forEach(s -> System.out.println(s.name()));
      return 0;
    }
    var home = Home.find();
    if (profile != null) {
      return new Profile(home).record(scenario(profile), subject(subject));
    }
    if (race) {
      return raceBench(home);
    }
    if (trace) {
      int times = rounds != null ? rounds : 1;
      new TraceCost(home, quick ? 2000 : 10_000, times).print(scenarios());
      return 0;
    }
    var results = from != null ? Results.read(from) : measure(home);
    System.out.println(Table.terminal(results));
    if (json != null) {
      results.write(json);
    }
    if (report) {
      Report.write(home, results);
    }
    return 0;
  }

  private int raceBench(Home home) throws Exception {
    for (var subject : RaceResults.SUBJECTS) {
      var missing = home.missing(subject);
      missing = missing != null ? missing : home.missingDetector(subject);
      if (missing != null) {
        System.err.println("heddle: " + subject.title() + ": " + missing);
        return 1;
      }
    }
    var scenarios =
        Scenario.RACE.stream().filter(s -> only.isEmpty() || only.contains(s.name())).toList();
    int times = rounds != null ? rounds : quick ? 1 : 3;
    var launch = Launch.byProcessor(home, quick ? 600 : 3000);
    var results =
        from != null
            ? RaceResults.read(from)
            : new RaceSeries(launch, new Progress(), times).run(scenarios, Machine.facts());
    System.out.println(RaceTable.terminal(results));
    if (json != null) {
      results.write(json);
    }
    if (report) {
      RaceReport.write(home, results);
    }
    return 0;
  }

  private Results measure(Home home) throws Exception {
    var scenarios = scenarios();
    Map<String, String> skipped = new LinkedHashMap<>();
    List<Subject> subjects = new ArrayList<>();
    for (var subject : subjects()) {
      var missing = home.missing(subject);
      if (missing == null) {
        subjects.add(subject);
      } else {
        skipped.put(subject.title(), missing);
        System.err.println("skipped: " + subject.title() + ": " + missing);
      }
    }
    int times = rounds != null ? rounds : quick ? 1 : 3;
    int millis = quick ? 600 : 2000;
    Map<String, String> facts =
        new LinkedHashMap<>(Map.of("Date", LocalDate.now(ZoneOffset.UTC).toString()));
    facts.putAll(Machine.facts());
    facts.putAll(Versions.facts(home));
    facts.put("Rounds", times + ", " + millis + " ms each at least");
    facts.put(
        "Flags", Home.limits() + "; Heddle's own: " + String.join(" ", Subject.HEDDLE.flags()));
    var rows = new Series(new Launch(home, millis), new Progress(), times).run(scenarios, subjects);
    return new Results(facts, skipped, rows);
  }

  private List<Scenario> scenarios() {
    var wanted = only.stream().map(this::scenario).toList();
    return Scenario.ALL.stream()
        .filter(s -> only.isEmpty() ? !quick || s.counts() : wanted.contains(s))
        .toList();
  }

  private Scenario scenario(String name) {
    return Scenario.ALL.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() -> wrong("no scenario " + name + "; --list shows them all"));
  }

  private List<Subject> subjects() {
    var wanted = against.stream().map(this::subject).toList();
    return Stream.of(Subject.values())
        .filter(s -> against.isEmpty() || s == Subject.HEDDLE || wanted.contains(s))
        .toList();
  }

  private Subject subject(String id) {
    return Stream.of(Subject.values())
        .filter(s -> s.id().equals(id))
        .findFirst()
        .orElseThrow(() -> wrong("no subject " + id + "; there are go, heddle, jdk, kotlin, jox"));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(new CommandLine(this), message);
  }
}
