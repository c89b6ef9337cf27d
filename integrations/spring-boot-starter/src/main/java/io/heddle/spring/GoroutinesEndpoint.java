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
 * The actuator endpoint {@code goroutines}: JSON, or the text of {@link Goroutines#dump} for
 * clients that accept {@code text/plain}.
 */
@Endpoint(id = "goroutines")
public final class GoroutinesEndpoint {
  private static final int MOST = 1_000;

  /** Makes the endpoint. */
  public GoroutinesEndpoint() {}

  /**
   * The response as JSON.
   *
   * @param maxProcs how many goroutines may run at once
   * @param count the number of goroutines
   * @param states the number of goroutines by state
   * @param goroutines the first thousand goroutines
   */
  public record Descriptor(
      int maxProcs, int count, Metrics.Goroutines states, List<One> goroutines) {}

  /**
   * A goroutine.
   *
   * @param id its number
   * @param name its name, which may be empty
   * @param state running, runnable or waiting
   * @param waitReason why it waits
   * @param waitingOn a description of the object that it waits on
   * @param since for how long it has been waiting
   * @param createdAt where it was started, if that is known
   * @param stack its stack
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
   * Returns what the goroutines do.
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
