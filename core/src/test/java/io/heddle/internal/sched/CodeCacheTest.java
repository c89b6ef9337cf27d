// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once") // whatever the scheduler
class CodeCacheTest {
  private static final Pattern HEAP = Pattern.compile("CodeHeap '([^']+)'.*\\s+bounds \\[(\\w+), ");

  /** The short way is there, else the first dump of very many would take longer unnoticed. */
  @Test
  void isToldTheSameDirectlyAndByTheServer() throws Throwable {
    assumeTrue(JdkInternals.available());
    assertThat(heaps(CodeCache.directly())).isNotEmpty().isEqualTo(heaps(CodeCache.byServer()));
  }

  private static List<String> heaps(String text) {
    return HEAP.matcher(text).results().map(m -> m.group(1) + " at " + m.group(2)).toList();
  }
}
