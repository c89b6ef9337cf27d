// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.trace.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A trace of the last seconds, kept in memory: see {@link Trace#flightRecorder}. Go's {@code
 * trace.FlightRecorder}.
 */
public final class FlightRecorder implements AutoCloseable {
  private final Traces.Recent recent;

  FlightRecorder(Traces.Recent recent) {
    this.recent = recent;
  }

  /**
   * Writes what is kept to a file, as a trace. The recorder goes on.
   *
   * @param file where to; what was there is replaced
   * @throws UncheckedIOException if the file can not be written
   */
  public void dump(Path file) {
    try {
      recent.dump(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it and forgets all. */
  @Override
  public void close() {
    recent.close();
  }
}
