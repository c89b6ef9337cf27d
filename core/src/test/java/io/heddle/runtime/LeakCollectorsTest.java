// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.heddle.testing.Child;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has leaked is found, and nothing else, whichever collector the JVM has. */
@Tag("once")
class LeakCollectorsTest {
  @ParameterizedTest
  @ValueSource(strings = {"Serial", "Parallel", "G1", "Z", "Shenandoah"})
  void leaksAreFoundBesideOthersThatWork(String collector) throws Exception {
    var use = "-XX:+Use" + collector + "GC";
    var ended = Child.run("leaks", Child.ACCESS, "-XX:-UseSerialGC", use);

    assumeFalse(ended.err().contains("not supported"), ended.err());
    assertThat(ended.err()).isEmpty();
    assertThat(ended.status()).isZero();
    assertThat(ended.out())
        .isEqualTo(
            "{channel=3, cond=3, context=3, group=3, mutex=3, pipeline=6, select=3,"
                + " semaphore=3}\n");
  }
}
