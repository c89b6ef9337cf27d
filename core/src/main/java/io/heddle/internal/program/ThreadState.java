// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import java.util.Set;

/** Whether a thread can go on by itself, told by its state and its stack. */
enum ThreadState {
  /** It goes on when another thread lets it, and not before. */
  AT_REST,

  /**
   * It looks as if it ran, and may wait inside the JVM for a class that another thread initializes:
   * at rest if the operating system says that it sleeps.
   */
  RUNS_OR_INITIALIZES,

  /** It runs, or time, input or the garbage collector may let it. */
  MAY_RUN;

  /*
   * A wait without a deadline ends by another thread's doing, with two exceptions: input (the JDK's
   * pollers watch a virtual thread's sockets) and references that the collector clears. A wait with a
   * deadline ends by itself. A thread at work in native code may be waiting for anything.
   * Of pools: a worker that waits for work with a deadline ends when that passes, and runs nobody's
   * code at that, if nothing but the JDK's own stands on its stack. One of a scheduled pool runs the
   * next task then.
   */
  private static final Set<String> QUEUES =
      Set.of(
          "java.util.concurrent.SynchronousQueue",
          "java.util.concurrent.LinkedBlockingQueue",
          "java.util.concurrent.LinkedBlockingDeque",
          "java.util.concurrent.ArrayBlockingQueue",
          "java.util.concurrent.PriorityBlockingQueue",
          "java.util.concurrent.LinkedTransferQueue");

  /** Native methods in which a thread waits for the end of an initialization. */
  private static final Set<String> INITIALIZING =
      Set.of("forName0", "ensureClassInitialized0", "resolve", "invoke0", "newInstance0");

  static ThreadState of(Thread t, StackTraceElement[] stack) {
    return switch (t.getState()) {
      case NEW, TERMINATED -> AT_REST;
      case WAITING -> isOutdated(t, stack) || waitsForTheWorld(stack) ? MAY_RUN : AT_REST;
      case BLOCKED -> AT_REST;
      case TIMED_WAITING -> isIdleWorker(t, stack) ? AT_REST : MAY_RUN;
      case RUNNABLE -> mayInitialize(stack) ? RUNS_OR_INITIALIZES : MAY_RUN;
    };
  }

  /**
   * The stack is from before the state: a platform thread that waits does so in one of two methods,
   * or carries a virtual thread, which is looked at by itself.
   */
  private static boolean isOutdated(Thread t, StackTraceElement[] stack) {
    if (t.isVirtual()) {
      return false;
    }
    var method = stack.length == 0 ? "" : stack[0].getMethodName();
    return !method.equals("park")
        && !method.equals("wait0")
        && !(stack.length > 0 && stack[0].getClassName().equals("jdk.internal.vm.Continuation"));
  }

  private static boolean waitsForTheWorld(StackTraceElement[] stack) {
    for (var f : stack) {
      var c = f.getClassName();
      if (c.equals("sun.nio.ch.Poller")
          || c.equals("java.lang.ref.ReferenceQueue")
          || c.startsWith("jdk.jfr.internal.consumer.")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIdleWorker(Thread t, StackTraceElement[] stack) {
    if (!Origin.isOfTheJdk(t.getClass()) || !Origin.isAllOfTheJdk(stack)) {
      return false;
    }
    for (int i = 1; i < stack.length; i++) {
      var c = stack[i].getClassName();
      var m = stack[i].getMethodName();
      if (c.equals("java.util.concurrent.ForkJoinPool") && m.equals("awaitWork")) {
        return true;
      }
      if (c.equals("java.util.concurrent.ThreadPoolExecutor") && m.equals("getTask")) {
        return QUEUES.contains(stack[i - 1].getClassName());
      }
    }
    return false;
  }

  private static boolean mayInitialize(StackTraceElement[] stack) {
    return stack.length > 0
        && (!stack[0].isNativeMethod()
            || Origin.isOfTheJdk(stack[0]) && INITIALIZING.contains(stack[0].getMethodName()));
  }

  /** Whether it is in a class initializer. */
  static boolean isInitializer(StackTraceElement[] stack) {
    for (var f : stack) {
      if (f.getMethodName().equals("<clinit>")) {
        return true;
      }
    }
    return false;
  }
}
