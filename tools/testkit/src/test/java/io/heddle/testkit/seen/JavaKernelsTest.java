// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.seen;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testkit.Explorer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What exploration finds in programs on Java's own means, in classes that the agent has seen. */
@Timeout(300)
class JavaKernelsTest {
  private static final int CLEAN = Integer.getInteger("heddle.kernels.schedules", 100);

  @ParameterizedTest
  @MethodSource("io.heddle.testkit.seen.JavaKernels#all")
  void isFoundAndRepeated(JavaKernels.Kernel k) {
    var f = Explorer.of(1000).seed(3).explore(k.broken()).failure();
    assertThat(f).isNotNull();
    assertThat(f.report()).doesNotContain("does not repeat").doesNotContainPattern("@[0-9a-f]{5,}");
    for (int i = 0; i < 3; i++) {
      var again = Explorer.of(1).replay(f.token(), k.broken()).failure();
      assertThat(again).isNotNull();
      assertThat(again.cause()).hasSameClassAs(f.cause());
    }
  }

  @ParameterizedTest
  @MethodSource("io.heddle.testkit.seen.JavaKernels#all")
  void isCleanOnceMended(JavaKernels.Kernel k) {
    var e = Explorer.of(CLEAN).seed(3).explore(k.fixed());
    assertThat(e.failure()).as(() -> e.failure().report()).isNull();
  }
}
