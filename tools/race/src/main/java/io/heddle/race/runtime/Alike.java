// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;

/**
 * What one thread did, in one epoch, with the fields of many objects: the same with each. It stands
 * where an object's shadow words would be, and is theirs together.
 */
final class Alike {
  /*
   * Most objects are made, filled and read by one thread before it next speaks to another, and by the same
   * code. Their words would be equal. So an object refers to a node of a tree, of which each edge is one
   * first access, and what was done is the way from the root; an access that is not the first of its kind is
   * a bit in a mask.
   * First:    the first object of an epoch at a place gets words of its own: a thread that speaks often would
   *           make a tree for each. The second one is the beginning of a tree.
   * Words:    whoever comes in another epoch, or as another thread, gives the object words of its own (own); so
   *           does who needs one more edge of a node with many, or of a tree with many: an epoch may be long.
   * Locking:  none. Only the thread of its epoch adds edges; others read the way to the root, which is final.
   *           An object's field is written plainly: two threads that meet in it within nanoseconds
   *           cost an access unseen, never a false one.
   * Checked by: AlikeTest, CorpusTest.
   */
  private static final int MOST_FIELDS = 64;
  private static final int MOST_EDGES = 8;
  private static final int MOST_NODES = 256;

  private final Alike root;
  private final Alike before;
  private final FieldSite site;
  private final boolean isWrite;
  private final long epoch;

  /** A bit for each field: it was read or written; it was written. */
  private final long used;

  private final long written;

  /** The edges from here. */
  private Alike first;

  private final Alike next;
  private int edges;

  /** Of a root: how many nodes its tree has. */
  private int nodes;

  private Alike(Alike before, FieldSite site, boolean isWrite, long epoch, Alike next) {
    this.root = before == null ? this : before.root;
    this.before = before;
    this.site = site;
    this.isWrite = isWrite;
    this.epoch = epoch;
    this.next = next;
    long bit = 1L << site.index();
    used = (before == null ? 0 : before.used) | bit;
    written = (before == null ? 0 : before.written) | (isWrite ? bit : 0);
  }

  /** The trees of a thread's epoch, by the site of their root. */
  static final class Roots {
    private static final int SIZE = 32;

    /** What was the first object's: epoch and place. */
    private final long[] seen = new long[SIZE];

    private Alike[] roots;
  }

  // ---- accesses, of an object that has no words of its own ----

  @ForceInline
  static void read(ThreadState s, Object object, FieldSite f) {
    var shadow = Memory.UNSAFE.getReference(object, f.offset());
    if (!(shadow instanceof Alike a) || a.epoch != s.epoch || (a.used >>> f.index() & 1) == 0) {
      readFirst(s, object, f);
    }
  }

  @ForceInline
  static void write(ThreadState s, Object object, FieldSite f) {
    var shadow = Memory.UNSAFE.getReference(object, f.offset());
    if (!(shadow instanceof Alike a) || a.epoch != s.epoch || (a.written >>> f.index() & 1) == 0) {
      writeFirst(s, object, f);
    }
  }

  @DontInline
  private static void readFirst(ThreadState s, Object object, FieldSite f) {
    if (!s.isOptimistic && !goOn(s, object, f, false)) {
      long[] w = own(object, f);
      if (w != null) {
        Shadow.read(s, w, f.count(), f.index(), f.place().id(), object, f.offset(), null);
      }
    }
  }

  @DontInline
  private static void writeFirst(ThreadState s, Object object, FieldSite f) {
    if (!goOn(s, object, f, true)) {
      long[] w = own(object, f);
      if (w != null) {
        Shadow.write(s, w, f.count(), f.index(), f.place().id(), object, f.offset(), null);
      }
    }
  }

  /** To the next node; false: the object is to have words of its own. */
  private static boolean goOn(ThreadState s, Object object, FieldSite f, boolean isWrite) {
    var shadow = Memory.UNSAFE.getReference(object, f.offset());
    Alike to = null;
    if (shadow == null) {
      to = root(s, f, isWrite);
    } else if (shadow instanceof Alike at && at.epoch == s.epoch) {
      to = at.edge(f, isWrite);
    }
    if (to == null) {
      return false;
    }
    s.history.access(s, s.epoch | f.place().id(), f.index());
    Memory.UNSAFE.putReference(object, f.offset(), to);
    return true;
  }

  private static Alike root(ThreadState s, FieldSite f, boolean isWrite) {
    if (f.count() > MOST_FIELDS || Detector.isOff()) {
      return null;
    }
    var mine = s.alike;
    if (mine == null) {
      mine = s.alike = new Roots();
    }
    long now = s.mark();
    int place = f.place().id();
    int at = (place ^ place >>> 5) & Roots.SIZE - 1;
    if (mine.seen[at] != (now | place)) {
      mine.seen[at] = now | place;
      return null;
    }
    if (mine.roots == null) {
      mine.roots = new Alike[Roots.SIZE];
    }
    var root = mine.roots[at];
    if (root == null || root.epoch != now || root.site != f || root.isWrite != isWrite) {
      root = new Alike(null, f, isWrite, now, null);
      mine.roots[at] = root;
    }
    return root;
  }

  private Alike edge(FieldSite f, boolean isWrite) {
    for (var e = first; e != null; e = e.next) {
      if (e.site == f && e.isWrite == isWrite) {
        return e;
      }
    }
    if (edges == MOST_EDGES || root.nodes == MOST_NODES) {
      return null;
    }
    edges++;
    root.nodes++;
    first = new Alike(this, f, isWrite, epoch, first);
    return first;
  }

  // ---- words ----

  /** The object's own words from now on; null if nothing is watched any more. */
  static long[] own(Object object, FieldSite f) {
    while (true) {
      var shadow = Memory.UNSAFE.getReference(object, f.offset());
      if (shadow instanceof long[] w) {
        return w;
      }
      if (Detector.isOff()) {
        return null;
      }
      Headroom.look();
      var made = new long[f.count()];
      if (shadow instanceof Alike last) {
        last.fill(made);
      }
      if (Memory.UNSAFE.compareAndSetReference(object, f.offset(), shadow, made)) {
        return made;
      }
    }
  }

  /** The last access of a field is the one that counts: a write behind a read. */
  private void fill(long[] words) {
    for (var a = this; a != null; a = a.before) {
      int i = a.site.index();
      if (words[i] == 0) {
        words[i] = a.epoch | a.site.place().id() | (a.isWrite ? 0 : Epoch.READ);
      }
    }
  }
}
