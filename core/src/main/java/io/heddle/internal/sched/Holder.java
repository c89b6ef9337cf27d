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
   * is made, and kept for a moment.
   */
  private static final long KEEP_NANOS = 100_000_000;
  private static final int ALONE = 16;

  /** A hint: how often to no avail. */
  private static int asked;

  private static volatile Table table = new Table(0, Map.of());

  private record Table(long madeAt, Map<Long, String> goroutineOfThread) {}

  private Holder() {}

  /** {@code goroutine 7}, or {@code thread #23} for one that is no goroutine. */
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
    var t = table;
    var id = t.goroutineOfThread.get(threadId);
    boolean inBubble = BubbleScheduler.here() != null;
    if (inBubble || id == null && System.nanoTime() - t.madeAt > KEEP_NANOS) {
      if (!inBubble && ++asked % ALONE != 0) {
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
    return ended != 0 ? "goroutine " + ended + ", which has ended" : "thread #" + threadId;
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

  private static Table make() {
    var all =
        Registry.get().goroutines().stream()
            .collect(Collectors.toMap(g -> g.thread().threadId(), Goroutine::label, (a, b) -> a));
    return new Table(System.nanoTime(), all);
  }
}
