// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.Race;
import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.SpinLock;
import io.heddle.internal.wait.WaitQueue;
import io.heddle.internal.wait.Waiter;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a channel is, under its lock: who waits to send, who waits to receive, and how values pass
 * between them. A kind says only how it stores values; {@link ChannelCore} and select are what
 * takes the lock.
 */
abstract class ChannelState<T> extends SpinLock {
  /*
   * Invariants, whenever the lock is free:
   *   - receivers wait only while nothing is stored and nobody waits to send (but for the same select
   *     that does both: it never meets itself, because it looks before it enqueues);
   *   - senders wait only while there is no room;
   *   - after close nobody waits.
   * Hence FIFO and no barging: a value is stored only if no receiver waits, and a sender that waits
   * gets the room that a receive makes before anybody else can.
   *
   * Locking:  the SpinLock guards all fields. Rank: channel < timers. Only select holds several, taken
   *           in the order of `id`.
   * Waking:   under the lock the counterpart is taken out of its queue and its waiter is filled in;
   *           it is left in `toWake` and unparked after the lock was released (releaseAndWake).
   * Without:  a poll that finds nothing, for thousands may poll one idle channel (hadNothing). First
   *           `senders` is read, then `closed`, which is never reset: if neither had anything, there
   *           was nothing at the first of the two instants. In the other order a close in between,
   *           which empties `senders`, would be missed.
   * Go:       chan.go. There a receiver's stack slot is written directly; here Waiter.item.
   * Checked by: ChannelTest, GoChanTest, GoFifoTest
   */
  private static final AtomicLong IDS = new AtomicLong();

  final WaitQueue senders = new WaitQueue();
  final WaitQueue receivers = new WaitQueue();
  private volatile boolean closed;
  private @Nullable Waiter toWake;
  private volatile long id;

  // ---- what a kind says; all under the lock ----

  /** True if {@link #store} would work, or is allowed to drop something. */
  abstract boolean hasRoom();

  abstract void store(T value);

  /** True if {@link #take} would give a value. */
  abstract boolean hasValue();

  abstract T take();

  /** What {@link #take} would give. */
  abstract T head();

  abstract int stored();

  /** How many values it can hold. */
  public abstract int capacity();

  /** True if where there is no room {@link #store} drops what it is given. */
  boolean dropsNew() {
    return false;
  }

  /**
   * True if nothing was stored or offered at an instant during the call; asked without the lock.
   */
  boolean wasEmpty() {
    return false;
  }

  /** True if there was nothing to receive at an instant during the call, not even a close. */
  final boolean hadNothing() {
    return wasEmpty() && !closed;
  }

  /** A receiver has begun to wait: a timer channel arms its timer. */
  void receiverCame() {}

  /** A receiver has given up waiting. */
  void receiverLeft() {}

  /** A sender has begun to wait: a pump of an unbuffered channel comes and takes its value. */
  void senderCame() {}

  // ---- the seam of select; all under the lock ----

  /** Hands the value over or stores it; false if it would have to wait. The channel is open. */
  final boolean offer(T value) {
    var receiver = receivers.claimFirst();
    if (receiver != null) {
      receiver.item = value;
      receiver.ok = true;
      toWake = receiver;
      if (Race.ON) {
        Race.handed(this, capacity(), receiver);
      }
      return true;
    }
    if (hasRoom()) {
      int before = Race.ON ? stored() : 0;
      store(value);
      if (Race.ON) {
        Race.stored(this, capacity(), before, stored(), dropsNew());
      }
      return true;
    }
    return false;
  }

  /** The next value; null if there is none at the moment. */
  @SuppressWarnings("unchecked") // a sender's item is a T
  final @Nullable T poll() {
    if (hasValue()) {
      var value = take();
      if (Race.ON) {
        Race.taken(this, capacity());
      }
      var sender = senders.claimFirst();
      if (sender != null) {
        store((T) takeItem(sender));
        if (Race.ON) {
          Race.storedFor(this, capacity(), sender);
        }
      }
      return value;
    }
    var sender = senders.claimFirst();
    if (sender == null) {
      return null;
    }
    if (Race.ON) {
      Race.fetched(this, sender);
    }
    return (T) takeItem(sender);
  }

  /** As {@link #poll}, in its wrapping: what comes out must not be lost for want of memory. */
  @SuppressWarnings("unchecked") // a sender's item is a T
  final Received.@Nullable Value<T> pollReceived() {
    if (hasValue()) {
      var received = new Received.Value<>(head());
      poll();
      return received;
    }
    while (senders.hasClaimable()) {
      var sender = Objects.requireNonNull(senders.peek());
      var received = new Received.Value<>((T) Objects.requireNonNull(sender.item));
      senders.remove(sender);
      if (sender.claim()) { // else its select was decided elsewhere just now
        if (Race.ON) {
          Race.fetched(this, sender);
        }
        takeItem(sender);
        return received;
      }
    }
    return null;
  }

  final Object takeItem(Waiter sender) {
    var item = Objects.requireNonNull(sender.item);
    sender.item = null;
    sender.ok = true;
    toWake = sender;
    return item;
  }

  /** True if {@link #offer} would succeed, or the channel is closed. */
  final boolean canOffer() {
    return closed || hasRoom() || receivers.hasClaimable();
  }

  /** True if {@link #poll} would give a value, or the channel is closed. */
  final boolean canPoll() {
    return closed || hasValue() || senders.hasClaimable();
  }

  /** True after {@link #closeForSend}; may be asked without the lock. */
  final boolean isClosedForSend() {
    return closed;
  }

  final boolean isDrained() {
    return closed && !hasValue();
  }

  /** To be unparked by {@link #releaseAndWake}; one in each critical section. */
  final void wakeLater(Waiter w) {
    toWake = w;
  }

  /** Ends a critical section that may have left somebody to wake. */
  final void releaseAndWake() {
    var w = toWake;
    toWake = null;
    release();
    if (w != null) {
      Parker.unpark(w);
    }
  }

  /** From now on nobody may wait. */
  final void closeForSend() {
    closed = true;
  }

  // ---- identity ----

  @Override
  protected LockRank rank() {
    return LockRank.CHANNEL;
  }

  /** Given before a select takes more than one: it sorts by it. */
  @Override
  protected long order() {
    return id;
  }

  /** Its number in dumps and its rank among channels in a select; given when first asked for. */
  final long id() {
    long n = id;
    if (n == 0) {
      acquire();
      if (id == 0) {
        id = IDS.incrementAndGet();
      }
      n = id;
      release();
    }
    return n;
  }
}
