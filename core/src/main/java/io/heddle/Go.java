// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.context.Context;
import io.heddle.internal.hook.GoexitSignal;
import io.heddle.internal.hook.Sites;
import io.heddle.internal.program.LibraryProgram;
import io.heddle.internal.program.Program.End;
import io.heddle.internal.program.Programs;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Scheduler;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * The {@code go} statement and what belongs to it.
 *
 * <p>A goroutine is a virtual thread that Heddle's scheduler runs: tens of thousands of them cost
 * little, and one that blocks, in whatever way, blocks only itself. Virtual threads that a
 * goroutine makes by means of the JDK run on the same carriers.
 *
 * <p>A goroutine inherits {@link Context#current()} from whoever starts it. It does not inherit the
 * bindings of a {@link ScopedValue}; of the JDK's threads only those inherit them that a {@code
 * StructuredTaskScope} forks.
 *
 * {@snippet file="io/heddle/docs/JavadocSnippets.java" region="go"}
 */
public final class Go {
  private Go() {}

  /**
   * Starts a goroutine and returns at once: Go's {@code go body()}. What precedes the call
   * happens-before the body's first action. The goroutine ends when the body returns; {@code join}
   * on the returned thread waits for that.
   *
   * <p>If the body fails, its program fails with it (see {@link #run}); outside of any program the
   * thread's uncaught exception handler is told. An {@link InterruptedException} that leaves the
   * body is no failure: that is how one asks a goroutine to stop.
   *
   * @param body what the goroutine does
   * @return the goroutine's thread, started
   * @throws NullPointerException "go of nil func value" if there is no body
   */
  public static Thread go(Task body) {
    return statement(body).start(null);
  }

  /**
   * Starts a goroutine with a name, which dumps show. Otherwise as {@link #go(Task)}.
   *
   * @param name need not be unique
   * @param body what the goroutine does
   * @return the goroutine's thread, started
   * @throws NullPointerException "go of nil func value" if there is no body, or if there is no name
   */
  public static Thread go(String name, Task body) {
    Objects.requireNonNull(name, "name");
    return statement(body).start(name);
  }

  private static GoStatement statement(Task body) {
    return new GoStatement(Objects.requireNonNull(body, "go of nil func value"), Context.current());
  }

  /**
   * Lets every goroutine that is ready on this carrier run first: Go's {@code runtime.Gosched}.
   * Returns at once when there is none. On other threads it is {@link Thread#yield}.
   */
  public static void gosched() {
    Scheduler.ofCaller().yield();
  }

  /**
   * Ends the calling goroutine and nothing else: Go's {@code runtime.Goexit}. Its {@code finally}
   * blocks run; no {@code catch} for exceptions stops it, and whatever wraps what it throws on the
   * way (a reflective call, a future, a class initializer) does not make a failure of it. In main
   * it leaves the program to the other goroutines.
   *
   * @throws IllegalStateException if the caller is not a goroutine
   */
  public static void goexit() {
    var g = Goroutine.current();
    if (g == null) {
      throw new IllegalStateException("Go.goexit called outside of a goroutine");
    }
    throw new GoexitSignal(g.id());
  }

  /**
   * Runs a Go program inside this process, and waits for its end: {@code main} and every goroutine
   * that is started in it, directly or not. It ends when main returns, when a goroutine fails, or
   * when none of them can ever run again. The goroutines that are left then are interrupted once
   * and not waited for.
   *
   * @param main the program, which runs in a goroutine of its own
   * @throws Exception what left main or another goroutine, the same instance
   * @throws DeadlockError if all goroutines of the program wait for ever; its message holds their
   *     dump
   * @throws InterruptedException if the caller is interrupted, which ends the program too
   */
  public static void run(Task main) throws Exception {
    Objects.requireNonNull(main, "main");
    finish(LibraryProgram.run(main::run, Context.current(), Sites.of(main)));
  }

  /**
   * As {@link #run}, but the program does not end because all its goroutines are asleep: somebody
   * may wake them whom the search for deadlocks can not know of. While it runs no other program of
   * this process is called deadlocked either, for it might wake that. What counts as somebody
   * without this, see the guide to deadlocks.
   *
   * @param main the program's first goroutine
   * @throws Exception what left main or another goroutine, the same instance
   * @throws InterruptedException if the caller is interrupted, which ends the program too
   */
  public static void runUnwatched(Task main) throws Exception {
    Objects.requireNonNull(main, "main");
    Programs.outsideMayWake();
    try {
      finish(LibraryProgram.run(main::run, Context.current(), Sites.of(main)));
    } finally {
      Programs.outsideGone();
    }
  }

  private static void finish(End end) {
    // Not a switch over types: making its call site would take a tenth of a small program's time.
    if (end instanceof End.Failed f) {
      throw Go.<RuntimeException>sneaky(f.failure());
    }
    if (end instanceof End.Deadlocked d) {
      throw new DeadlockError(d.message() + "\n\n" + d.dump(), d.dump());
    }
  }

  @SuppressWarnings("unchecked") // so that a failure leaves as it is, whatever it is
  private static <X extends Throwable> X sneaky(Throwable t) throws X {
    throw (X) t;
  }

  /**
   * An executor that runs each task in a goroutine of its own, for servers and frameworks. It needs
   * no shutdown; after one it refuses tasks, and once it is terminated or closed its goroutines are
   * gone. In a task {@link #goexit} cancels its future.
   *
   * @return a new executor
   */
  public static ExecutorService executor() {
    return new GoroutineExecutor(Names.NONE);
  }

  /**
   * As {@link #executor()}; its goroutines have names.
   *
   * @param prefix what the names begin with; a number from 1 on follows
   * @return a new executor
   */
  public static ExecutorService executor(String prefix) {
    return new GoroutineExecutor(new Names(prefix));
  }

  /**
   * Makes goroutines for those who want to start threads themselves. Most of these are pools, whose
   * threads outlive the task that they were made for. So its goroutines have the {@link
   * Context#current} of who made the factory, not of who asks it for one.
   *
   * @return a factory whose threads are goroutines, not yet started
   */
  public static ThreadFactory threadFactory() {
    return new GoroutineFactory(Names.NONE);
  }

  /**
   * As {@link #threadFactory()}; its goroutines have names.
   *
   * @param prefix what the names begin with; a number from 1 on follows
   * @return a factory whose threads are goroutines, not yet started
   */
  public static ThreadFactory threadFactory(String prefix) {
    return new GoroutineFactory(new Names(prefix));
  }
}
