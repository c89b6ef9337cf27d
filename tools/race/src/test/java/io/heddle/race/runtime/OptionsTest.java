// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
  @AfterEach
  void reset() throws Options.Invalid {
    Options.use();
  }

  @Test
  void spacesAndCommasSeparateAndTheLaterCounts() throws Exception {
    Options.use("exitcode=1, halt_on_error=1", "exitcode=7 exclude=a.b,c.d.*");
    var o = Options.current();
    assertThat(o.exitCode()).isEqualTo(7);
    assertThat(o.haltsOnError()).isTrue();
    assertThat(o.isLeftOut("a.b.C")).isTrue();
    assertThat(o.isLeftOut("c.d.E")).isTrue();
    assertThat(o.isLeftOut("a.bc.D")).isFalse();
  }

  @Test
  void includeLeavesOutAllElse() throws Exception {
    Options.use("include=mine");
    assertThat(Options.current().isLeftOut("mine.A")).isFalse();
    assertThat(Options.current().isLeftOut("other.B")).isTrue();
  }

  @Test
  void aSuppressionWithoutANameSuppressesNothing(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("some"), "race:\n\n# none\nrace: #\nrace:Lazy\n");
    Options.use("suppressions=" + file);
    assertThat(Options.current().isSuppressed("Main.run(Main.java:3)")).isFalse();
    assertThat(Options.current().isSuppressed("Lazy.get(Lazy.java:3)")).isTrue();
  }

  @Test
  void whatMakesNoSenseIsRefusedInOneLine() {
    for (var text :
        new String[] {
          "colour=red",
          "x",
          "history_size=8",
          "exitcode=many",
          "exclude=",
          "log_path=",
          "log_path=/no/such/x",
          "suppressions=/no/such/file"
        }) {
      assertThatThrownBy(() -> Options.use(text))
          .isInstanceOf(Options.Invalid.class)
          .hasMessageContaining(text.replaceAll(".*=/", "/"))
          .message()
          .doesNotContain("\n");
    }
  }
}
