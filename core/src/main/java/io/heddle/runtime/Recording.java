// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.profile.Sampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A profile that is being recorded: see {@link Profiles}. */
public final class Recording {
  private final Sampler sampler;

  Recording(Sampler sampler) {
    this.sampler = sampler;
  }

  /**
   * Ends the recording and writes the profile.
   *
   * @param file the file, which is replaced if it exists
   * @throws IllegalStateException if the recording has ended before
   * @throws UncheckedIOException if the file cannot be written; the recording has ended all the
   *     same
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
