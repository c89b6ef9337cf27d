// SPDX-License-Identifier: Apache-2.0
package io.heddle.docs;

import io.heddle.runtime.Inherited;

/** The code of the snippet of {@link Inherited}. */
public final class InheritedSnippets {
  private InheritedSnippets() {}

  /** The name of who is logged in; see the file META-INF/services/io.heddle.runtime.Inherited. */
  // @start region="inherited"
  public static final class UserName implements Inherited {
    static final ThreadLocal<String> NAME = new ThreadLocal<>();

    @Override
    public Snapshot capture() {
      String name = NAME.get();
      if (name == null) {
        return null;
      }
      return () -> {
        NAME.set(name);
        return NAME::remove;
      };
    }
  }

  // @end

  /** For tests. */
  public static ThreadLocal<String> name() {
    return UserName.NAME;
  }
}
