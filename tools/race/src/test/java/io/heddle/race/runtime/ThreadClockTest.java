// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadClockTest {
  private static final int SLOTS = 12;

  /** A clock beside the plain array that it stands for. */
  private static final class Both {
    final ThreadClock clock;
    int[] plain = new int[SLOTS];
    int slot;

    Both(Moment start) {
      clock = new ThreadClock(start);
    }

    void moveTo(int to, int time) {
      slot = to;
      clock.moveTo(to, time);
      plain[to] = time;
    }

    Moment startsOther() {
      clock.spread();
      return clock.moment(true);
    }

    /** If it has done nothing, it does not tell of its time, and time does not go on. */
    Told releases(boolean hasDone) {
      int[] tells = plain.clone();
      if (!hasDone) {
        tells[slot]--;
      }
      var m = new Told(clock.moment(hasDone), tells);
      if (hasDone) {
        tick();
      }
      return m;
    }

    void tick() {
      clock.setTime(++plain[slot]);
    }

    void join(int[] other) {
      plain = Epoch.join(plain, other);
    }

    void check() {
      for (int i = 0; i < SLOTS; i++) {
        assertThat(clock.at(i)).isEqualTo(plain[i]);
        assertThat(clock.knows(Epoch.of(i, plain[i]))).isTrue();
        assertThat(clock.knows(Epoch.of(i, plain[i] + 1))).isFalse();
      }
    }
  }

  private record Told(Moment moment, int[] plain) {
    void check() {
      int[] clock = moment.joinInto(new int[SLOTS], false);
      assertThat(clock).containsExactly(plain);
    }
  }

  /**
   * Few threads speak for long, so that arrays are shared; some end, and others take their slots.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void isTheSameAsPlainArrays(long seed) {
    var random = new Random(seed);
    var threads = new ArrayList<Both>();
    var told = new ArrayList<Told>();
    for (int i = 1; i <= 4; i++) {
      var t = new Both(null);
      t.moveTo(i, 1);
      threads.add(t);
    }
    for (int step = 0; step < 3000; step++) {
      var t = threads.get(random.nextInt(threads.size()));
      switch (random.nextInt(20)) {
        case 0 -> { // starts another, which takes a slot
          var child = new Both(t.startsOther());
          child.join(t.plain);
          t.tick();
          var former = threads.get(random.nextInt(threads.size()));
          if (former != t) {
            child.clock.learnAll(former.clock);
            child.join(former.plain);
            child.moveTo(former.slot, former.plain[former.slot] + 2);
            threads.set(threads.indexOf(former), child);
          }
        }
        case 1 -> { // moves to a slot that nobody has had
          int free = 5 + random.nextInt(SLOTS - 5);
          if (threads.stream().allMatch(o -> o.plain[free] == 0)
              && told.stream().allMatch(m -> m.plain[free] == 0)) {
            t.moveTo(free, 1);
          }
        }
        case 2 -> {
          int[] all = {0, 0, 0, random.nextInt(3)};
          t.clock.learn(all);
          t.join(all);
        }
        case 3 -> {
          if (!told.isEmpty()) { // what several released
            var one = told.get(random.nextInt(told.size()));
            var two = told.get(random.nextInt(told.size()));
            told.add(
                new Told(one.moment.and(two.moment), Epoch.join(one.plain.clone(), two.plain)));
          }
        }
        case 4, 5, 6, 7, 8, 9 -> {
          told.add(t.releases(random.nextBoolean()));
        }
        default -> {
          if (!told.isEmpty()) { // mostly a late one
            int back = 1 + random.nextInt(Math.min(told.size(), random.nextInt(4) == 0 ? 50 : 3));
            var m = told.get(told.size() - back);
            t.clock.learn(m.moment);
            t.join(m.plain);
          }
        }
      }
      threads.forEach(Both::check);
    }
    told.forEach(Told::check);
  }

  @Test
  void twoWhoSpeakWithEachOtherAloneShareTheirArrays() {
    var a = new ThreadClock(new Moment(new int[] {0, 0, 0, 7}, 0, 0));
    a.moveTo(1, 1);
    var b = new ThreadClock(a.moment(true));
    b.moveTo(2, 1);
    var first = a.moment(true);
    for (int time = 2; time < 10; time++) {
      a.learn(b.moment(true));
      b.setTime(time);
      b.learn(a.moment(true));
      a.setTime(time);
    }
    assertThat(a.moment(true).known).isSameAs(first.known).isSameAs(b.moment(true).known);
    assertThat(a.at(2)).isEqualTo(8);
    assertThat(b.at(1)).isEqualTo(8);
    assertThat(a.at(3)).isEqualTo(7);
  }

  @Test
  void aSyncVarKnowsAllThatReleased() {
    var base = new Moment(new int[] {0, 0, 0, 4}, Moment.entry(1, 1), 0);
    var v = new SyncVar(Role.ORDER, null);
    for (int slot = 2; slot < 9; slot++) {
      var child = new ThreadClock(base);
      child.moveTo(slot, slot);
      v.add(child.moment(true));
    }
    int[] known = v.now().joinInto(new int[0], false);
    assertThat(known).containsExactly(0, 1, 2, 4, 4, 5, 6, 7, 8);
  }
}
