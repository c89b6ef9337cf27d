// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.profile.Sampler;
import io.heddle.internal.program.GoroutineProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Profiles in pprof's format, which {@code go tool pprof} and most profile viewers open: Go's
 * {@code runtime/pprof}. For profiles of processor time use the JDK's own profilers.
 */
public final class Profiles {
  private Profiles() {}

  /**
   * Writes the number of goroutines at each stack. Go's {@code goroutine} profile.
   *
   * @param file the file, which is replaced if it exists
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void goroutine(Path file) {
    try {
      GoroutineProfile.write(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts to record where goroutines and threads wait in primitives of this library, and for how
   * long; sleeping does not count. Go's {@code SetBlockProfileRate}.
   *
   * @param sampling on average, one wait is recorded per this duration of waiting; one nanosecond
   *     records all waits. Counts and times are scaled, so that their sums are correct for every
   *     rate
   * @return the recording, which is to be stopped
   * @throws IllegalArgumentException if {@code sampling} is not positive
   */
  public static Recording block(Duration sampling) {
    if (sampling.isZero() || sampling.isNegative()) {
      throw new IllegalArgumentException("sampling must be positive, not " + sampling);
    }
    return new Recording(Sampler.ofWaits(sampling.toNanos()));
  }

  /**
   * Starts to record for how long others waited for a {@code Mutex} or {@code RWMutex}, by the
   * place that unlocked it. Go's {@code SetMutexProfileFraction}.
   *
   * @param fraction one wait in {@code fraction} is recorded; counts and times are scaled
   *     accordingly
   * @return the recording, which is to be stopped
   * @throws IllegalArgumentException if {@code fraction} is below 1
   */
  public static Recording mutex(int fraction) {
    if (fraction < 1) {
      throw new IllegalArgumentException("fraction must be 1 or more, not " + fraction);
    }
    return new Recording(Sampler.ofLocks(fraction));
  }
}
