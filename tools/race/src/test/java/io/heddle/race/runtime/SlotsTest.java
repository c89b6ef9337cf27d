// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private static ThreadState attached() {
    var thread = new Thread(() -> {});
    var s = new ThreadState(thread, SideTable.of(thread), null, null);
    Slots.attach(s);
    return s;
  }

  private static void goOn(ThreadState s) {
    s.mark();
    s.release();
  }

  /** Its former owner was counting up, and stores what it had read long ago. */
  @Test
  void aClockThatWasSetBackMakesNobodysPastUnknown() {
    var s = attached();
    int then = s.slot.clock;
    goOn(s);
    goOn(s);
    long past = s.mark();
    s.slot.clock = then;
    goOn(s);
    assertThat(s.clock.knows(past)).isTrue();
    assertThat(s.clock.knows(s.epoch)).isTrue();
    assertThat(Epoch.clock(s.epoch)).isGreaterThan(Epoch.clock(past));
  }

  @Test
  void whoTakesASlotKnowsWhatItsOwnerKnew() {
    var ended = new ArrayList<ThreadState>();
    for (int i = 0; i < 40; i++) {
      ended.add(attached());
    }
    long seen = ended.get(0).epoch;
    for (var s : ended.subList(1, 40)) {
      s.clock.learn(ended.get(0).clock.moment(true));
    }
    ended.forEach(Slots::detach);
    ThreadState next;
    do {
      next = attached();
    } while (next.slot == ended.get(0).slot);
    var slot = next.slot;
    assertThat(ended).anyMatch(s -> s.slot == slot);
    assertThat(next.clock.knows(seen)).isTrue();
  }
}
