// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.profile.Pprof;
import java.io.IOException;
import java.nio.file.Path;

/** Where goroutines stand at the moment, as a profile: one sample for each stack. */
public final class GoroutineProfile {
  private GoroutineProfile() {}

  public static void write(Path file) throws IOException {
    var profile =
        new Pprof(new String[] {"goroutine", "count"})
            .times(System.currentTimeMillis(), 0)
            .period("goroutine", "count", 1);
    for (var group : Groups.of(Everybody.now())) {
      var seen = group.seen();
      profile.sample(Frames.ofCallers(seen.stack()), seen.reason(), group.count());
    }
    profile.write(file);
  }
}
