// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.wait.StackReserve;
import org.jspecify.annotations.Nullable;

/** A program inside a Java process: {@code Go.run}. Its end is told to the caller. */
public final class LibraryProgram extends Program {
  private LibraryProgram() {}

  /**
   * Runs main and what it starts, and waits for the end. Then those that are left are interrupted
   * once, and what they do is nobody's concern.
   *
   * @throws InterruptedException if the caller was interrupted; that ends the program
   */
  public static End run(Body main, @Nullable Object inherited, @Nullable StackTraceElement site)
      throws InterruptedException {
    var program = new LibraryProgram();
    StackReserve.touchTwice();
    try {
      Programs.add(program);
      program.start(main, inherited, site);
      return program.awaitEnd();
    } finally {
      program.abandon(); // after an error, too, nobody waits for it any more
      try {
        program.interruptAll();
      } finally {
        Programs.remove(program);
      }
    }
  }

  @Override
  public boolean failed(Goroutine g, Throwable failure) {
    endFailed(g, failure); // one that comes too late is dropped
    return true;
  }
}
