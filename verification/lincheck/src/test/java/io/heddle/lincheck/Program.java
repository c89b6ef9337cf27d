// SPDX-License-Identifier: Apache-2.0
package io.heddle.lincheck;

import io.heddle.Task;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that wait for each other, and what must hold when all have ended. Lincheck knows no
 * sequential order of operations that wait, so it only tries their interleavings, and says so if
 * one of them ends in a deadlock or in something else than {@code true}.
 */
public abstract class Program {
  /** What every program is specified to say. */
  public static final class Holds {
    public Holds() {}

    public boolean run() {
      return true;
    }
  }

  private final List<Thread> threads = new ArrayList<>();
  private volatile @Nullable Throwable failure;

  protected Program() {}

  /** Starts the threads. */
  protected abstract void start() throws Exception;

  /** When all have ended. */
  protected abstract boolean holds() throws Exception;

  /** A thread of the program; an interrupt may end it. */
  protected final Thread thread(Task body) {
    var t = new Thread(() -> runQuietly(body));
    threads.add(t);
    t.start();
    return t;
  }

  private void runQuietly(Task body) {
    try {
      body.run();
    } catch (InterruptedException e) {
      // asked to end
    } catch (Throwable e) {
      failure = e;
    }
  }

  @Operation
  public final boolean run() throws Exception {
    start();
    for (var t : threads) {
      t.join();
    }
    if (failure != null) {
      throw new AssertionError(failure);
    }
    return holds();
  }
}
