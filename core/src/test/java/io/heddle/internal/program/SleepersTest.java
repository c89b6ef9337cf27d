// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import static io.heddle.testing.Child.ACCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Child;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who cannot wake anybody does not keep a deadlock from being told: see the guide's table. */
@Tag("once")
class SleepersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dheddle.maxprocs=2",
        "-Dheddle.maxprocs=1",
        "-Dheddle.maxprocs=8",
        "-Dheddle.scheduler=jdk"
      })
  void aDeadlockIsToldBesideThem(String scheduler) throws Exception {
    var ended = Child.run("sleepers", ACCESS, scheduler);

    assertThat(ended.err()).isEmpty();
    assertThat(ended.status()).isZero();
    assertThat(ended.out())
        .isEqualTo(
            """
            beside nobody else
            beside an idle fixed pool
            beside an idle single thread
            beside an idle cached pool
            beside an idle scheduled pool
            beside an idle common pool
            beside an idle timer
            beside a virtual thread that waits
            beside a virtual thread that has ended
            beside a thread that takes from an empty queue
            beside a thread that waits for a lock
            beside a child that has ended
            beside sockets that are closed
            beside the JDK's own hook
            beside hogs that have ended
            in a class initializer
            while others wait for its end
            in a wait of the JDK's
            """
                + (scheduler.endsWith("=jdk")
                    ? ""
                    : "in class initializers that wait for each other\n"));
  }
}
