// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

import io.heddle.rewrite.CallRewriter;
import io.heddle.rewrite.CallRules;
import io.heddle.rewrite.Hierarchy;
import java.util.Set;

/** The classes of the JDK in which timed waits are written: their clock and their parks. */
final class JdkRewriter {
  /*
   * Method bodies only: they are loaded already. What these classes wait for without a limit needs
   * nothing: a park is a park. Not the ForkJoinPool: its workers wait for work by the minute, and the
   * JDK's own virtual threads are among its users.
   * java.util.Timer: its thread waits in the monitor of its queue, which becomes the bubble's as those of
   * programs do (MethodRewriter); so in all of its classes. Its Cleaner is never inside a bubble: it
   * stops the thread of a timer that nobody refers to, outside of bubbles only.
   */
  private static final String P = "java/util/concurrent/";
  private static final Set<String> CLASSES =
      Set.of(
          P + "locks/AbstractQueuedSynchronizer",
          P + "locks/AbstractQueuedLongSynchronizer",
          P + "locks/StampedLock",
          P + "SynchronousQueue",
          P + "LinkedTransferQueue",
          P + "Exchanger",
          P + "Phaser",
          P + "FutureTask",
          P + "CompletableFuture",
          P + "ScheduledThreadPoolExecutor",
          P + "AbstractExecutorService",
          P + "ThreadPerTaskExecutor",
          P + "ForkJoinTask");

  private static final CallRules RULES =
      CallRules.builder()
          .replace("java.lang.System", "nanoTime", "()J", Bridge.NAME)
          .replace("java.lang.System", "currentTimeMillis", "()J", Bridge.NAME)
          .replace(
              "java.util.concurrent.locks.LockSupport",
              "parkNanos",
              "(Ljava/lang/Object;J)V",
              Bridge.NAME)
          .replace(
              "java.util.concurrent.locks.LockSupport",
              "parkUntil",
              "(Ljava/lang/Object;J)V",
              Bridge.NAME)
          .replace("java.util.concurrent.locks.LockSupport", "parkNanos", "(J)V", Bridge.NAME)
          .build();

  private static final Set<String> TIMER =
      Set.of("java/util/Timer", "java/util/TimerThread", "java/util/TimerTask");

  private static final CallRules TIMER_RULES =
      CallRules.builder()
          .replace("java.lang.System", "currentTimeMillis", "()J", Bridge.NAME)
          .replace("java.lang.Object", "wait", "()V", Bridge.NAME)
          .replace("java.lang.Object", "wait", "(J)V", Bridge.NAME)
          .replace("java.lang.Object", "notify", "()V", Bridge.NAME)
          .build();

  private JdkRewriter() {}

  static boolean concerns(String name) {
    int dollar = name.indexOf('$');
    var outermost = dollar < 0 ? name : name.substring(0, dollar);
    return name.startsWith(P) && CLASSES.contains(outermost) || TIMER.contains(outermost);
  }

  static byte[] rewrite(String name, byte[] file) {
    var hierarchy = Hierarchy.of(null);
    return name.startsWith(P)
        ? new CallRewriter(RULES).rewrite(file, hierarchy)
        : ProgramRewriter.rewrite(new CallRewriter(TIMER_RULES), file, hierarchy);
  }
}
