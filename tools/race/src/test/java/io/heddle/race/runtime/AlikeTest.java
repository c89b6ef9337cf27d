// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlikeTest {
  private static final int WRITE_X = Places.add("Holder.x", "write x", false, false).id();
  private static final int READ_Y = Places.add("Holder.y", "read y", true, false).id();

  private final FieldSite x = site(WRITE_X, 0);
  private final FieldSite y = site(READ_Y, 1);
  private final ThreadState s = thread();

  static final class Holder {
    Object shadow;
  }

  private static FieldSite site(int place, int index) {
    long offset = Memory.offset(Holder.class, "shadow");
    return new FieldSite(Places.get(place), offset, index, 2, null, null);
  }

  private static ThreadState thread() {
    var thread = new Thread(() -> {});
    var s = new ThreadState(thread, SideTable.of(thread), null, null);
    Slots.attach(s);
    return s;
  }

  private Holder used() {
    var h = new Holder();
    Hooks.writeField(h, s, x);
    Hooks.readField(h, s, y);
    return h;
  }

  @Test
  void whatIsUsedAlikeSharesItsShadow() {
    var first = used();
    var second = used();
    var third = used();
    assertThat(first.shadow).isInstanceOf(long[].class);
    assertThat(second.shadow).isInstanceOf(Alike.class).isSameAs(third.shadow);
    Hooks.readField(third, s, x);
    assertThat(third.shadow).isSameAs(second.shadow);
    Hooks.writeField(third, s, y);
    assertThat(third.shadow).isNotSameAs(second.shadow);
  }

  @Test
  void theWordsAreThoseThatItWouldHaveHad() {
    var first = used();
    var second = used();
    long now = s.epoch;
    assertThat((long[]) first.shadow)
        .containsExactly(now | WRITE_X, now | READ_Y | Epoch.READ)
        .isEqualTo(Alike.own(second, x));
    assertThat(second.shadow).isInstanceOf(long[].class);
  }

  @Test
  void aWriteBehindAReadCounts() {
    used();
    var h = used();
    Hooks.writeField(h, s, y);
    assertThat(Alike.own(h, x)[1]).isEqualTo(s.epoch | READ_Y);
  }

  @Test
  void anotherEpochGivesItWordsOfItsOwn() {
    used();
    var h = used();
    long before = s.epoch;
    s.release();
    Hooks.readField(h, s, x);
    Hooks.writeField(h, s, y);
    assertThat((long[]) h.shadow).startsWith(before | WRITE_X, s.epoch | READ_Y);
  }

  @Test
  void aTreeDoesNotGrowForEver() {
    used();
    int shared = 0;
    for (int i = 0; i < 1000; i++) {
      var h = used();
      Hooks.writeField(h, s, site(WRITE_X, 1)); // another instruction each time
      shared += h.shadow instanceof Alike ? 1 : 0;
    }
    assertThat(shared).isEqualTo(8);
  }

  @Test
  void anotherThreadSeesARace() {
    used();
    var h = used();
    int races = Reports.count();
    Hooks.writeField(h, thread(), x);
    assertThat(Reports.count()).isEqualTo(races + 1);
  }
}
