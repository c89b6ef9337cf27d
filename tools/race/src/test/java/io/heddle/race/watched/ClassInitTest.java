// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a class's initialiser does is known to whoever uses the class, in whatever way. */
@Timeout(60)
@SuppressWarnings("unused")
class ClassInitTest {
  static final class Entry {
    int value;
  }

  /** Filled by initialisers. */
  static final Entry[] REGISTRY = new Entry[5];

  static Entry register(int i) {
    REGISTRY[i] = new Entry();
    REGISTRY[i].value = 1;
    return REGISTRY[i];
  }

  static final class ByNew {
    static {
      register(0);
    }
  }

  static final class ByCall {
    static {
      register(1);
    }

    static void load() {}
  }

  static final class ByName {
    static {
      register(2);
    }
  }

  /** Its constructor is no initialiser. */
  static final class InConstructor {
    static final int LIMIT = Integer.parseInt("1");

    InConstructor(boolean first) {
      if (first) {
        register(3);
      }
    }
  }

  /** Still runs while another thread looks. */
  static final class Slow {
    static {
      register(4);
      Racing.pause();
      Racing.pause();
    }

    static void load() {}
  }

  interface Use {
    void run(boolean first) throws Throwable;
  }

  private static List<String> used(int i, Use use) throws Throwable {
    return Racing.reports(() -> {
      var t = Racing.start(() -> use.run(true));
      Racing.pause();
      use.run(false);
      int seen = REGISTRY[i].value;
      t.join();
    });
  }

  @Test
  void aClassIsUsed() throws Throwable {
    assertThat(used(0, first -> new ByNew())).isEmpty();
    assertThat(used(1, first -> ByCall.load())).isEmpty();
    assertThat(used(2, first -> Class.forName(ClassInitTest.class.getName() + "$ByName")))
        .isEmpty();
  }

  @Test
  void whatIsNotDoneByAnInitialiserIsNotKnown() throws Throwable {
    assertThat(used(3, InConstructor::new)).isNotEmpty();
  }

  @Test
  void anInitialiserThatHasNotEnded() throws Throwable {
    var reports =
        Racing.reports(() -> {
          var t = Racing.start(Slow::load);
          Racing.pause();
          int seen = REGISTRY[4].value;
          t.join();
        });
    assertThat(reports).isNotEmpty();
  }
}
