// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.trace.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A trace of the last seconds that is kept in memory: see {@link Trace#flightRecorder}. Go's {@code
 * trace.FlightRecorder}.
 */
public final class FlightRecorder implements AutoCloseable {
  private final Traces.Recent recent;

  FlightRecorder(Traces.Recent recent) {
    this.recent = recent;
  }

  /**
   * Writes the recorded trace to a file. The recorder continues. Go's {@code WriteTo}.
   *
   * @param file the file, which is replaced if it exists
   * @throws UncheckedIOException if the file cannot be written
   */
  public void dump(Path file) {
    try {
      recent.dump(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the recording and drops what was recorded. Go's {@code Stop}. */
  @Override
  public void close() {
    recent.close();
  }
}
