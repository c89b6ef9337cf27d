// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadStateTest {
  private final ThreadState s = attached();
  private final ThreadState other = attached();

  private static ThreadState attached() {
    var thread = new Thread(() -> {});
    var s = new ThreadState(thread, SideTable.of(thread), null, null);
    Slots.attach(s);
    return s;
  }

  @Test
  void whatItDoesBehindAReleaseIsNotKnown() {
    other.clock.learn(s.release());
    long first = s.mark();
    assertThat(other.clock.knows(first)).isFalse();
    other.clock.learn(s.release());
    assertThat(other.clock.knows(first)).isTrue();
    long second = s.mark();
    assertThat(second).isNotEqualTo(first);
    assertThat(other.clock.knows(second)).isFalse();
  }

  @Test
  void whoDoesNothingTellsNothingNew() {
    s.mark();
    s.release();
    var first = s.release();
    assertThat(s.release()).isSameAs(first);
    s.clock.learn(other.release());
    assertThat(s.release()).isNotSameAs(first);
  }

  @Test
  void itsEpochIsOfASlotThatIsItsOwn() {
    long before = s.mark();
    s.release();
    s.slot.owner = other;
    assertThat(Epoch.slot(s.mark())).isNotEqualTo(Epoch.slot(before));
    assertThat(s.clock.knows(before)).isTrue();
  }
}
