// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Bystanders;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.sched.RuntimeThreads;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who else could still run code of the user's, and so wake a goroutine: a platform thread, a
 * virtual thread that is no goroutine, a child process, or the JVM itself.
 */
final class ForeignThreads {
  /*
   * Everybody may, but for those of whom it is certain that they can not:
   *   - who is at rest (ThreadState), for it waits for one of the others;
   *   - the JVM's own threads, while no frame of anybody else's stands on their stacks. What they may
   *     call later, Callbacks finds;
   *   - our own threads, and those of what runs tests, by their frames: they start, watch and wait.
   * It does not matter since when a thread has been there, nor what it is called. The JVM's own are in
   * the group of all groups and have an empty stack, which no thread that Java code has started shows
   * while it waits; and one that native code attaches is in another group, unless it asks for that one.
   * Someone who attaches to the JVM, or a debugger, is no part of the program until code of theirs runs.
   * docs/guide/deadlocks.md has all of this as a table.
   * Checked by: WakersTest, SleepersTest
   */
  private static final String LAST_OF_THE_JVM = "DestroyJavaVM";
  private static final String DEBUGGER = "JDWP ";
  private static final Set<String> JVM_CLASSES =
      Set.of("java.lang.ref.Reference$ReferenceHandler", "java.lang.ref.Finalizer$FinalizerThread");
  private static final String[] HARNESS_POOLS = {"surefire-", "junit-"};

  private ForeignThreads() {}

  /**
   * What a look has found.
   *
   * @param waker one who may run, in words; null if there is nobody
   * @param isAnyInitializing true if that holds only if those who seem to run wait inside the JVM
   * @param isAnyInitializer true if somebody is in a class initializer
   * @param onCarriers how many virtual threads are at rest and keep a carrier of ours
   */
  record Found(
      @Nullable String waker, boolean isAnyInitializing, boolean isAnyInitializer, int onCarriers) {

    static Found waker(String who) {
      return new Found(who, false, false, 0);
    }
  }

  static Found look() {
    if (!JdkInternals.available()) {
      return Found.waker("a virtual thread that can not be seen");
    }
    if (JdkInternals.areThreadsHidden()) {
      return Found.waker("a virtual thread that is not tracked");
    }
    boolean initializing = false;
    boolean initializer = false;
    boolean debugger = false;
    for (var e : Thread.getAllStackTraces().entrySet()) {
      var t = e.getKey();
      debugger |= t.getName().startsWith(DEBUGGER);
      if (isHarmless(t, e.getValue())) {
        continue;
      }
      switch (ThreadState.of(t, e.getValue())) {
        case AT_REST -> initializer |= ThreadState.isInitializer(e.getValue());
        case RUNS_OR_INITIALIZES -> initializing = true;
        case MAY_RUN -> {
          return Found.waker(nameOf(t));
        }
      }
    }
    int onCarriers = 0;
    var goroutines =
        Registry.get().goroutines().stream().map(Goroutine::thread).collect(Collectors.toSet());
    for (var t : JdkInternals.otherVirtualThreads()) {
      if (goroutines.contains(t)) {
        continue;
      }
      var stack = t.getStackTrace();
      if (ThreadState.of(t, stack) != ThreadState.AT_REST && !isPoller(stack)) {
        return Found.waker(nameOf(t));
      }
      onCarriers += JdkInternals.isOnCarrier(t) ? 1 : 0;
    }
    if (initializing && debugger) {
      return Found.waker("a thread that a debugger has suspended, perhaps");
    }
    if (ProcessHandle.current().children().findAny().isPresent()) {
      return Found.waker("a child process");
    }
    return new Found(Callbacks.find(), initializing, initializer, onCarriers);
  }

  /** Its own words may be anybody's code. */
  private static String nameOf(Thread t) {
    return "thread #" + t.threadId() + " \"" + t.getName() + "\"";
  }

  private static boolean isHarmless(Thread t, StackTraceElement[] stack) {
    return t == Thread.currentThread()
        || Bystanders.contains(t)
        || stack.length == 0 && isOfTheJvm(t)
        || Origin.isAllOf(Origin.HEDDLE, stack)
        || Origin.isAllOf(Origin.HARNESS, stack)
        || Origin.isAllOfTheJdk(stack) && servesTheJvm(t, stack);
  }

  private static boolean isOfTheJvm(Thread t) {
    var group = t.getThreadGroup();
    return group != null && group.getParent() == null || t.getName().equals(LAST_OF_THE_JVM);
  }

  private static boolean servesTheJvm(Thread t, StackTraceElement[] stack) {
    return JVM_CLASSES.contains(t.getClass().getName())
        || t.getName().equals("Common-Cleaner")
        || t.getName().equals("VirtualThread-unblocker")
        || t.getName().equals(RuntimeThreads.CLEANER)
            && isCleaner(stack) // of another copy of this library
        || isPoller(stack)
        || isFlightRecorder(stack) && !Callbacks.isAnyEventPeriodic()
        || startsWithAny(t.getName(), HARNESS_POOLS);
  }

  private static boolean isCleaner(StackTraceElement[] stack) {
    for (var f : stack) {
      if (f.getClassName().equals("jdk.internal.ref.CleanerImpl")) {
        return true;
      }
    }
    return false;
  }

  /** Who waits for input stands on a stack of its own, and is seen there. */
  private static boolean isPoller(StackTraceElement[] stack) {
    for (var f : stack) {
      if (f.getMethodName().equals("pollerLoop") || f.getMethodName().equals("subPollerLoop")) {
        return f.getClassName().equals("sun.nio.ch.Poller");
      }
    }
    return false;
  }

  private static boolean isFlightRecorder(StackTraceElement[] stack) {
    for (var f : stack) {
      if (f.getClassName().startsWith("jdk.jfr.internal.PlatformRecorder")) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWithAny(String s, String[] prefixes) {
    for (var p : prefixes) {
      if (s.startsWith(p)) {
        return true;
      }
    }
    return false;
  }
}
