// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.timer.TimerTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A context that can end: the only kind that has state. */
final class CancelNode extends AbstractContext implements CancelContext {
  /*
   * Life:     alive → `end` set, once, under the lock → `done` closed → what hangs on it told →
   *           `settled`. Whoever sets `end` does all the rest, outside the lock.
   * A tree:   ends from the top down, by a list and not by recursion, however deep it is. A node that
   *           somebody else is just ending is waited for until it has settled: so all below a node
   *           have ended when its cancel returns. Such a wait goes downwards only, and who is waited
   *           for does not block; there is no cycle.
   * List:     `links`, guarded by the lock until `end` is set; then it belongs to who set it, and
   *           nobody else links or unlinks.
   * done:     made when first asked for; after the end everybody gets one that is closed already.
   * err:      `end` is set before `done` is closed, so whoever sees the channel closed sees `end`;
   *           whoever sees `end` first waits (some 100 ns) until the channel is closed.
   * Ordering: `end` and `settled` are volatile, written after what they publish.
   * Locking:  the locks of two nodes are never held together, nor this one and a channel's.
   * Go:       context.go's cancelCtx, which ends its children while it holds its mutex.
   * Checked by: ContextTest, ContextHammerTest
   */
  private static final int YIELDS = 50;
  private static final long PAUSE_NANOS = 50_000;
  private static final Channel<Void> CLOSED = Channel.make();

  static {
    CLOSED.close();
  }

  private final AbstractContext parent;
  private final @Nullable ValueContext values;
  private final @Nullable Instant deadline;

  /** Its place under the node above; null if nothing above ends. */
  private @Nullable ChildLink place;

  private volatile @Nullable End end;
  private volatile boolean settled;
  private volatile @Nullable ReceiveChannel<Void> done;
  private @Nullable Channel<Void> doneChannel;
  private @Nullable Link links;
  private @Nullable TimerTask timer;

  private CancelNode(AbstractContext parent, @Nullable Instant deadline) {
    this.parent = parent;
    this.values = parent.values();
    this.deadline = deadline;
  }

  static CancelNode under(AbstractContext parent, @Nullable Instant deadline) {
    var child = new CancelNode(parent, deadline);
    var above = parent.node();
    if (above != null) {
      var link = new ChildLink(child);
      child.place = link;
      above.adopt(link);
    }
    return child;
  }

  /** Ends it after so many nanoseconds, by {@link TimeSource}, unless it has ended. */
  void expireAfter(long nanos, @Nullable Throwable cause) {
    var expired = new End(true, cause);
    if (nanos == 0) {
      endTree(expired);
      return;
    }
    var t = new Expiry(this, expired);
    acquire();
    timer = t;
    release();
    if (end == null) {
      TimerService.get().arm(t, TimeSource.after(nanos));
    }
    if (end != null) {
      TimerService.get().cancel(t); // whoever ended it may have been too early to see it armed
    }
  }

  /** Runs when it ends, on the thread that ends it: must not wait. */
  void atEnd(Runnable action) {
    adopt(
        new Link() {
          @Override
          void ended() {
            action.run();
          }
        });
  }

  /** Hangs something on it, or tells it at once that this has ended. */
  void adopt(Link l) {
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
        l.ended();
      }
    }
  }

  void remove(Link l) {
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

  @Nullable End end() {
    return end;
  }

  private void endTree(End e) {
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
    var ending = new ArrayList<CancelNode>();
    var below = new ArrayList<CancelNode>();
    tell(own, below);
    for (int i = 0; i < below.size(); i++) {
      var node = below.get(i);
      var links = node.endSelf(e);
      node.place = null;
      if (links != null) {
        ending.add(node);
        tell(links, below);
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
    acquire();
    boolean first = end == null;
    if (first) {
      end = e;
    }
    var channel = doneChannel;
    release();
    if (!first) {
      for (int i = 0; !settled; i++) {
        pause(i);
      }
      return null;
    }
    if (channel != null) {
      channel.close();
    }
    if (timer != null) {
      TimerService.get().cancel(timer);
    }
    var hanging = links;
    links = null;
    if (hanging == null) {
      settled = true;
    }
    return hanging;
  }

  /** Tells a list of links, and takes it apart: who keeps one must not keep them all. */
  private static void tell(Link first, ArrayList<CancelNode> children) {
    for (Link l = first; l != null; ) {
      var following = l.next;
      l.next = null;
      l.prev = null;
      l.above = null;
      var child = l.child();
      if (child != null) {
        children.add(child);
      } else {
        l.ended();
      }
      l = following;
    }
  }

  @Override
  public void cancel() {
    cancel(null);
  }

  @Override
  public void cancel(@Nullable Throwable cause) {
    if (!settled) {
      endTree(new End(false, cause));
    }
  }

  @Override
  public void close() {
    cancel(null);
  }

  @Override
  public ReceiveChannel<Void> done() {
    var d = done;
    return d != null ? d : makeDone();
  }

  private ReceiveChannel<Void> makeDone() {
    var channel = Channel.<Void>make();
    var view = channel.receiveOnly();
    acquire();
    var d = done;
    if (d == null) {
      if (end != null) {
        view = CLOSED.receiveOnly();
      } else {
        doneChannel = channel;
      }
      done = view;
      d = view;
    }
    release();
    return d;
  }

  @Override
  public @Nullable ContextException err() {
    var e = settledEnd();
    return e == null ? null : e.err();
  }

  @Override
  public @Nullable Throwable cause() {
    var e = settledEnd();
    return e == null ? null : e.cause();
  }

  /** Its end, once that can be seen in the channel as well. */
  private @Nullable End settledEnd() {
    var e = end;
    if (e != null && !settled) {
      var d = done; // if there was none when `end` was set there is none to close
      for (int i = 0; d != null && !d.isClosed(); i++) {
        pause(i);
      }
    }
    return e;
  }

  /** Waits a moment for another thread that is running, and does not wait for anything itself. */
  static void pause(int i) {
    if (i < YIELDS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(PAUSE_NANOS); // on the JDK's scheduler yields alone may starve it
    }
  }

  @Override
  public @Nullable Instant deadline() {
    return deadline;
  }

  @Override
  CancelNode node() {
    return this;
  }

  @Override
  @Nullable ValueContext values() {
    return values;
  }

  @Override
  AbstractContext parent() {
    return parent;
  }

  @Override
  String suffix() {
    if (deadline == null || deadline.equals(parent.deadline())) {
      return "WithCancel";
    }
    return "WithDeadline("
        + deadline
        + " ["
        + Durations.text(Duration.between(TimeSource.wallTime(), deadline))
        + "])";
  }

  /** A child in its parent's list. */
  private static final class ChildLink extends Link {
    private final CancelNode child;

    ChildLink(CancelNode child) {
      this.child = child;
    }

    @Override
    CancelNode child() {
      return child;
    }

    @Override
    void ended() {}
  }

  /** The deadline, while it is armed. */
  private static final class Expiry extends TimerTask {
    private final CancelNode node;
    private final End end;

    Expiry(CancelNode node, End end) {
      this.node = node;
      this.end = end;
    }

    @Override
    protected void fire(long now) {
      node.endTree(end);
    }
  }
}
