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
 * The {@code go} statement, and functions that concern the calling goroutine or a whole program.
 *
 * <p>A goroutine is a virtual thread that runs on Heddle's scheduler. Goroutines are cheap: a
 * program may have a million of them, and one that blocks, in whatever way, blocks only itself.
 * Virtual threads that a goroutine creates with the JDK's API run on the same carriers.
 *
 * <p>A goroutine inherits {@link Context#current()} from the thread that starts it. It does not
 * inherit the bindings of a {@link ScopedValue}; in the JDK, only threads that a {@code
 * StructuredTaskScope} forks inherit them.
 *
 * {@snippet file="io/heddle/docs/JavadocSnippets.java" region="go"}
 */
public final class Go {
  private Go() {}

  /**
   * Starts a goroutine and returns at once: Go's {@code go body()}. Actions before the call
   * happen-before the body's first action. The goroutine ends when the body returns; {@code join}
   * on the returned thread waits for its end.
   *
   * <p>If the body fails, its program fails with it (see {@link #run}); outside of any program the
   * exception goes to the thread's uncaught exception handler. An {@link InterruptedException} that
   * leaves the body is not a failure: to stop a goroutine, interrupt it.
   *
   * @param body the function that the goroutine runs
   * @return the started thread of the goroutine
   * @throws NullPointerException "go of nil func value" if {@code body} is null
   */
  public static Thread go(Task body) {
    return statement(body).start(null);
  }

  /**
   * Starts a goroutine with a name, which dumps show. Otherwise the same as {@link #go(Task)}.
   *
   * @param name the name; it need not be unique
   * @param body the function that the goroutine runs
   * @return the started thread of the goroutine
   * @throws NullPointerException "go of nil func value" if {@code body} is null, or if {@code name}
   *     is null
   */
  public static Thread go(String name, Task body) {
    Objects.requireNonNull(name, "name");
    return statement(body).start(name);
  }

  private static GoStatement statement(Task body) {
    return new GoStatement(Objects.requireNonNull(body, "go of nil func value"), Context.current());
  }

  /**
   * Yields the carrier, so that the other goroutines that are ready on it run first: Go's {@code
   * runtime.Gosched}. Returns at once if there are none. On other threads it is {@link
   * Thread#yield}.
   */
  public static void gosched() {
    Scheduler.ofCaller().yield();
  }

  /**
   * Ends the calling goroutine, and no other: Go's {@code runtime.Goexit}. Its {@code finally}
   * blocks run. No {@code catch} clause for exceptions stops it, and it does not become a failure
   * if code on the way wraps it (a reflective call, a future, a class initializer). If main calls
   * it, the program continues until the other goroutines end.
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
   * Runs a Go program inside this process, and waits for its end. The program consists of {@code
   * main} and all goroutines that are started in it, directly or indirectly. It ends when main
   * returns, when a goroutine fails, or when no goroutine can ever run again. Goroutines that
   * remain are then interrupted once, and not waited for. What Go does with {@code func main}.
   *
   * @param main the program's main function; it runs in a goroutine of its own
   * @throws Exception the exception that left main or another goroutine, the same instance
   * @throws DeadlockError if all goroutines of the program wait for ever; its message contains
   *     their dump
   * @throws InterruptedException if the caller is interrupted; this also ends the program
   */
  public static void run(Task main) throws Exception {
    Objects.requireNonNull(main, "main");
    finish(LibraryProgram.run(main::run, Context.current(), Sites.of(main)));
  }

  /**
   * The same as {@link #run}, without the search for deadlocks: for programs whose goroutines may
   * be woken by something that the search does not know. While it runs, no other program of this
   * process is reported as deadlocked either, because this one might wake it. The guide to
   * deadlocks says what the search knows.
   *
   * @param main the program's main function; it runs in a goroutine of its own
   * @throws Exception the exception that left main or another goroutine, the same instance
   * @throws InterruptedException if the caller is interrupted; this also ends the program
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
   * Returns an executor that runs each task in a new goroutine, for servers and frameworks. It need
   * not be shut down; after a shutdown it rejects tasks, and when it is terminated or closed its
   * goroutines have ended. {@link #goexit} in a task cancels the task's future. Go has no
   * counterpart.
   *
   * @return a new executor
   */
  public static ExecutorService executor() {
    return new GoroutineExecutor(Names.NONE);
  }

  /**
   * The same as {@link #executor()}, with names for its goroutines.
   *
   * @param prefix the beginning of the names, which a number follows, from 1 on
   * @return a new executor
   */
  public static ExecutorService executor(String prefix) {
    return new GoroutineExecutor(new Names(prefix));
  }

  /**
   * Returns a factory of goroutines, for code that starts threads itself. Such code is usually a
   * pool, whose threads outlive the task that they were created for. Therefore the goroutines have
   * the {@link Context#current} of the caller of this method, not of the caller of the factory. Go
   * has no counterpart.
   *
   * @return a factory whose threads are goroutines, not yet started
   */
  public static ThreadFactory threadFactory() {
    return new GoroutineFactory(Names.NONE);
  }

  /**
   * The same as {@link #threadFactory()}, with names for its goroutines.
   *
   * @param prefix the beginning of the names, which a number follows, from 1 on
   * @return a factory whose threads are goroutines, not yet started
   */
  public static ThreadFactory threadFactory(String prefix) {
    return new GoroutineFactory(new Names(prefix));
  }
}
