// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
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
   *           linked for sure, and its end, which sees that, unlinks it; one whose first wait comes
   *           after its end, at a lock of who is told of it, is not linked. A carrier that is late with
   *           its link (the goroutine has been resumed and has ended elsewhere) sees `ended` in the
   *           entry's place, under the shard's lock, and does nothing.
   * Locking:  a shard's lock guards its list and the `entry` of the goroutines that belong to it.
   * Garbage:  the entry of a collected goroutine comes out of the reference queue and is unlinked
   *           now and then (expunge), which also counts it, for its program too, and is kept for the
   *           search for leaks: it was blocked for ever, for it was collected before its end. Of its
   *           program the entry knows by its place, which many share: there may be a million entries.
   */
  private static final int SHARDS = 32;
  private static final int EXPUNGE_EVERY = 1024;
  private static final Registry INSTANCE = new Registry();

  private final Shard[] shards = new Shard[SHARDS];
  private final ReferenceQueue<Goroutine> garbage = new ReferenceQueue<>();
  private final AtomicLong collected = new AtomicLong();

  private final Lost lost = new Lost();

  private Registry() {
    for (int i = 0; i < SHARDS; i++) {
      shards[i] = new Shard();
    }
  }

  public static Registry get() {
    return INSTANCE;
  }

  private static final class Shard extends SpinLock {
    final Entry anchor = new Entry(null, null, null);
    int sinceExpunge;

    /** That of the last one linked: most come from the same program as the one before. */
    private @Nullable Place lastPlace;

    Place placeOf(Goroutine g) {
      var p = lastPlace;
      if (p == null || p.owner != g.owner()) {
        p = new Place(this, g.owner());
        lastPlace = p;
      }
      return p;
    }

    void forget(Goroutine.Owner owner) {
      if (lastPlace != null && lastPlace.owner == owner) {
        lastPlace = null;
      }
    }

    Shard() {
      anchor.next = anchor;
      anchor.prev = anchor;
    }

    @Override
    protected LockRank rank() {
      return LockRank.REGISTRY;
    }
  }

  /** Where entries stand, and whose goroutines they are. */
  record Place(Shard shard, Goroutine.@Nullable Owner owner) {}

  /** One in a shard's list. */
  public static final class Entry extends WeakReference<@Nullable Goroutine> {
    /** Stands for "ended": never linked again. */
    static final Entry ENDED = new Entry(null, null, null);

    @Nullable Entry next;
    @Nullable Entry prev;

    // What is still known when the goroutine has been collected.
    private final long id;
    private final String name;
    private final @Nullable StackTraceElement site;

    /** Guarded by the shard's lock. */
    private boolean hasEnded;

    /** Guarded by the search for leaks: it has been told of. */
    public boolean isTold;

    final @Nullable Place place;

    Entry(
        @Nullable Goroutine g,
        @Nullable ReferenceQueue<? super Goroutine> queue,
        @Nullable Place place) {
      super(g, queue);
      this.place = place;
      id = g == null ? 0 : g.id();
      name = g == null ? "" : g.thread().getName();
      site = g == null ? null : g.site();
    }

    public long id() {
      return id;
    }

    public String name() {
      return name;
    }

    public @Nullable StackTraceElement site() {
      return site;
    }
  }

  private static int shardOf(long id) {
    return (int) (id >>> 4) & (SHARDS - 1);
  }

  /** Makes it known; harmless if it is, or if it has ended. */
  void link(Goroutine g) {
    var shard = shards[shardOf(g.id())];
    boolean expunge;
    shard.acquireReserved();
    try {
      if (g.entry != null) {
        return;
      }
      var e = new Entry(g, garbage, shard.placeOf(g));
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
    var shard = shards[shardOf(g.id())];
    shard.acquireReserved();
    try {
      var e = g.entry;
      if (e != null && e != Entry.ENDED) {
        remove(e);
        e.hasEnded = true;
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
    var all = found(g -> true);
    all.sort((a, b) -> Long.compare(a.id(), b.id()));
    var each = new ArrayList<Goroutine>(all.size());
    Goroutine last = null;
    for (var g : all) {
      if (g != last) { // one that is active may be registered, too
        each.add(g);
      }
      last = g;
    }
    return each;
  }

  /** The same in no order, those for which the filter holds; some may be there twice. */
  List<Goroutine> found(Predicate<Goroutine> filter) {
    var all = waiting(g -> !g.hasEnded && filter.test(g));
    Scheduler.get()
        .forEachActive(g -> {
          if (!g.hasEnded && filter.test(g)) {
            all.add(g);
          }
        });
    return all;
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

  /**
   * The same without allocation: as many as there is room for.
   *
   * @return how many
   */
  public int waiting(Predicate<Goroutine> filter, @Nullable Goroutine[] into) {
    int n = 0;
    for (var shard : shards) {
      shard.acquireReserved();
      try {
        for (var e = shard.anchor.next; e != null && e != shard.anchor; e = e.next) {
          var g = n < into.length ? e.get() : null;
          if (g != null && filter.test(g)) {
            into[n++] = g;
          }
        }
      } finally {
        shard.release();
      }
    }
    return n;
  }

  /** How many were collected without having ended; their programs are told. */
  public long collected() {
    expunge();
    return collected.get();
  }

  /** A program is over: it is not held on to. */
  public void forget(Goroutine.Owner owner) {
    for (var shard : shards) {
      shard.acquireReserved();
      try {
        shard.forget(owner);
      } finally {
        shard.release();
      }
    }
  }

  private void expunge() {
    for (var r = garbage.poll(); r != null; r = garbage.poll()) {
      var e = (Entry) (Object) r;
      var shard = shards[shardOf(e.id)];
      boolean isLost;
      shard.acquireReserved();
      try {
        isLost = e.next != null;
        if (isLost) {
          remove(e);
          count(e);
        }
      } finally {
        shard.release();
      }
      if (isLost) {
        lost.keep(e);
      }
    }
  }

  /** What the reference queue will tell of later. */
  private void sweep(Shard shard) {
    Entry gone = null;
    shard.acquireReserved();
    try {
      for (var e = shard.anchor.next; e != null && e != shard.anchor; ) {
        var next = e.next;
        if (e.refersTo(null)) {
          remove(e);
          count(e);
          e.prev = gone;
          gone = e;
        }
        e = next;
      }
    } finally {
      shard.release();
    }
    while (gone != null) {
      var e = gone;
      gone = e.prev;
      lost.keep(e);
    }
  }

  private void count(Entry e) {
    collected.incrementAndGet();
    if (e.place != null && e.place.owner != null) {
      e.place.owner.collected();
    }
  }

  /** Those that were collected without having ended and have not been forgotten since. */
  public Lost lost() {
    for (var shard : shards) {
      sweep(shard);
    }
    return lost;
  }

  /** True if it was collected without having ended. */
  public boolean isLost(Entry e) {
    var shard = shards[shardOf(e.id)];
    shard.acquireReserved();
    try {
      return !e.hasEnded && e.refersTo(null);
    } finally {
      shard.release();
    }
  }

  /** The place of a goroutine that has waited; null if it has not, or has ended. */
  public static @Nullable Entry entryOf(Goroutine g) {
    var e = g.entry;
    return e == Entry.ENDED ? null : e;
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
