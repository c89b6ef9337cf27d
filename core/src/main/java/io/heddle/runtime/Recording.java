// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.profile.Sampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A profile that is being taken: see {@link Profiles}. */
public final class Recording {
  private final Sampler sampler;

  Recording(Sampler sampler) {
    this.sampler = sampler;
  }

  /**
   * Ends it and writes the profile.
   *
   * @param file where to; what was there is replaced
   * @throws IllegalStateException if it has been ended before
   * @throws UncheckedIOException if the file can not be written; it has ended all the same
   */
  public void stop(Path file) {
    try {
      if (!sampler.stop(file)) {
        throw new IllegalStateException("this profile has been written");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
