// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.program.Dump;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.sched.Scheduler;
import java.io.IOException;
import java.util.List;

/** All goroutines of this process: Go's {@code runtime.NumGoroutine} and {@code runtime.Stack}. */
public final class Goroutines {
  private Goroutines() {}

  /**
   * How many live: started, and not yet ended. Go's {@code runtime.NumGoroutine}.
   *
   * @return the number, exact if nobody starts or ends meanwhile
   */
  public static int count() {
    return (int) Math.min(Integer.MAX_VALUE, Scheduler.ofCaller().count());
  }

  /**
   * The calling goroutine.
   *
   * @return the goroutine, as an object to look at
   * @throws IllegalStateException if the caller is none
   */
  public static Goroutine current() {
    var g = io.heddle.internal.sched.Goroutine.current();
    if (g == null) {
      throw new IllegalStateException("not called by a goroutine");
    }
    return new Goroutine(g);
  }

  /**
   * Those that live, by id.
   *
   * @return a new list; who starts or ends meanwhile may be missing
   */
  public static List<Goroutine> list() {
    return Registry.get().goroutines().stream().map(Goroutine::new).toList();
  }

  /**
   * The dump of all: for each its id, what it does or waits for, its name, stack and creator. After
   * them the other threads that wait in a primitive of this library. Go's {@code runtime.Stack} of
   * all.
   *
   * @return several lines for each
   */
  public static String dump() {
    return Dump.text();
  }

  /**
   * Writes the dump of all. As {@link #dump()}.
   *
   * @param out where to
   * @throws java.io.IOException what {@code out} throws
   */
  public static void dump(Appendable out) throws IOException {
    Dump.text(out);
  }
}
