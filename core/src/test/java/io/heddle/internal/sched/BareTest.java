// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.heddle.testing.Child;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Of goroutines in interpreted code that own no monitor, most are told to by their stacks. In a JVM
 * that compiles nothing: the numbers that compiled frames keep would tell their stacks apart.
 */
@Tag("once")
class BareTest {
  private static final String COLD = "-XX:CompileThresholdScaling=1000";

  @Test
  void whoOwnsNoneIsNotAskedAndWhoOwnsOneIs() throws Exception {
    var ended = Child.run("bare", Child.ACCESS, "-XX:TieredStopAtLevel=4", COLD);

    assumeFalse(ended.out().equals("no prints\n"), ended.out());
    assertThat(ended.err()).isEmpty();
    var counts = Arrays.stream(ended.out().strip().split(" ")).map(Integer::valueOf).toList();
    assertThat(counts.getFirst()).as("owned by those who were asked").isEqualTo(BareProgram.MANY);
    assertThat(counts.getLast()).as("not asked").isGreaterThan(BareProgram.MANY / 2);
  }
}
