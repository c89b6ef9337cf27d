// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.hook.Inheritance;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.internal.sched.LastWords;
import io.heddle.internal.sched.Scheduler;
import io.heddle.internal.stuck.LeakSearch;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The program that is the process: what {@code heddle run} runs. Its end is the process's end. */
public final class CommandProgram extends Program {
  /*
   * Only the thread that called run ends the process: System.exit may have to wait for shutdown
   * hooks, and a goroutine that waited for them would keep a carrier. Main returning means that the
   * process ends at once: other goroutines and threads are not waited for and none of their finally
   * blocks run, because System.exit unwinds nobody.
   * No memory: a failure is told with what has been kept back for it. If that is not enough, one line that
   * lies ready is told and the process halts, for which the JDK's class must have been there before.
   */
  private static final int FAILED = 2;
  private static final int RESERVE = 1 << 20;

  /** Let go of when a lack of memory is to be told. */
  @SuppressWarnings("UnusedVariable")
  private byte @Nullable [] reserve = new byte[RESERVE];

  private CommandProgram() {
    // Initializes java.lang.Shutdown: where that fails for want of memory, neither exit nor halt
    // works.
    Runtime.getRuntime().removeShutdownHook(Thread.currentThread());
    // Links what wakes this thread at the end: an end that wakes nobody for want of memory is for
    // ever.
    Parker.unpark(new Waiter(WaitReason.PROGRAM, this));
  }

  /** From now on the JDK, too, looks for classes and resources of the program by this loader. */
  public static void loadedBy(ClassLoader loader) {
    JdkInternals.systemClassLoader(loader);
  }

  /** Its goroutines inherit what services of these libraries provide; null: of none. */
  public static void inheritsBy(@Nullable ClassLoader libraries) {
    Inheritance.settle(libraries);
  }

  /** Runs main as goroutine 1 and ends the process with the program's status. Never returns. */
  public static void run(Body main) {
    var program = new CommandProgram();
    Programs.add(program);
    program.start(main, null, null);
    DeadlockWatch.start(program);
    int status = FAILED;
    try {
      status = program.awaitStatus();
    } catch (Throwable e) {
      endWithoutMemory(); // what else could keep it from saying more?
    }
    JdkInternals.exit(status);
  }

  private int awaitStatus() {
    int status = FAILED;
    try {
      status = tell(awaitEnd());
    } catch (InterruptedException e) {
      report("heddle: the main thread was interrupted\n");
    } catch (OutOfMemoryError e) {
      endWithoutMemory();
    } catch (Throwable e) {
      e.printStackTrace();
    }
    if (Boolean.getBoolean("heddle.dumponexit")) {
      report(Dump.text());
    }
    if (Race.ON && status != 0) {
      Race.keepStatus();
    }
    System.out.flush();
    System.err.flush();
    return status;
  }

  /**
   * A class whose initializer once found no memory is lost: so there must be some at the first try,
   * and nobody who takes it.
   */
  private int tell(End end) {
    if (!(end instanceof End.Failed f && f.failure() instanceof OutOfMemoryError)) {
      return statusOf(end);
    }
    int procs = Scheduler.get().pause();
    try {
      reserve = null;
      return statusOf(end);
    } finally {
      Scheduler.get().goOn(procs); // for shutdown hooks
    }
  }

  /** No type switch: it is linked at its first use, and by then there may be no memory. */
  private static int statusOf(End end) {
    if (end instanceof End.Failed f) {
      return report(PanicReport.of(f.goroutine(), f.failure()));
    }
    if (end instanceof End.Deadlocked d) {
      return report("fatal error: " + d.message() + "\n\n" + d.dump());
    }
    return tellLeaks();
  }

  /** Hooks could not be started, and an exit that waits for memory would wait for ever. */
  private static void endWithoutMemory() {
    LastWords.tellNoMemory();
    Runtime.getRuntime().halt(FAILED);
  }

  private static int tellLeaks() {
    if (Boolean.getBoolean("heddle.leaks")) {
      var text = LeakReport.of(LeakSearch.find(l -> l));
      if (!text.isEmpty()) {
        report("heddle: " + text);
      }
    }
    return 0;
  }

  private static int report(String text) {
    System.out.flush();
    System.err.print(text);
    return FAILED;
  }

  /** The process ends, and none of their finally blocks is to run. */
  @Override
  public boolean asksToStop() {
    return false;
  }

  /** Does not return: nobody who waits for this goroutine is to see it end before the report. */
  @Override
  public boolean failed(Goroutine g, Throwable failure) {
    endFailed(g, failure);
    while (true) {
      LockSupport.park(this);
      var _ = Thread.interrupted(); // nothing to do: the process ends
    }
  }
}
