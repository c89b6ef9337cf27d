// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Child;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime's threads end when nobody needs them: the class loader is garbage then. */
@Tag("once")
class UnloadingTest {
  @ParameterizedTest
  @ValueSource(strings = {"carriers", "jdk"})
  void aClassLoaderThatUsedTheLibraryIsCollected(String scheduler) throws Exception {
    var ended =
        Child.run(
            "unloads",
            Child.ACCESS,
            "-XX:SoftRefLRUPolicyMSPerMB=0", // what the JDK keeps softly is not what is tested
            "-Dheddle.scheduler=" + scheduler,
            "-Dheddle.maxprocs=2",
            "-Dheddle.idleseconds=1");

    assertThat(ended.out()).as(ended.err()).isEqualTo("collected\n");
    assertThat(ended.status()).isZero();
  }
}
