// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.util.List;
import java.util.stream.Stream;

/**
 * One piece of work that every subject does alike.
 *
 * @param name as on the command line and in the tables
 * @param program what the subjects call it; several scenarios may be one program with different
 *     sizes
 * @param n operations of one repetition
 * @param size its parameter: goroutines, capacity, …
 * @param metrics the rows that it adds to the table
 */
record Scenario(String name, String program, int n, int size, List<Metric> metrics) {
  /**
   * A row of the table.
   *
   * @param row its name
   * @param key the value's name in a subject's answer
   * @param counts whether it enters the geometric mean
   */
  record Metric(String row, String key, Unit unit, boolean counts) {}

  private static final int MILLION = 1_000_000;

  /** What many do at once. */
  private static final List<Scenario> CROWDS =
      List.of(
          crowd("mutex-20k", "mutex-8", 400_000, 20_000),
          crowd("rwmutex-20k", "rwmutex-crowd", 400_000, 20_000),
          new Scenario(
              "close-100k",
              "close",
              100_000,
              0,
              List.of(
                  new Metric("close-100k", "time", Unit.NANOS, true),
                  new Metric("close-100k-first", "first", Unit.NANOS, false))),
          crowd("tickers-1k", "tickers", 5_000, 1000),
          crowd("exchange-1m", "exchange", 2 * MILLION, MILLION),
          crowd("unbuffered-busy", "busy", 100_000, 300),
          crowd("server-1k", "server", 20_000, 1000),
          crowd("outside-1", "outside", 64_000, 1),
          crowd("outside-8", "outside", 64_000, 8));

  private static final List<Scenario> FEW =
      List.of(
          time("ping-pong", 200_000, 0),
          time("unbuffered", 300_000, 0),
          time("buffered", MILLION, 128),
          time("mpmc-unbuffered", 400_000, 8),
          time("mpmc-buffered", 800_000, 8),
          time("fan-in", 300_000, 1000),
          time("select-3", 300_000, 3),
          time("select-default", 5 * MILLION, 2),
          time("select-many", 10_000, 1000),
          time("select-done", 300_000, 1000),
          time("spawn", MILLION, 0),
          time("spawn-join", 300_000, 0),
          time("ring", 300_000, 1000),
          time("pipeline", 100_000, 8),
          time("pipeline-unbuffered", 50_000, 8),
          time("sieve", 303, 2000),
          time("sieve-context", 303, 2000),
          time("skynet", MILLION, 0),
          time("mutex-1", 10 * MILLION, 1),
          time("mutex-8", 2 * MILLION, 8),
          time("rwmutex", 2 * MILLION, 8),
          time("gosched", MILLION, 8),
          time("sleepers", 500_000, 100_000),
          time("timers", 500_000, 1000),
          time("context-tree", 100_000, 1000),
          time("cpu", 10_000, 10_000),
          time("echo", 32_000, 64),
          time("hog", 200_000, 0),
          new Scenario(
              "latency",
              "latency",
              40_000,
              64,
              List.of(
                  new Metric("latency-p50", "p50", Unit.NANOS, false),
                  new Metric("latency-p99", "p99", Unit.NANOS, false),
                  new Metric("latency-p99.9", "p999", Unit.NANOS, false))),
          new Scenario(
              "parked",
              "parked",
              MILLION,
              0,
              List.of(
                  new Metric("parked-start", "start", Unit.NANOS, true),
                  new Metric("parked-resident", "resident", Unit.BYTES, true),
                  new Metric("parked-live", "live", Unit.BYTES, true))),
          growth("growth-1k", 1000, false),
          growth("growth-10k", 10_000, false),
          growth("growth-100k", 100_000, false),
          growth("growth-1m", MILLION, true),
          time("hello", 1, 0));

  static final List<Scenario> ALL = Stream.concat(FEW.stream(), CROWDS.stream()).toList();

  /**
   * What {@code --race} measures: the timed scenarios, with fewer operations, and five programs
   * that compute on fields, arrays and maps.
   */
  static final List<Scenario> RACE =
      Stream.concat(
              FEW.stream()
                  .filter(s -> s.metrics().getFirst().key().equals("time"))
                  .filter(s -> !s.isHello() && !s.name().equals("hog"))
                  .filter(s -> !s.name().startsWith("growth"))
                  .map(Scenario::shorter),
              Stream.of(
                  time("trees", 2 * MILLION, 2),
                  time("matrix", 160 * 160 * 160, 160),
                  time("primes", 4 * MILLION, 2),
                  time("words", 2 * MILLION, 20_000),
                  time("bodies", 200_000, 2)))
          .toList();

  /** A tenth of the operations, where the size allows it. */
  private Scenario shorter() {
    boolean isFixed = name.startsWith("sieve") || name.equals("skynet") || name.equals("sleepers");
    return isFixed ? this : new Scenario(name, program, n / 10, size, metrics);
  }

  private static Scenario time(String name, int n, int size) {
    return new Scenario(name, name, n, size, List.of(new Metric(name, "time", Unit.NANOS, true)));
  }

  private static Scenario crowd(String name, String program, int n, int size) {
    return new Scenario(
        name, program, n, size, List.of(new Metric(name, "time", Unit.NANOS, true)));
  }

  private static Scenario growth(String name, int live, boolean counts) {
    return new Scenario(
        name, "growth", 200_000, live, List.of(new Metric(name, "time", Unit.NANOS, counts)));
  }

  /** Whether it adds to the geometric mean. */
  boolean counts() {
    return metrics.stream().anyMatch(Metric::counts);
  }

  boolean isHello() {
    return name.equals("hello");
  }
}
