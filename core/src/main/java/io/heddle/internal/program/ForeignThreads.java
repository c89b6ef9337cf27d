// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.hook.Signals;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.internal.sched.Registry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.stream.Collectors;

/**
 * Whether anything that is not a goroutine could still wake one: a platform thread of the program,
 * a virtual thread of the JDK's scheduler, a child process, a signal.
 */
final class ForeignThreads {
  /*
   * A thread that was started while a program ran is the program's: it may do anything, so it counts
   * until it ends. One that was there before (the test runner's, an application server's) counts only
   * if it is at work in somebody's code at this moment: the first frame that is not the JDK's says
   * so. An idle pool thread has none, and who could give it work is asleep.
   * The JVM's own threads, and ours, never count.
   */
  private static final Set<String> JVM =
      Set.of(
          "Reference Handler",
          "Finalizer",
          "Signal Dispatcher",
          "Common-Cleaner",
          "Notification Thread",
          "Attach Listener",
          "Service Thread",
          "DestroyJavaVM",
          "process reaper",
          "VirtualThread-unblocker",
          "Read-Poller",
          "Write-Poller",
          "Master-Poller",
          "MasterPoller",
          "JFR Recorder Thread",
          "JFR Periodic Tasks",
          "JFR Shutdown Hook");
  private static final String[] JDK = {"java.", "javax.", "jdk.", "sun.", "com.sun."};
  private static final String[] HARNESSES = {"org.junit.", "org.apache.maven.", "com.intellij."};

  private static volatile Set<Long> before = Set.of();

  private ForeignThreads() {}

  static void rememberThoseBefore() {
    var ids = new HashSet<Long>();
    for (var thread : Thread.getAllStackTraces().keySet()) {
      ids.add(thread.threadId());
    }
    before = ids;
  }

  static boolean mayWake() {
    return Signals.isAnyAwaited()
        || !JdkInternals.available() // virtual threads can't be seen: unsure
        || isAnyVirtualOneForeign()
        || ProcessHandle.current().children().findAny().isPresent()
        || Thread.getAllStackTraces().entrySet().stream().anyMatch(ForeignThreads::isAtWork);
  }

  /** One that is neither a goroutine nor one of the JDK's socket pollers. */
  private static boolean isAnyVirtualOneForeign() {
    var goroutines =
        Registry.get().goroutines().stream().map(Goroutine::thread).collect(Collectors.toSet());
    return JdkInternals.otherVirtualThreads().stream()
        .anyMatch(t -> !goroutines.contains(t) && !t.getName().startsWith("SubPoller-"));
  }

  private static boolean isAtWork(Map.Entry<Thread, StackTraceElement[]> e) {
    var thread = e.getKey();
    if (isHarmless(thread)) {
      return false;
    }
    return !before.contains(thread.threadId()) || isInSomebodysCode(e.getValue());
  }

  private static boolean isHarmless(Thread t) {
    var name = t.getName();
    return JVM.contains(name)
        || name.startsWith("heddle-")
        || name.startsWith("VirtualThread-unparker")
        || name.startsWith("Read-Poller-")
        || name.startsWith("Write-Poller-")
        || Programs.running().stream().anyMatch(p -> p.runnerThread() == t)
        || name.endsWith("-delayScheduler") && t.getState() == Thread.State.WAITING // none pending
        || t instanceof ForkJoinWorkerThread w && isAtRest(w.getPool());
  }

  private static boolean isAtRest(ForkJoinPool pool) {
    return pool.isQuiescent() && pool.getDelayedTaskCount() == 0;
  }

  private static boolean isInSomebodysCode(StackTraceElement[] stack) {
    for (var frame : stack) {
      if (!startsWithAny(frame.getClassName(), JDK)) {
        return !startsWithAny(frame.getClassName(), HARNESSES);
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
