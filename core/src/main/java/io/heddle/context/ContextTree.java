// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import static java.util.Objects.requireNonNull;

import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.wait.StackReserve;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A node of the tree of contexts, as far as ending goes: what hangs on it, and how all end. */
abstract sealed class ContextTree extends AbstractContext permits CancelNode {
  /*
   * Life:     alive → `end` set, once, under the lock → `done` closed → what hangs on it told →
   *           `settled`. Whoever sets `end` does all the rest, outside the lock.
   * A tree:   ends from the top down, by a list and not by recursion, however deep it is. A node that
   *           somebody else is just ending is waited for until it has settled: so all below a node
   *           have ended when its cancel returns. Such a wait goes downwards only, and who is waited
   *           for does not block; there is no cycle.
   * List:     `links`, guarded by the lock until `end` is set; then it belongs to who set it, and
   *           nobody else links or unlinks.
   * Ordering: `end` and `settled` are volatile, written after what they publish.
   * Locking:  the locks of two nodes are never held together, nor this one and a channel's.
   * Go:       context.go's cancelCtx, which ends its children while it holds its mutex.
   * Checked by: ContextTest, ContextHammerTest
   */
  private static final int YIELDS = 50;
  private static final long PAUSE_NANOS = 50_000;

  /** Its place under the node above; null if nothing above ends. */
  private @Nullable ChildLink place;

  private volatile @Nullable End end;
  private volatile boolean settled;
  private @Nullable Link links;

  /** It has just ended: `end` is set, and nothing that hangs on it has been told. Must not wait. */
  abstract void ended();

  /** Its place in the tree; once, before anybody else knows of it. */
  final void hangUnder(AbstractContext parent) {
    var above = parent.node();
    if (above != null) {
      var link = new ChildLink(this);
      place = link;
      above.adopt(link);
    }
  }

  /** Hangs something on it, or tells it at once that this has ended. */
  final void adopt(Link l) {
    StackReserve.touchTwice();
    acquireReserved();
    var e = end;
    if (e == null) {
      l.above = this;
      l.next = links;
      if (links != null) {
        links.prev = l;
      }
      links = l;
    }
    release();
    if (e != null) {
      var child = l.child();
      if (child != null) {
        child.endTree(e);
      } else {
        if (Race.ON) {
          Race.passOn(e, l);
        }
        l.ended();
      }
    }
  }

  final void remove(Link l) {
    acquireReserved();
    if (end == null && l.above == this) {
      if (l.prev != null) {
        l.prev.next = l.next;
      } else {
        links = l.next;
      }
      if (l.next != null) {
        l.next.prev = l.prev;
      }
      l.prev = null;
      l.next = null;
      l.above = null;
    }
    release();
  }

  final @Nullable End end() {
    return end;
  }

  final void endTree(End e) {
    StackReserve.touchTwice();
    if (!BubbleScheduler.isOn()) {
      endTreeNow(e);
      return;
    }
    BubbleScheduler.beginUndivided(); // else one waits in `pause` for another who must not run
    try {
      endTreeNow(e);
    } finally {
      BubbleScheduler.endUndivided();
    }
  }

  private void endTreeNow(End e) {
    var own = endSelf(e);
    var failure = own == null ? null : endBelow(own, e);
    // Not before all of it has ended: until then who ends a node above must find it and wait.
    var p = place;
    if (p != null) {
      place = null;
      p.unlink();
    }
    if (failure != null) {
      raise(failure);
    }
  }

  /** No type switch: it is linked at its first use, and by then there may be no memory. */
  private static void raise(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw new AssertionError(failure); // a Link declares none
  }

  /**
   * Tells all that hangs on it, and on what it ends below, level by level. The children that are
   * still to be ended are a chain of their own links: an end must not fail for want of memory.
   *
   * @return the first failure of those told; one that fails keeps no other from hearing of it
   */
  private @Nullable Throwable endBelow(Link own, End e) {
    Throwable failure = null;
    Link first = null;
    Link last = null;
    Link ending = null;
    var hanging = own;
    while (true) {
      for (Link l = hanging; l != null; ) {
        var following = takeOut(l);
        if (l.child() == null) {
          failure = tell(l, e, failure);
        } else if (last == null) {
          first = l;
          last = l;
        } else {
          last.next = l;
          last = l;
        }
        l = following;
      }
      ending = ending == null ? first : ending.next;
      if (ending == null) {
        break;
      }
      var child = requireNonNull(ending.child());
      hanging = child.endSelf(e);
      child.place = null;
    }
    settled = true;
    for (Link l = first; l != null; ) {
      requireNonNull(l.child()).settled = true; // what others have ended is
      l = takeOut(l);
    }
    return failure;
  }

  /** Who keeps one must not keep them all. */
  private static @Nullable Link takeOut(Link l) {
    var following = l.next;
    l.next = null;
    l.prev = null;
    l.above = null;
    return following;
  }

  private static @Nullable Throwable tell(Link l, End end, @Nullable Throwable failure) {
    if (Race.ON) {
      Race.passOn(end, l);
    }
    try {
      l.ended();
      return failure;
    } catch (Throwable e) {
      return failure == null ? e : failure;
    }
  }

  /**
   * Ends this node alone.
   *
   * @return what hangs on it, for the caller to tell and then to set {@link #settled}; null if that
   *     is done, by the caller or by whoever was first
   */
  private @Nullable Link endSelf(End e) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.touch(this);
    }
    acquireReserved();
    boolean first = end == null;
    if (first) {
      end = e;
    }
    release();
    if (!first) {
      for (int i = 0; !settled; i++) {
        pause(i);
      }
      return null;
    }
    ended();
    var hanging = links;
    links = null;
    if (hanging == null) {
      settled = true;
    }
    return hanging;
  }

  /** Whether it has ended and so has all below. */
  final boolean isSettled() {
    return settled;
  }

  /** Waits a moment for another thread that is running, and does not wait for anything itself. */
  static void pause(int i) {
    if (i < YIELDS) {
      yieldOrSpin();
    } else {
      try {
        LockSupport.parkNanos(PAUSE_NANOS); // on the JDK's scheduler yields alone may starve it
      } catch (StackOverflowError e) {
        Thread.onSpinWait(); // as in yieldOrSpin
      }
    }
  }

  /** A child in its parent's list. */
  private static final class ChildLink extends Link {
    private final ContextTree child;

    ChildLink(ContextTree child) {
      this.child = child;
    }

    @Override
    ContextTree child() {
      return child;
    }

    @Override
    void ended() {}
  }
}
