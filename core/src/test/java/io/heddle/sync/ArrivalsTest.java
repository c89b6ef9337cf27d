// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.internal.timer.TimeSource;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.OutsideBubbles;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Writers wait until the readers that an unlock has let in have run; in bubbles they need not. */
@OutsideBubbles
class ArrivalsTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private final Arrivals arrivals = new Arrivals();

  private Attempt<Boolean> waiting() throws Exception {
    return Attempt.blocked(() -> {
      arrivals.await(this);
      return true;
    });
  }

  @Test
  void nobodyWaitsWhereNobodyIsExpected() throws Exception {
    arrivals.await(this);
    arrivals.expect(1);
    arrivals.arrived();
    arrivals.await(this);
    assertThat(arrivals.await(this, TimeSource.NEVER)).isTrue();
  }

  @Test
  void allWaitForTheLastOne() throws Exception {
    arrivals.expect(2);
    var first = waiting();
    var second = waiting();
    arrivals.arrived();
    assertThat(Blocked.stays(first.thread())).isTrue();
    assertThat(arrivals.areExpected()).isTrue();
    arrivals.arrived();
    assertThat(first.result()).isTrue();
    assertThat(second.result()).isTrue();
    assertThat(arrivals.areExpected()).isFalse();
  }

  @Test
  void waitsNoLongerThanTold() throws Exception {
    arrivals.expect(1);
    assertThat(arrivals.await(this, TimeSource.after(SHORT.toNanos()))).isFalse();
    arrivals.arrived(); // nobody is left that it would wake
    assertThat(arrivals.await(this, TimeSource.NEVER)).isTrue();
  }

  @Test
  void anInterruptEndsAWaitWithADeadlineOnly() throws Exception {
    arrivals.expect(1);
    var patient = waiting();
    patient.thread().interrupt();
    assertThat(Blocked.stays(patient.thread())).isTrue();
    var timed = Attempt.blocked(() -> arrivals.await(this, TimeSource.NEVER));
    timed.thread().interrupt();
    assertThatThrownBy(timed::result).isInstanceOf(InterruptedException.class);
    arrivals.arrived();
    assertThat(patient.result()).isTrue();
  }
}
