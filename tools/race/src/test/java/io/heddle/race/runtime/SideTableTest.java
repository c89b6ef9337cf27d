// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

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

  @Test
  void rolesOfOneObjectAreApart() {
    var side = SideTable.of(new Object());
    var monitor = side.sync(Role.MONITOR);
    assertThat(side.sync(Role.ORDER)).isNotSameAs(monitor);
    assertThat(side.sync(Role.MONITOR)).isSameAs(monitor);
    assertThat(side.syncIfAny(Role.CLOSE)).isNull();
  }
}
