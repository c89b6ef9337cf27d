// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The goroutines that have ever waited, for dumps, lists and the search for deadlocks. It holds
 * them weakly: one that nothing can wake is collected all the same.
 */
public final class Registry {
  /*
   * Cost:     most goroutines of a parallel program run from start to end without waiting. They are
   *           never registered: while they live they are on a carrier or in a run queue, and can be
   *           found there.
   * Protocol: a carrier links a goroutine when it first comes back without having ended, and before
   *           it resumes one that has run before. So a goroutine that is resumed a second time is
   *           linked for sure, and its end, which sees that, unlinks it. A carrier that is late with
   *           its link (the goroutine has been resumed and has ended elsewhere) sees `ended` in the
   *           entry's place, under the shard's lock, and does nothing.
   * Locking:  a shard's lock guards its list and the `entry` of the goroutines that belong to it.
   * Garbage:  the entry of a collected goroutine comes out of the reference queue and is unlinked
   *           now and then (expunge), which also counts it.
   */
  private static final int SHARDS = 32;
  private static final int EXPUNGE_EVERY = 1024;
  private static final Registry INSTANCE = new Registry();

  private final Shard[] shards = new Shard[SHARDS];
  private final ReferenceQueue<Goroutine> garbage = new ReferenceQueue<>();
  private final AtomicLong collected = new AtomicLong();

  private Registry() {
    for (int i = 0; i < SHARDS; i++) {
      shards[i] = new Shard();
    }
  }

  public static Registry get() {
    return INSTANCE;
  }

  private static final class Shard extends SpinLock {
    final Entry anchor = new Entry(null, null);
    int sinceExpunge;

    Shard() {
      anchor.next = anchor;
      anchor.prev = anchor;
    }

    @Override
    protected LockRank rank() {
      return LockRank.REGISTRY;
    }
  }

  /** A place in a shard's list. */
  static final class Entry extends WeakReference<@Nullable Goroutine> {
    /** Stands for "ended": never linked again. */
    static final Entry ENDED = new Entry(null, null);

    @Nullable Entry next;
    @Nullable Entry prev;
    final int shard;

    Entry(@Nullable Goroutine g, @Nullable ReferenceQueue<? super Goroutine> queue) {
      super(g, queue);
      shard = g == null ? 0 : shardOf(g);
    }
  }

  private static int shardOf(Goroutine g) {
    return (int) (g.id() >>> 4) & (SHARDS - 1);
  }

  /** Makes it known; harmless if it is, or if it has ended. */
  void link(Goroutine g) {
    var shard = shards[shardOf(g)];
    boolean expunge;
    shard.acquireReserved();
    try {
      if (g.entry != null) {
        return;
      }
      var e = new Entry(g, garbage);
      g.entry = e;
      insert(shard.anchor, e);
      expunge = ++shard.sinceExpunge % EXPUNGE_EVERY == 0;
    } finally {
      shard.release();
    }
    if (g.owner() != null && g.owner().asksToStop()) {
      g.interruptOnce(); // its program ended without finding it here
    }
    if (expunge) {
      expunge();
    }
  }

  /** It has ended. Called on its own thread, and only if it has been linked. */
  void unlink(Goroutine g) {
    var shard = shards[shardOf(g)];
    shard.acquireReserved();
    try {
      var e = g.entry;
      if (e != null && e != Entry.ENDED) {
        remove(e);
        e.clear();
      }
      g.entry = Entry.ENDED;
    } finally {
      shard.release();
    }
  }

  /** All that are known, running ones and those in run queues included, by id. */
  public List<Goroutine> goroutines() {
    expunge();
    var all = new HashSet<Goroutine>();
    for (var shard : shards) {
      shard.acquireReserved();
      try {
        for (var e = shard.anchor.next; e != null && e != shard.anchor; e = e.next) {
          var g = e.get();
          if (g != null) {
            all.add(g);
          }
        }
      } finally {
        shard.release();
      }
    }
    Scheduler.get().forEachActive(all::add);
    var list = new ArrayList<Goroutine>();
    for (var g : all) {
      if (!g.hasEnded) {
        list.add(g);
      }
    }
    if (list.size() > 1) {
      list.sort((a, b) -> Long.compare(a.id(), b.id()));
    }
    return list;
  }

  /**
   * Those that have waited and for which the filter holds, in no order. Cheap: it is for the few
   * among many.
   *
   * @param filter runs under a lock, and must be quick
   */
  public List<Goroutine> waiting(Predicate<Goroutine> filter) {
    var found = new ArrayList<Goroutine>();
    for (var shard : shards) {
      shard.acquireReserved();
      try {
        for (var e = shard.anchor.next; e != null && e != shard.anchor; e = e.next) {
          var g = e.get();
          if (g != null && filter.test(g)) {
            found.add(g);
          }
        }
      } finally {
        shard.release();
      }
    }
    return found;
  }

  /** How many were collected without having ended. */
  long collected() {
    expunge();
    return collected.get();
  }

  private void expunge() {
    for (var r = garbage.poll(); r != null; r = garbage.poll()) {
      var e = (Entry) (Object) r;
      var shard = shards[e.shard];
      shard.acquireReserved();
      try {
        if (e.next != null) {
          remove(e);
          collected.incrementAndGet();
        }
      } finally {
        shard.release();
      }
    }
  }

  private static void insert(Entry anchor, Entry e) {
    var first = anchor.next;
    e.next = first;
    e.prev = anchor;
    anchor.next = e;
    if (first != null) {
      first.prev = e;
    }
  }

  private static void remove(Entry e) {
    var p = e.prev;
    var n = e.next;
    if (p != null && n != null) {
      p.next = n;
      n.prev = p;
    }
    e.next = null;
    e.prev = null;
  }
}
