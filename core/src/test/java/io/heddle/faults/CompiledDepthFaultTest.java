// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Child;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The stack ends in an operation whose decisive step is compiled, and all else interpreted, or all
 * is interpreted: what follows the step then needs more stack than the step did.
 */
@Tag("once") // in JVMs of its own, with the same scheduler each time
class CompiledDepthFaultTest {
  @Test
  void locks() throws Exception {
    assertHold("read lock: tryLock.*", "sync.RWReaders::*");
  }

  /** To yield, a goroutine needs more stack where its frames are interpreted. */
  @Test
  void writersThatLetReadersOut() throws Exception {
    var ended =
        Child.run(
            "eachStackDepthOf a writer called beside.*",
            Child.ACCESS,
            "-Xint",
            "-Dheddle.stackkilobytes=" + StackDepths.STACK / 1024);
    assertThat(ended.out()).as(ended.err()).isEmpty();
    assertThat(ended.status()).isZero();
  }

  private static void assertHold(String scenes, String... compiled) throws Exception {
    var only = Stream.of(compiled).map(c -> "-XX:CompileCommand=compileonly,io.heddle." + c);
    var flags = Stream.concat(Stream.of(Child.ACCESS, "-Xcomp", "-XX:CompileCommand=quiet"), only);
    var ended = Child.run("depthsOf " + scenes, flags.toArray(String[]::new));
    assertThat(ended.status()).as(ended.err()).isZero();
  }
}
