// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The watchdog's own watchdog: told once for each standstill, and not while anything moves. */
class StandstillTest {
  private static final long SECOND = 1_000_000_000;
  private final Standstill standstill = new Standstill(CarrierScheduler.instance());

  @Test
  void isToldAfterTenSecondsAndOnce() {
    assertThat(standstill.look(0, true)).isFalse();
    assertThat(standstill.look(9 * SECOND, false)).isFalse();
    assertThat(standstill.look(10 * SECOND, false)).isTrue();
    assertThat(standstill.look(30 * SECOND, false)).isFalse();
  }

  @Test
  void thatSomethingMovesIsASecondBeginning() {
    assertThat(standstill.look(0, true)).isFalse();
    assertThat(standstill.look(10 * SECOND, false)).isTrue();
    assertThat(standstill.look(11 * SECOND, true)).isFalse();
    assertThat(standstill.look(20 * SECOND, false)).isFalse();
    assertThat(standstill.look(21 * SECOND, false)).isTrue();
  }

  @Test
  void aProcessThatStoodStillIsNone() {
    assertThat(standstill.look(0, true)).isFalse();
    standstill.forget(100 * SECOND);
    assertThat(standstill.look(101 * SECOND, false)).isFalse();
  }

  @Test
  void saysWhatKeepsTheCarriers() {
    assertThat(standstill).asString().matches("of \\d+ carriers \\d+ are kept by .*");
  }
}
