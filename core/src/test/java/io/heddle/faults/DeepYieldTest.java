// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Child;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who yields near the end of a stack comes back, or has not left: else the JVM crashes. */
class DeepYieldTest {
  @Test
  @Tag("once") // it has one carrier
  void atEveryDepth() throws Exception {
    var ended =
        Child.run(
            "yieldsDeep",
            Child.ACCESS,
            "-Xss256k", // also of what ends: a carrier would get a larger stack that is left over
            "-XX:-UseDynamicNumberOfCompilerThreads",
            "-XX:-CreateCoredumpOnCrash",
            "-Dheddle.stackkilobytes=256",
            "-Dheddle.maxprocs=1");

    assertThat(ended.out()).as(ended.err()).isEqualTo("overflowed\n");
    assertThat(ended.status()).isZero();
  }
}
