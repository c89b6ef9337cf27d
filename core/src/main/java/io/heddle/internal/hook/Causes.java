// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The causes of an exception, whatever a class of the user's has made of {@code getCause}. */
public final class Causes {
  private static final int MOST = 1_000;

  private Causes() {}

  /** It and its causes, from the outside in. Ends where they begin to go in circles, or fail. */
  public static List<Throwable> of(Throwable thrown) {
    var chain = new ArrayList<Throwable>(4);
    for (Throwable t = thrown; t != null && chain.size() < MOST; t = causeOf(t)) {
      for (var earlier : chain) {
        if (earlier == t) {
          return chain;
        }
      }
      chain.add(t);
    }
    return chain;
  }

  private static @Nullable Throwable causeOf(Throwable t) {
    try {
      return t.getCause();
    } catch (Throwable broken) {
      return null;
    }
  }
}
