// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.util.Map;
import java.util.stream.Collectors;

/** Who holds a lock, or anything that is one thread's at a time, in the words of a dump. */
public final class Holder {
  /*
   * A lock records its owner as a thread id: a plain store of a long, where a reference would cost
   * a barrier of the collector at each lock. The price is paid here: finding the goroutine means
   * going through all of them. A dump of many waiters asks many times, so the table is kept for a
   * moment.
   */
  private static final long KEEP_NANOS = 100_000_000;
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
    if (BubbleScheduler.here() != null || id == null && System.nanoTime() - t.madeAt > KEEP_NANOS) {
      t = make();
      table = t;
      id = t.goroutineOfThread.get(threadId);
    }
    return id != null ? "goroutine " + id : "thread #" + threadId;
  }

  private static Table make() {
    var all =
        Registry.get().goroutines().stream()
            .collect(Collectors.toMap(g -> g.thread().threadId(), Goroutine::label, (a, b) -> a));
    return new Table(System.nanoTime(), all);
  }
}
