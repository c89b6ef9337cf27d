// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EpochTest {
  @Test
  void aWordHoldsSlotClockAndSite() {
    long word = Epoch.of(255, Epoch.LAST_CLOCK) | Epoch.SITE_MASK;
    assertThat(Epoch.slot(word)).isEqualTo(255);
    assertThat(Epoch.clock(word)).isEqualTo(Integer.MAX_VALUE);
    assertThat(Epoch.site(word)).isEqualTo(Epoch.SITE_MASK);
    assertThat(Epoch.isSame(word, Epoch.of(255, Epoch.LAST_CLOCK) | 7)).isTrue();
    assertThat(Epoch.isSame(word, Epoch.of(255, 1))).isFalse();
  }

  @Test
  void aClockKnowsWhatItHasReached() {
    var clock = new ThreadClock(new Moment(new int[] {0, 5}, 0, 0));
    assertThat(clock.knows(Epoch.of(1, 5))).isTrue();
    assertThat(clock.knows(Epoch.of(1, 6))).isFalse();
    assertThat(clock.knows(Epoch.of(2, 1))).isFalse();
    assertThat(clock.knows(0)).isTrue();
  }

  @Test
  void joinKnowsWhatBothKnow() {
    assertThat(Epoch.join(new int[] {0, 5}, new int[] {0, 3, 9})).containsExactly(0, 5, 9);
    assertThat(Epoch.join(new int[] {0, 5, 1}, new int[] {0, 7})).containsExactly(0, 7, 1);
  }
}
