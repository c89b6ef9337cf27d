// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.testing.Child;
import io.heddle.testing.Scale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every public operation where the stack overflows in it, or does not yet: on platform threads and
 * in goroutines. At every depth with {@code -Dheddle.test.scale=2} and more; at some, not always
 * the same, with {@code -Dheddle.test.depths=true} in the JVM's flags. Not in every build: where a
 * depth is found that is still wrong, whatever runs in this JVM afterwards may be wrong, too.
 */
class StackDepthFaultTest {
  private static final boolean DEEP = Integer.getInteger("heddle.test.scale", 1) > 1;
  private static final boolean SOME = Boolean.getBoolean("heddle.test.depths");
  private static final int STEP = DEEP ? 1 : 113;

  @BeforeAll
  static void isWanted() {
    assumeTrue(DEEP || SOME, "only in long runs, or if it is asked for");
  }

  @TestFactory
  @Tag("once") // the thread is no goroutine
  Stream<DynamicTest> everyOperation() {
    return Scene.all().entrySet().stream()
        .map(e ->
            DynamicTest.dynamicTest(e.getKey(), () -> StackDepths.onThread(e.getValue(), STEP)));
  }

  /** In a JVM whose carriers have small stacks: on ours there is room for a million frames. */
  @Test
  void everyOperationInGoroutines() throws Exception {
    var ended =
        Child.run(
            "stackDepths" + (DEEP ? 11 : Scale.of(100) < 100 ? 4 * STEP : STEP),
            Child.ACCESS,
            "-XX:TieredStopAtLevel=4",
            "-XX:-UseDynamicNumberOfCompilerThreads", // else carriers may get their larger stacks
            "-Xss" + StackDepths.STACK / 1024 + "k", // the JDK's carriers
            "-Dheddle.stackkilobytes=" + StackDepths.STACK / 1024,
            "-Dheddle.scheduler=" + System.getProperty("heddle.scheduler", "carriers"),
            "-Dheddle.maxprocs=" + System.getProperty("heddle.maxprocs", "2"));
    assertThat(ended.out()).as(ended.err()).isEmpty();
    assertThat(ended.status()).isZero();
  }
}
