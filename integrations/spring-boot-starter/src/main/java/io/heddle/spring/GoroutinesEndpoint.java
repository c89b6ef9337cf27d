// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import io.heddle.runtime.Goroutine;
import io.heddle.runtime.Goroutines;
import io.heddle.runtime.Metrics;
import io.heddle.runtime.Scheduling;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The actuator endpoint {@code goroutines}: as JSON, or as the text of {@link Goroutines#dump} for
 * who accepts {@code text/plain}.
 */
@Endpoint(id = "goroutines")
public final class GoroutinesEndpoint {
  private static final int MOST = 1_000;

  /** Knows the process's goroutines. */
  public GoroutinesEndpoint() {}

  /**
   * The answer as JSON.
   *
   * @param maxProcs how many may run at the same instant
   * @param count how many there are
   * @param states the same by state
   * @param goroutines the first thousand of them
   */
  public record Descriptor(
      int maxProcs, int count, Metrics.Goroutines states, List<One> goroutines) {}

  /**
   * One goroutine.
   *
   * @param id its number
   * @param name its name, which may be empty
   * @param state running, runnable or waiting
   * @param waitReason what kind of thing it waits for
   * @param waitingOn for what
   * @param since for how long
   * @param createdAt where it was started, if that is known
   * @param stack where it is
   */
  public record One(
      long id,
      String name,
      String state,
      String waitReason,
      @Nullable String waitingOn,
      Duration since,
      @Nullable String createdAt,
      List<String> stack) {}

  /**
   * What goroutines do.
   *
   * @return a snapshot
   */
  @ReadOperation
  public Descriptor goroutines() {
    var all = Goroutines.list();
    var some = all.stream().limit(MOST).map(GoroutinesEndpoint::one).toList();
    return new Descriptor(
        Scheduling.maxProcs(), all.size(), Scheduling.metrics().goroutines(), some);
  }

  /**
   * The same as a text.
   *
   * @return a dump of all
   */
  @ReadOperation(produces = "text/plain;charset=UTF-8")
  public String dump() {
    return Goroutines.dump();
  }

  private static One one(Goroutine g) {
    var at = g.createdAt();
    return new One(
        g.id(),
        g.name(),
        g.state(),
        g.waitReason(),
        g.waitingOn(),
        g.since(),
        at == null ? null : at.toString(),
        Arrays.stream(g.stack()).map(StackTraceElement::toString).toList());
  }
}
