// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RewritingTest {
  @Test
  void whatCannotBeRewrittenStaysAndIsNamedOnce() {
    var named = new ArrayList<String>();
    var rewriting =
        new Rewriting(
            (module, loader, name, file) -> {
              throw new IllegalArgumentException("too large");
            },
            (name, why) -> named.add(name + ": " + why.getMessage()));
    for (int i = 0; i < 2; i++) {
      assertThat(rewriting.transform(null, null, "a/B", null, null, new byte[1])).isNull();
    }
    assertThat(named).containsExactly("a.B: too large");
  }

  @Test
  void whatTheRewritingItselfLoadsIsLeftAlone() {
    byte[] inner = {1};
    byte[] outer = {2};
    var rewriting = new Rewriting[1];
    rewriting[0] =
        new Rewriting(
            (module, loader, name, file) -> {
              assertThat(rewriting[0].transform(null, null, "inner", null, null, inner)).isNull();
              return new byte[] {3};
            },
            (name, why) -> {
              throw new AssertionError(why);
            });
    assertThat(rewriting[0].transform(null, null, "outer", null, null, outer)).containsExactly(3);
  }
}
