// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.trace.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Records what goroutines do: when each one is started, runs, is ready and waits, what it waits
 * for, and which one wakes it. Go's {@code runtime/trace}. {@code heddle trace FILE} shows a trace;
 * {@code heddle run --trace} and {@code heddle trace record} record one without changes to the
 * program.
 *
 * <p>A trace about doubles the time of a switch; without a trace there is no cost. On the JDK's
 * scheduler, a trace does not show how long a goroutine that was woken waits for a carrier.
 */
public final class Trace {
  private Trace() {}

  /**
   * A named interval in a trace. A {@link #region} must be closed by the goroutine that began it.
   */
  @FunctionalInterface
  public interface Region extends AutoCloseable {
    /** Ends the interval. */
    @Override
    void close();
  }

  /**
   * Starts a trace that is written to a file, until {@link #stop} or the end of the process. If the
   * disk is full, the trace ends with one line on standard error, and the program continues. Go's
   * {@code trace.Start}.
   *
   * @param file the file, which is replaced if it exists
   * @throws IllegalStateException if another trace is being written to a file
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void start(Path file) {
    try {
      if (!Traces.start(file)) {
        throw new IllegalStateException("a trace goes to a file already; stop it first");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the trace that is written to a file, and waits until it is written. Does nothing if there
   * is none. Go's {@code trace.Stop}.
   */
  public static void stop() {
    Traces.stop();
  }

  /**
   * Starts a trace that is kept in memory, at most 64 MB, so that the last seconds can be written
   * when something has happened. Go's {@code trace.FlightRecorder}.
   *
   * @param keep the time for which events are kept at least, memory permitting
   * @return the recorder, which costs as much as a trace until it is closed
   * @throws IllegalArgumentException if {@code keep} is not positive
   */
  public static FlightRecorder flightRecorder(Duration keep) {
    if (keep.isZero() || keep.isNegative()) {
      throw new IllegalArgumentException("keep must be positive, not " + keep);
    }
    return new FlightRecorder(Traces.recent(nanos(keep)));
  }

  private static long nanos(Duration d) {
    try {
      return d.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE / 2;
    }
  }

  /**
   * Marks an interval of the calling goroutine, until the region is closed: {@code try (var r =
   * Trace.region("parse")) { … }}. Regions of one goroutine may be nested. Go's {@code
   * trace.StartRegion}.
   *
   * @param name its name in the trace
   * @return the region
   */
  public static Region region(String name) {
    Traces.region(true, name);
    return () -> Traces.region(false, name);
  }

  /**
   * Begins a task on which several goroutines may work, such as a request. Go's {@code
   * trace.NewTask}.
   *
   * @param name its name in the trace
   * @return the task, which any thread may close
   */
  public static Region task(String name) {
    long number = Traces.taskBegins(name);
    return () -> Traces.taskEnds(number);
  }

  /**
   * Records a message of the calling goroutine. Go's {@code trace.Log}.
   *
   * @param message the message, of which at most 500 characters are kept
   */
  public static void log(String message) {
    Traces.log(message);
  }
}
