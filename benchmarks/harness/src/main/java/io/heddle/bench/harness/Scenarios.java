// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.harness;

import java.util.HashMap;
import java.util.Map;

/**
 * What a subject can do, by scenario name. A scenario gets N, the operations of one repetition, and
 * SIZE, its parameter (goroutines, capacity, …); both come from the runner, so that every subject
 * does the same work. A scenario that is not here is a dash in the report.
 */
public final class Scenarios {
  /** A scenario without preparation: one call is one repetition. */
  @FunctionalInterface
  public interface Work {
    void run(int n, int size) throws Exception;
  }

  /** A scenario with a preparation that is not timed. */
  @FunctionalInterface
  public interface Prepared {
    Repetition prepare(int n, int size) throws Exception;
  }

  /** A scenario that measures something else than the time of a repetition, once per process. */
  @FunctionalInterface
  public interface Gauge {
    Map<String, Double> measure(int n, int size) throws Exception;
  }

  private final Map<String, Prepared> timed = new HashMap<>();
  private final Map<String, Gauge> gauges = new HashMap<>();

  public Scenarios timed(String name, Work work) {
    return prepared(name, (n, size) -> () -> work.run(n, size));
  }

  public Scenarios prepared(String name, Prepared scenario) {
    timed.put(name, scenario);
    return this;
  }

  public Scenarios gauge(String name, Gauge gauge) {
    gauges.put(name, gauge);
    return this;
  }

  boolean contain(String name) {
    return timed.containsKey(name) || gauges.containsKey(name);
  }

  Result measure(String name, int n, int size, int millis) throws Exception {
    var gauge = gauges.get(name);
    if (gauge != null) {
      return new Result(name, 1, gauge.measure(n, size));
    }
    var scenario = timed.get(name);
    if (scenario == null) {
      throw new IllegalArgumentException("no scenario " + name);
    }
    return Measure.measure(name, scenario.prepare(n, size), n, millis);
  }
}
