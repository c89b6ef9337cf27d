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
   * Returns the number of goroutines that have started and not yet ended. Never blocks. Go's {@code
   * runtime.NumGoroutine}.
   *
   * @return the number, exact if no goroutine starts or ends meanwhile
   */
  public static int count() {
    return (int) Math.min(Integer.MAX_VALUE, Scheduler.ofCaller().count());
  }

  /**
   * Returns the calling goroutine. Never blocks. Go has no counterpart.
   *
   * @return the goroutine
   * @throws IllegalStateException if the caller is not a goroutine
   */
  public static Goroutine current() {
    var g = io.heddle.internal.sched.Goroutine.current();
    if (g == null) {
      throw new IllegalStateException("not called by a goroutine");
    }
    return new Goroutine(g);
  }

  /**
   * Returns all live goroutines, in the order of their ids. Stops none of them. Go has no
   * counterpart.
   *
   * @return a new list; goroutines that start or end meanwhile may be missing
   */
  public static List<Goroutine> list() {
    return Registry.get().goroutines().stream().map(Goroutine::new).toList();
  }

  /**
   * Returns a dump of all goroutines: for each its id, what it does or waits for, its name, its
   * stack and where it was started. Other threads that wait in a primitive of this library follow.
   * Of more than 10,000 it shows that many, and how many there are besides; {@code heddle dump
   * --grouped} and {@code --json} show all. It stops no goroutine for longer than its own stack is
   * read. Go's {@code runtime.Stack} with {@code all}, which stops the world.
   *
   * @return the dump, several lines per goroutine
   */
  public static String dump() {
    return Dump.text();
  }

  /**
   * Writes the dump of {@link #dump()}.
   *
   * @param out the destination
   * @throws java.io.IOException the exception of {@code out}
   */
  public static void dump(Appendable out) throws IOException {
    Dump.text(out);
  }
}
