// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who holds a lock, or anything that is one thread's at a time, in the words of a dump. */
public final class Holder {
  /*
   * A lock records its owner as a thread id: a plain store of a long, where a reference would cost
   * a barrier of the collector at each lock. The price is paid here: finding the goroutine means
   * going through all of them. A dump of many waiters asks many times, so each 16th time a table
   * is made, and kept for a moment. Who tells of some that hold a lock from each other knows them
   * already (whileKnown).
   */
  private static final long KEEP_NANOS = 100_000_000;
  private static final long MAIN = idOfMain();
  private static final int ALONE = 16;

  /** Among so few one is found soon, whom a table that is kept may not have yet. */
  private static final int FEW = 1000;

  /** A hint: how often to no avail. */
  private static int asked;

  private static volatile Table table = new Table(0, Map.of());

  /** By thread id, some that hold what is told of just now. */
  private static volatile Map<Long, Goroutine> known = Map.of();

  private record Table(long madeAt, Map<Long, String> goroutineOfThread) {}

  private Holder() {}

  /**
   * Tells of many things that these hold.
   *
   * @param holders by thread id
   */
  public static void whileKnown(Map<Long, Goroutine> holders, Runnable tells) {
    known = holders; // of two at once one takes longer
    try {
      tells.run();
    } finally {
      known = Map.of();
    }
  }

  /** {@code goroutine 7}, {@code main}, or {@code thread #23} for another that is no goroutine. */
  public static String of(long threadId) {
    if (threadId == 0) {
      return "somebody";
    }
    if (threadId == Thread.currentThread().threadId()) {
      var g = Goroutine.current();
      if (g != null) {
        return g.toString();
      }
    }
    var holder = known.get(threadId);
    if (holder != null) {
      return holder.toString();
    }
    var t = table;
    var id = t.goroutineOfThread.get(threadId);
    boolean inBubble = BubbleScheduler.here() != null;
    boolean isFew = t.goroutineOfThread.size() < FEW;
    boolean isOld = System.nanoTime() - t.madeAt > KEEP_NANOS;
    if (inBubble || id == null && (isOld || isFew)) {
      if (!inBubble && (!isOld || ++asked % ALONE != 0)) {
        id = idOf(threadId);
      } else {
        t = make();
        table = t;
        id = t.goroutineOfThread.get(threadId);
      }
    }
    if (id != null) {
      return "goroutine " + id;
    }
    long ended = Scheduler.get().endedGoroutine(threadId);
    return ended != 0 ? "goroutine " + ended + ", which has ended" : nameOf(threadId);
  }

  private static @Nullable String idOf(long threadId) {
    for (var g : Registry.get().waiting(g -> g.thread().threadId() == threadId)) {
      return g.label();
    }
    var found = new String[1];
    Scheduler.get()
        .forEachActive(g -> {
          if (g.thread().threadId() == threadId) {
            found[0] = g.label();
          }
        });
    return found[0];
  }

  private static String nameOf(long threadId) {
    return threadId == MAIN ? "main" : "thread #" + threadId;
  }

  /** The JVM's first thread, under which a program's main runs unless a goroutine runs it. */
  private static long idOfMain() {
    var group = Thread.currentThread().getThreadGroup();
    while (group != null && group.getParent() != null) {
      group = group.getParent();
    }
    var all = new Thread[group == null ? 0 : group.activeCount() + 10];
    int n = group == null ? 0 : group.enumerate(all);
    long least = Long.MAX_VALUE; // of several that are called so it is the first
    for (int i = 0; i < n; i++) {
      if (all[i].getName().equals("main")) {
        least = Math.min(least, all[i].threadId());
      }
    }
    return least;
  }

  private static Table make() {
    var all =
        Registry.get().goroutines().stream()
            .collect(Collectors.toMap(g -> g.thread().threadId(), Goroutine::label, (a, b) -> a));
    return new Table(System.nanoTime(), all);
  }
}
