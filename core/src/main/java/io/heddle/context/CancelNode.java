// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import io.heddle.Channel;
import io.heddle.ReceiveChannel;
import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.Durations;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.timer.TimerTask;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A context that can end: the only kind that has state. */
final class CancelNode extends ContextTree implements CancelContext {
  /*
   * How it ends, and all below it: ContextTree.
   * done:     made when first asked for; after the end everybody gets one that is closed already.
   * err:      `end` is set before `done` is closed, so whoever sees the channel closed sees `end`;
   *           whoever sees `end` first waits (some 100 ns) until the channel is closed.
   * Locking:  the lock, ContextTree's, guards `doneChannel` and `timer` until `end` is set.
   * Checked by: ContextTest, ContextHammerTest
   */
  private static final Channel<Void> CLOSED = Channel.make();

  private static final ReceiveChannel<Void> CLOSED_VIEW = CLOSED.receiveOnly();

  static {
    CLOSED.close();
  }

  private final AbstractContext parent;
  private final @Nullable ValueContext values;
  private final @Nullable Instant deadline;

  private volatile @Nullable ReceiveChannel<Void> done;
  private @Nullable Channel<Void> doneChannel;
  private @Nullable TimerTask timer;

  private CancelNode(AbstractContext parent, @Nullable Instant deadline) {
    this.parent = parent;
    this.values = parent.values();
    this.deadline = deadline;
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  static CancelNode under(AbstractContext parent, @Nullable Instant deadline) {
    var child = new CancelNode(parent, deadline);
    child.hangUnder(parent);
    return child;
  }

  /** Ends it after so many nanoseconds, by {@link TimeSource}, unless it has ended. */
  void expireAfter(long nanos, @Nullable Throwable cause) {
    var expired = new End(true, cause);
    if (Race.ON) {
      Race.release(expired);
    }
    if (nanos == 0) {
      endTree(expired);
      return;
    }
    var t = new Expiry(this, expired);
    acquire();
    timer = t;
    release();
    try {
      if (end() == null) {
        TimerService.get().arm(t, TimeSource.after(nanos));
      }
    } catch (Throwable e) {
      close(); // nobody else could: its maker does not get it
      throw e;
    }
    if (end() != null) {
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

  @Override
  void ended() {
    if (doneChannel != null) { // changes no more, for `end` is set
      if (Race.ON) {
        Race.passOn(end(), doneChannel);
      }
      doneChannel.close();
    }
    if (timer != null) {
      TimerService.get().cancel(timer);
    }
  }

  @Override
  public void cancel() {
    cancel(null);
  }

  @Override
  public void cancel(@Nullable Throwable cause) {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.CANCEL, this);
    }
    if (!isSettled()) {
      var canceled = new End(false, cause);
      if (Race.ON) {
        Race.release(canceled);
      }
      endTree(canceled);
    }
  }

  @Override
  public void close() {
    cancel(null);
  }

  @Override
  public ReceiveChannel<Void> done() {
    var d = done;
    if (Race.ON) {
      Race.acquire(end()); // for the channel of one that has ended may be that of all such
    }
    return d != null ? d : makeDone();
  }

  private ReceiveChannel<Void> makeDone() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.touch(this); // which channel it is depends on whether it has ended
    }
    var channel = Channel.<Void>make();
    var view = channel.receiveOnly();
    acquire();
    var d = done;
    if (d == null) {
      if (end() != null) {
        view = CLOSED_VIEW;
      } else {
        doneChannel = channel;
      }
      done = view;
      d = view;
    }
    release();
    if (Race.ON) {
      Race.acquire(end());
    }
    return d;
  }

  @Override
  public @Nullable ContextException err() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.LOOK, this);
    }
    var e = settledEnd();
    return e == null ? null : e.err();
  }

  @Override
  public @Nullable Throwable cause() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.LOOK, this);
    }
    var e = settledEnd();
    return e == null ? null : e.cause();
  }

  /** Its end, once that can be seen in the channel as well. */
  private @Nullable End settledEnd() {
    var e = end();
    if (e != null && !isSettled()) {
      var d = done; // if there was none when `end` was set there is none to close
      for (int i = 0; d != null && !d.isClosed(); i++) {
        pause(i);
      }
    }
    if (Race.ON) {
      Race.acquire(e);
    }
    return e;
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
