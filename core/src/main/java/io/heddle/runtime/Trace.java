// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.trace.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Writes down what goroutines do: when each is started, runs, is ready, waits and for what, and who
 * wakes it. Go's {@code runtime/trace}. {@code heddle trace FILE} shows it; {@code heddle run
 * --trace} and {@code heddle trace record} write one without a line of code.
 *
 * <p>A trace costs about as much again as switches cost; a program without one pays nothing. On the
 * JDK's scheduler it is not known when a goroutine that has been woken waits for a carrier.
 */
public final class Trace {
  private Trace() {}

  /** A stretch of what the caller does, for its trace. To be closed by the same goroutine. */
  @FunctionalInterface
  public interface Region extends AutoCloseable {
    /** It ends here. */
    @Override
    void close();
  }

  /**
   * Begins a trace that goes to a file; it ends with {@link #stop}, or with the process. If the
   * disk is full the trace ends there, one line on standard error says so, and the program goes on.
   *
   * @param file where to; what was there is replaced
   * @throws IllegalStateException if another trace goes to a file
   * @throws UncheckedIOException if the file can not be written
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

  /** Ends the trace that goes to a file and waits until it is written. Nothing if there is none. */
  public static void stop() {
    Traces.stop();
  }

  /**
   * Begins a trace that is kept in memory, at most 64 MB of it, so that the last seconds can be
   * written when something has happened. Go's {@code trace.FlightRecorder}.
   *
   * @param keep for how long events are kept; they may be kept longer
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
   * Marks what the calling goroutine does until the region is closed: {@code try (var r =
   * Trace.region("parse")) { … }}. Regions of one goroutine may lie within each other. Go's {@code
   * trace.StartRegion}.
   *
   * @param name what it is called
   * @return the region
   */
  public static Region region(String name) {
    Traces.region(true, name);
    return () -> Traces.region(false, name);
  }

  /**
   * Begins something that several goroutines may work on, such as a request. Go's {@code
   * trace.NewTask}.
   *
   * @param name what it is called
   * @return what ends it when it is closed, by anybody
   */
  public static Region task(String name) {
    long number = Traces.taskBegins(name);
    return () -> Traces.taskEnds(number);
  }

  /**
   * Notes something at this moment, for the calling goroutine. Go's {@code trace.Log}.
   *
   * @param message at most 500 characters of it are kept
   */
  public static void log(String message) {
    Traces.log(message);
  }
}
