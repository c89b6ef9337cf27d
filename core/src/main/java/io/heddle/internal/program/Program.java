// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.hook.GoexitSignal;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A program: a main goroutine and all that it starts, directly or not. It is over when main
 * returns, when a goroutine fails, or when none of its goroutines can ever run again, whatever
 * comes first.
 */
public abstract class Program implements Goroutine.Owner {
  /*
   *              main returned │ somebody failed │ DeadlockFinder
   *   running ────────────────────────────────────────────────────▶ over(end)      once
   *
   * Whoever makes that step wakes `runner`, the thread that called run; that thread, and nobody else,
   * acts on it. Goroutines find their program through Goroutine.owner; the program does not hold them.
   */

  /** How it ended. */
  public sealed interface End {
    /** Main returned. */
    record Returned() implements End {}

    /** A goroutine failed, main or another. */
    final class Failed implements End {
      private @Nullable Goroutine goroutine;
      private @Nullable Throwable failure;

      /** Of the first who asks; the others have come too late. */
      synchronized Failed by(Goroutine g, Throwable e) {
        if (goroutine == null) {
          goroutine = g;
          failure = e;
        }
        return this;
      }

      public synchronized Goroutine goroutine() {
        return Objects.requireNonNull(goroutine);
      }

      public synchronized Throwable failure() {
        return Objects.requireNonNull(failure);
      }
    }

    /** No goroutine could ever run again. */
    record Deadlocked(String message, String dump) implements End {}
  }

  /** What main does. */
  @FunctionalInterface
  public interface Body {
    void run() throws Throwable;
  }

  /** Who waits for the end, and in which program. */
  private final Waiter runner = new Waiter(WaitReason.PROGRAM, this);

  private final @Nullable BubbleScheduler bubble = BubbleScheduler.ofNewProgram(this);
  private final Goroutine.@Nullable Owner parent = ownerOf(Goroutine.current());

  /** Set once, under the lock of this. */
  private volatile @Nullable End end;

  // Made beforehand: the end must come with no memory left, too.
  private final End returned = new End.Returned();
  private final End.Failed failed = new End.Failed();

  /** True once main has ended by goexit: the others go on. */
  private volatile boolean mainIsGone;

  private volatile boolean isAbandoned;

  private final AtomicInteger collected = new AtomicInteger();

  private static final int FEW = 64;

  Program() {}

  private static Goroutine.@Nullable Owner ownerOf(@Nullable Goroutine g) {
    return g == null ? null : g.owner();
  }

  /** Starts main; the caller then waits for the end. */
  final void start(Body body, @Nullable Object inherited, @Nullable StackTraceElement site) {
    new Main(body, inherited, site).start("main");
  }

  /** Main: every failure counts, also those that end other goroutines quietly. */
  private final class Main extends Goroutine {
    private @Nullable Body body;

    Main(Body body, @Nullable Object inherited, @Nullable StackTraceElement site) {
      super(site, inherited, Program.this);
      this.body = body;
    }

    @Override
    protected void body() throws Throwable {
      var b = body;
      body = null;
      if (b != null) {
        b.run();
      }
      end(returned);
    }

    @Override
    protected boolean endsQuietly(Throwable e) {
      return GoexitSignal.isIn(e, id());
    }

    @Override
    protected void ended(@Nullable Throwable failure) {
      mainIsGone = true;
    }
  }

  /** Ends the program so, unless it has ended already; true if this call did it. */
  final boolean end(End how) {
    if (Race.ON) {
      Race.release(this);
    }
    synchronized (this) { // a VarHandle's first use takes memory
      if (end != null) {
        return false;
      }
      end = how;
    }
    if (bubble != null) {
      bubble.programEnded(how);
    }
    Parker.unpark(runner);
    return true;
  }

  /** Nobody waits for its end any more. */
  final void abandon() {
    if (!isOver()) {
      end(returned);
    }
    isAbandoned = true;
  }

  final boolean isAbandoned() {
    return isAbandoned;
  }

  /** Ends it with a failure, unless it has ended already. */
  final void endFailed(Goroutine g, Throwable failure) {
    if (!isOver()) {
      end(failed.by(g, failure));
    }
  }

  /** Waits for the end, on the thread that made this program. */
  final End awaitEnd() throws InterruptedException {
    var outcome = Parker.park(runner);
    if (outcome != Parker.Outcome.WOKEN) {
      end(returned);
      outcome.raise();
    }
    var how = end;
    if (how == null) {
      throw new IllegalStateException("woken before the end");
    }
    if (Race.ON) {
      Race.acquire(this);
    }
    return how;
  }

  @Override
  public final @Nullable BubbleScheduler bubble() {
    return bubble;
  }

  @Override
  public final boolean isOver() {
    return end != null;
  }

  @Override
  public final void collected() {
    collected.incrementAndGet();
  }

  /** How many of its goroutines were stuck for ever and have been collected. */
  final int collectedCount() {
    return collected.get();
  }

  final boolean isMainGone() {
    return mainIsGone;
  }

  /** The thread that waits for the end. */
  final Thread runnerThread() {
    return runner.thread;
  }

  final Goroutine.@Nullable Owner parent() {
    return parent;
  }

  /** Asks all goroutines that are left to stop. */
  final void interruptAll() {
    try {
      for (var g : Registry.get().goroutines()) {
        if (g.owner() == this) {
          g.interruptOnce();
        }
      }
    } catch (OutOfMemoryError e) {
      interruptFew(new @Nullable Goroutine[FEW]);
    }
  }

  /** The same with little memory; it takes longer. */
  private void interruptFew(@Nullable Goroutine[] few) {
    int n = few.length;
    while (n == few.length) {
      n = Registry.get().waiting(g -> g.owner() == this && !g.isInterruptedOnce(), few);
      for (int i = 0; i < n; i++) {
        var g = few[i];
        if (g != null) {
          g.interruptOnce();
        }
      }
    }
  }
}
