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
 * {@code runtime/pprof}. For where processor time goes there are the JDK's own profilers.
 */
public final class Profiles {
  private Profiles() {}

  /**
   * Writes how many goroutines stand where.
   *
   * @param file where to; what was there is replaced
   * @throws UncheckedIOException if the file can not be written
   */
  public static void goroutine(Path file) {
    try {
      GoroutineProfile.write(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Begins to note where goroutines and threads wait in primitives of this library, and for how
   * long; sleeping is no waiting. Go's {@code SetBlockProfileRate}.
   *
   * @param sampling on average one wait is noted per so much time waited; a nanosecond notes all.
   *     Counts and times are scaled, so that their sums are right whatever it is
   * @return what ends it
   * @throws IllegalArgumentException if {@code sampling} is not positive
   */
  public static Recording block(Duration sampling) {
    if (sampling.isZero() || sampling.isNegative()) {
      throw new IllegalArgumentException("sampling must be positive, not " + sampling);
    }
    return new Recording(Sampler.ofWaits(sampling.toNanos()));
  }

  /**
   * Begins to note for how long others waited for a {@code Mutex} or {@code RWMutex}, at the place
   * that gave it back to them. Go's {@code SetMutexProfileFraction}.
   *
   * @param fraction one in so many waits is noted; counts and times are scaled accordingly
   * @return what ends it
   * @throws IllegalArgumentException if {@code fraction} is below 1
   */
  public static Recording mutex(int fraction) {
    if (fraction < 1) {
      throw new IllegalArgumentException("fraction must be 1 or more, not " + fraction);
    }
    return new Recording(Sampler.ofLocks(fraction));
  }
}
