// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import java.util.ArrayList;
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
    acquire();
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
    acquire();
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
    if (own != null) {
      endBelow(own, e);
    }
    // Not before all of it has ended: until then who ends a node above must find it and wait.
    var p = place;
    if (p != null) {
      place = null;
      p.unlink();
    }
  }

  private void endBelow(Link own, End e) {
    var ending = new ArrayList<ContextTree>();
    var below = new ArrayList<ContextTree>();
    tell(own, below, e);
    for (int i = 0; i < below.size(); i++) {
      var node = below.get(i);
      var links = node.endSelf(e);
      node.place = null;
      if (links != null) {
        ending.add(node);
        tell(links, below, e);
      }
    }
    settled = true;
    for (var node : ending) {
      node.settled = true;
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
    acquire();
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

  /** Tells a list of links, and takes it apart: who keeps one must not keep them all. */
  private static void tell(Link first, ArrayList<ContextTree> children, End e) {
    for (Link l = first; l != null; ) {
      var following = l.next;
      l.next = null;
      l.prev = null;
      l.above = null;
      var child = l.child();
      if (child != null) {
        children.add(child);
      } else {
        if (Race.ON) {
          Race.passOn(e, l);
        }
        l.ended();
      }
      l = following;
    }
  }

  /** Whether it has ended and so has all below. */
  final boolean isSettled() {
    return settled;
  }

  /** Waits a moment for another thread that is running, and does not wait for anything itself. */
  static void pause(int i) {
    if (i < YIELDS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(PAUSE_NANOS); // on the JDK's scheduler yields alone may starve it
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
