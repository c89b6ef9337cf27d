// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.PumpedChannels;
import io.heddle.internal.hook.Race;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.util.ArrayDeque;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A channel that a pump empties. A value keeps its room until the pump confirms that it has
 * arrived; on an unbuffered one its sender waits until then.
 */
final class OutletChannel extends PumpedChannel<Object> implements PumpedChannels.Outlet {
  /*
   *   ring      stored, not yet taken by the pump
   *   taken     how many the pump has taken and not confirmed; with the ring's they are at most the capacity
   *   handing   unbuffered: the senders of these values, taken out of their queue (which is the point of
   *             no return, as for any waiter) and woken by confirm; or, if it was shut before, by that
   * Nobody receives: `receivers` is always empty, so offer stores or has no room.
   * Under the channel's lock: all three.
   */
  private final UnaryOperator<Object> admit;
  private final Runnable whenClosed;
  private final ArrayDeque<Waiter> handing = new ArrayDeque<>();
  private int taken;

  OutletChannel(String name, int capacity, UnaryOperator<Object> admit, Runnable whenClosed) {
    super(name, capacity, WaitReason.CHAN_RECEIVE);
    this.admit = admit;
    this.whenClosed = whenClosed;
  }

  @Override
  Object admit(Object value) {
    return admit.apply(value);
  }

  @Override
  boolean hasRoom() {
    return ring.size() + taken < capacity;
  }

  @Override
  void store(Object value) {
    super.store(value);
    ringInside();
  }

  @Override
  int stored() {
    return ring.size() + taken;
  }

  @Override
  void senderCame() {
    if (capacity == 0) {
      ringInside();
    }
  }

  @Override
  void wasClosed() {
    ring();
    whenClosed.run();
  }

  @Override
  public boolean isShut() {
    return isClosedForSend();
  }

  @Override
  public @Nullable Object next() {
    acquire();
    Object value = null;
    if (hasValue()) {
      value = super.take();
      if (Race.ON) {
        Race.taken(this, capacity);
      }
      taken++;
    } else if (capacity == 0) {
      var sender = senders.claimFirst();
      if (sender != null) {
        if (Race.ON) {
          Race.fetched(this, sender);
        }
        value = sender.item;
        sender.item = null;
        handing.add(sender);
      }
    }
    release();
    return value;
  }

  @Override
  public void confirm() {
    acquire();
    if (capacity == 0) {
      var sender = handing.poll();
      if (sender != null) { // or it was told that the channel is closed
        sender.ok = true;
        wakeLater(sender);
      }
    } else {
      taken--;
      var sender = senders.claimFirst();
      if (sender != null) {
        super.store(takeItem(sender)); // the pump, who calls, looks again
        if (Race.ON) {
          Race.storedFor(this, capacity, sender);
        }
      }
    }
    releaseAndWake();
  }

  /** What the pump has not confirmed now never will be: for its senders the channel was closed. */
  @Override
  void wasShut() {
    acquire();
    var lost = handing.toArray(Waiter[]::new);
    handing.clear();
    release();
    for (var sender : lost) {
      Parker.unpark(sender);
    }
  }
}
