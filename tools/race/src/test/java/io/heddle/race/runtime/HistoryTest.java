// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoryTest {
  private final Thread thread = new Thread(() -> {});
  private final ThreadState s = new ThreadState(thread, SideTable.of(thread), null, null);

  private void call(int place) {
    if (s.depth < s.calls.length) {
      s.calls[s.depth] = place;
    }
    s.enter();
  }

  private void back() {
    s.depth--;
  }

  /** Of a method that says that it was entered: the number is even. */
  private static long word(int site) {
    return Epoch.of(1, 3) | site;
  }

  @Test
  void tellsTheCallsAtAnAccess() {
    call(0);
    call(11);
    call(12);
    s.history.access(s, word(6), 5);
    back();
    call(13);
    s.history.access(s, word(8), 5);
    assertThat(s.history.stackAt(word(6), 5)).containsExactly(12, 11);
    assertThat(s.history.stackAt(word(8), 5)).containsExactly(13, 11);
    assertThat(s.history.stackAt(word(10), 5)).isNull();
  }

  @Test
  void knowsCallsFromBeforeWhatTheRingHolds() {
    call(0);
    call(11);
    for (int i = 0; i < 100_000; i++) {
      call(12);
      back();
    }
    call(14);
    s.history.access(s, word(6), 1);
    assertThat(s.history.stackAt(word(6), 1)).containsExactly(14, 11);
  }

  @Test
  void forgetsWhatWasOverwritten() {
    call(0);
    s.history.access(s, word(6), 1);
    for (int i = 0; i < 100_000; i++) {
      call(12);
      back();
    }
    assertThat(s.history.stackAt(word(6), 1)).isNull();
  }
}
