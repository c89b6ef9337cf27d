// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.PumpedChannels;
import io.heddle.internal.hook.Race;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A channel whose one end is a pump, and the doorbell of that pump: see {@link PumpedChannels}.
 *
 * @param <T> what it carries
 */
abstract class PumpedChannel<T> extends BufferedChannel<T> implements PumpedChannels.End {
  /*
   * The pump is one goroutine. It never waits in the channel's queues: it takes or puts what it can,
   * then waits here for the bell, which the other end rings under the channel's lock. The bell keeps
   * its state (`rung`), so what happens between the pump's last look and its wait is not missed.
   *
   * Under the channel's lock: all fields but `name`.
   * Checked by: PumpedChannelTest
   */
  static {
    PumpedChannels.madeBy(
        new PumpedChannels.Factory() {
          @Override
          public PumpedChannels.Outlet outlet(
              String name, int capacity, UnaryOperator<Object> admit, Runnable whenClosed) {
            return new OutletChannel(name, capacity, admit, whenClosed);
          }

          @Override
          public PumpedChannels.Inlet inlet(String name, int capacity) {
            return new InletChannel<>(name, capacity);
          }
        });
  }

  private final String name;
  private final WaitReason reason;
  private @Nullable Waiter pump;
  private boolean rung;

  /**
   * @param reason what the pump does while it waits, in a dump
   */
  PumpedChannel(String name, int capacity, WaitReason reason) {
    super(capacity);
    this.name = name;
    this.reason = reason;
  }

  @Override
  final String kind() {
    return name;
  }

  /** Under the lock, which {@link #releaseAndWake} must release. */
  final void ringInside() {
    rung = true;
    if (Race.ON) {
      Race.release(this);
    }
    if (pump != null) {
      wakeLater(pump);
      pump = null;
    }
  }

  @Override
  public final void ring() {
    acquire();
    ringInside();
    releaseAndWake();
  }

  @Override
  public final void await(long nanos) throws InterruptedException {
    acquire();
    if (!rung) {
      var w = new Waiter(reason, this);
      pump = w;
      release();
      settle(w, Parker.park(w, TimeSource.after(nanos)));
      acquire();
    }
    rung = false;
    release();
    if (Race.ON) {
      Race.acquire(this);
    }
  }

  private void settle(Waiter w, Parker.Outcome outcome) throws InterruptedException {
    if (outcome == Parker.Outcome.WOKEN) {
      return;
    }
    acquire();
    boolean withdrawn = pump == w;
    if (withdrawn) {
      pump = null;
    }
    release();
    if (!withdrawn) {
      Parker.awaitWoken(w);
    }
    if (outcome == Parker.Outcome.INTERRUPTED) {
      throw new InterruptedException();
    }
  }

  @Override
  public final void shut() {
    closeOnce();
    wasShut();
    ring();
  }

  /** The pump is done with it. */
  void wasShut() {}
}
