// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What exploration finds in small programs that are known to be wrong, and not in right ones. */
@Timeout(300)
class KernelsTest {
  /** For a deep run: -Dheddle.kernels.schedules=5000. */
  private static final int CLEAN = Integer.getInteger("heddle.kernels.schedules", 300);

  @ParameterizedTest
  @MethodSource("io.heddle.testkit.Kernels#all")
  void isFoundAndRepeated(Kernels.Kernel k) {
    var f = Explorer.of(1000).seed(3).explore(k.broken()).failure();
    assertThat(f).isNotNull();
    assertThat(f.report()).doesNotContain("does not repeat");
    for (int i = 0; i < 3; i++) {
      var again = Explorer.of(1).replay(f.token(), k.broken()).failure();
      assertThat(again).isNotNull();
      assertThat(again.cause()).hasSameClassAs(f.cause());
    }
  }

  @ParameterizedTest
  @MethodSource("io.heddle.testkit.Kernels#all")
  void isCleanOnceMended(Kernels.Kernel k) {
    var e = Explorer.of(CLEAN).seed(3).explore(k.fixed());
    assertThat(e.failure()).as(() -> e.failure().report()).isNull();
  }
}
