// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import static io.heddle.testing.Child.ACCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Child;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may still wake somebody keeps the finder silent: see the guide's table. */
@Tag("once")
class WakersTest {
  @ParameterizedTest
  @ValueSource(strings = {"-Dheddle.maxprocs=2", "-Dheddle.maxprocs=1", "-Dheddle.scheduler=jdk"})
  void eachIsSeen(String scheduler) throws Exception {
    var ended = Child.run("wakers", ACCESS, "--enable-native-access=ALL-UNNAMED", scheduler);

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .isEqualTo(
            """
            a signal handler
            a shutdown hook
            a listener of memory
            a listener of collections
            a finalizer
            a cleanup of native memory
            the factory of a pool that is collected
            a thread that sleeps
            a thread that runs
            a thread in native code
            a selector
            a watch service
            a server
            a reference queue
            a child process
            a cleaner
            a scheduled pool made before
            a timer made before
            orTimeout
            a delayed executor
            a task of the common pool
            a virtual thread of the JDK
            who is not watched
            asynchronous input
            """);
    assertThat(ended.status()).isZero();
  }
}
