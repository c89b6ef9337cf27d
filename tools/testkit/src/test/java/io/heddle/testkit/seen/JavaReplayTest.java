// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.seen;

import io.heddle.testkit.ReplayTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As {@link ReplayTest}, for programs on Java's own means. */
@Timeout(300)
class JavaReplayTest {
  @TempDir Path folder;

  @Test
  void eachComesAgain() throws Exception {
    ReplayTest.eachComesAgain(folder, JavaKernels.class.getName());
  }
}
