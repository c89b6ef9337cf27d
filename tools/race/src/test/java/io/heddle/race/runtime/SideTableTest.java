// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SideTableTest {
  @Test
  void goesByIdentityAndFindsTheSameAgainThroughManyOthers() {
    var mine = new String("x");
    var side = SideTable.of(mine);
    assertThat(SideTable.of(new String("x"))).isNotSameAs(side);
    var others = new ArrayList<Object>();
    for (int i = 0; i < 20_000; i++) {
      var o = new Object();
      others.add(o);
      SideTable.of(o).sync(Role.ORDER);
    }
    assertThat(SideTable.of(mine)).isSameAs(side);
    assertThat(others).allSatisfy(o -> assertThat(SideTable.ifAny(o)).isNotNull());
    assertThat(SideTable.ifAny(new Object())).isNull();
  }

  /** What was released to an object is looked for while other objects come and go. */
  @Test
  @Timeout(60)
  void nothingIsOverlookedDuringASweep() throws InterruptedException {
    var mine = new ArrayList<Object>();
    for (int i = 0; i < 5_000; i++) {
      var o = new Object();
      mine.add(o);
      SideTable.of(o);
    }
    var done = new AtomicBoolean();
    var others =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 500_000; i++) {
                SideTable.of(new Object());
              }
              done.set(true);
            });
    int overlooked = 0;
    while (!done.get()) {
      for (var o : mine) {
        overlooked += SideTable.ifAny(o) == null ? 1 : 0;
      }
    }
    others.join();
    assertThat(overlooked).isZero();
  }

  @Test
  void rolesOfOneObjectAreApart() {
    var side = SideTable.of(new Object());
    var monitor = side.sync(Role.MONITOR);
    assertThat(side.sync(Role.ORDER)).isNotSameAs(monitor);
    assertThat(side.sync(Role.MONITOR)).isSameAs(monitor);
    assertThat(side.syncIfAny(Role.CLOSE)).isNull();
  }
}
