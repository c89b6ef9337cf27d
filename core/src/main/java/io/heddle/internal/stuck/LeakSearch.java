// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import io.heddle.internal.hook.Jfr;
import io.heddle.internal.program.Look;
import io.heddle.internal.program.Stacks;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.sched.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds goroutines that are blocked for ever on something that nothing alive can reach. Go's {@code
 * goroutineleak} profile.
 */
public final class LeakSearch {
  /*
   * Why it is never wrong: the collector decides. A goroutine that waits is reachable only from what can
   * wake it (a channel's queue, a timer, somebody who has its Thread) and from the registry, weakly. So
   * one that is collected before its end could not have been woken. Channels that only leaked
   * goroutines know need no thought of ours: the collector follows them all.
   * Beforehand: what a leak's record tells of it (why it waits, where it stands) is noted, in words that
   *          hold no object of the program, for the collection takes the goroutine itself. One that an
   *          ordinary collection has taken before is told with what the registry's entry knows.
   * Memory:  is so given back by the search itself, and by every other collection; unlike in Go, which
   *          keeps what has leaked.
   * Not found: who is pinned to its carrier, or waits for a monitor: the JVM holds those.
   * Without memory: a search may fail at each step. What it has found is then told by the next.
   * Locking: `LeakSearch.class`: one search at a time; it guards all that has been found.
   * Checked by: LeaksTest, LeakPatternsTest, LeakFaultTest, LeakRestTest
   */
  private static final int REST_MILLIS = 200;
  private static final List<Lost> FOUND = new ArrayList<>();

  /** How many of them a search has told. */
  private static int told;

  private LeakSearch() {}

  /**
   * Held during a search, and by who holds goroutines while looking at them: else none is lost. A
   * goroutine that searches waits with it; so a carrier must not wait for it, but try.
   */
  public static final Lock SEARCH = new ReentrantLock();

  /** What is known of a leaked goroutine. */
  public record Lost(
      long id,
      String name,
      String reason,
      @Nullable String waitingOn,
      @Nullable StackTraceElement createdAt,
      List<StackTraceElement> stack,
      Duration since) {}

  private record Candidate(Registry.Entry entry, Lost lost) {}

  /**
   * Those that were not found before.
   *
   * @param made what is made of each: without memory for that they are told by the next search
   */
  public static <T> List<T> find(Function<Lost, T> made) {
    SEARCH.lock();
    try {
      return search(made);
    } finally {
      SEARCH.unlock();
    }
  }

  private static synchronized <T> List<T> search(Function<Lost, T> made) {
    awaitRest();
    var candidates = candidates();
    Garbage.collect();
    for (var c : candidates) {
      if (!c.entry.isTold && Registry.get().isLost(c.entry)) {
        add(c.entry, c.lost);
      }
    }
    var lost = Registry.get().lost();
    for (var e = lost.any(); e != null; e = lost.any()) {
      if (!e.isTold) {
        add(e, new Lost(e.id(), e.name(), "waiting", null, e.site(), List.of(), Duration.ZERO));
      }
      lost.forget(e);
    }
    var fresh = FOUND.subList(told, FOUND.size());
    fresh.sort((a, b) -> Long.compare(a.id, b.id));
    var result = fresh.stream().map(made).toList();
    told = FOUND.size();
    return result;
  }

  private static void add(Registry.Entry entry, Lost lost) {
    FOUND.add(lost);
    entry.isTold = true;
    Jfr.leak(lost.id, lost.name, lost.reason);
  }

  /** All that were ever found, each once. */
  public static synchronized List<Lost> found() {
    return List.copyOf(FOUND);
  }

  /**
   * A carrier forgets what stood in its queue when it goes to sleep, and one that is busy
   * overwrites it soon: so a moment's rest, if there is one, lets go of who has just parked.
   */
  private static void awaitRest() {
    long end = System.nanoTime() + REST_MILLIS * 1_000_000L;
    for (int i = 0; i < REST_MILLIS && !Scheduler.get().isIdle(); i++) {
      LockSupport.parkNanos(1_000_000);
      if (System.nanoTime() - end >= 0) {
        return; // a goroutine among many that are busy is away for longer than it asked
      }
    }
  }

  /** In a method of its own, so that its variables hold nobody while garbage is collected. */
  private static List<Candidate> candidates() {
    var waiting = Registry.get().waiting(g -> true);
    var stacks = new Stacks(waiting.size());
    var words = new IdentityHashMap<Object, String>();
    var candidates = new ArrayList<Candidate>();
    for (var g : waiting) {
      var entry = Registry.entryOf(g);
      if (entry != null && g.thread().getState() == Thread.State.WAITING) {
        candidates.add(new Candidate(entry, note(g, stacks, words)));
      }
    }
    return candidates;
  }

  private static Lost note(Goroutine g, Stacks stacks, IdentityHashMap<Object, String> words) {
    var look = Look.at(g, stacks);
    var on = look.on();
    var text = on == null ? null : words.computeIfAbsent(on, k -> String.valueOf(look.waitingOn()));
    return new Lost(
        g.id(), g.thread().getName(), look.reason(), text, g.site(), look.stack(), look.since());
  }
}
