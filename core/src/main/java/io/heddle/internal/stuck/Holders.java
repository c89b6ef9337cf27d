// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.wait.WaitReason;
import java.util.List;
import java.util.function.Function;

/**
 * Who holds what: asked of the package {@code io.heddle.sync}, whose primitives keep it to
 * themselves.
 */
public interface Holders {
  /**
   * Whom {@code waiter}, which waits on it for this reason, waits for.
   *
   * @param members the live goroutines whose end something counts on: see {@link
   *     Goroutine#countsFor}
   */
  Hold of(Object on, WaitReason why, Thread waiter, Function<Object, List<Goroutine>> members);

  /** The implementation, by name: what is internal does not refer to what is public. */
  static Holders get() {
    return Found.HOLDERS;
  }

  /** Found when it is first asked for. */
  final class Found {
    private static final Holders HOLDERS = find();

    private Found() {}

    private static Holders find() {
      try {
        var constructor =
            Class.forName("io.heddle.sync.WhoHolds", true, Holders.class.getClassLoader())
                .getDeclaredConstructor();
        constructor.setAccessible(true);
        return (Holders) constructor.newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
