// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.Sites;
import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.SpinLock;
import io.heddle.internal.wait.WaitQueue;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.WaitedOn;
import io.heddle.internal.wait.Waiter;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all kinds of channels share: one lock, who waits to send, who waits to receive, and how
 * values pass between them. A kind says only how it stores values.
 */
abstract non-sealed class ChannelCore<T> extends SpinLock
    implements Channel<T>, Sites.HasSite, WaitedOn {
  /*
   * Invariants, whenever the lock is free:
   *   - receivers wait only while nothing is stored and nobody waits to send (but for the same select
   *     that does both: it never meets itself, because it looks before it enqueues);
   *   - senders wait only while there is no room;
   *   - after close nobody waits.
   * Hence FIFO and no barging: a value is stored only if no receiver waits, and a sender that waits
   * gets the room that a receive makes before anybody else can.
   *
   * Locking:  the SpinLock guards all fields but `site`. Rank: channel < timers. Only select holds
   *           several, taken in the order of `id`.
   * Waking:   under the lock the counterpart is taken out of its queue and its waiter is filled in;
   *           it is left in `toWake` and unparked after the lock was released (releaseAndWake).
   * Select:   uses offer, poll, canOffer, canPoll and the two queues, under the lock; see Selecting.
   * Without:  a poll that finds nothing, for thousands may poll one idle channel (hadNothing). First
   *           `senders` is read, then `closed`, which is never reset: if neither had anything, there
   *           was nothing at the first of the two instants. In the other order a close in between,
   *           which empties `senders`, would be missed.
   * Go:       chan.go. There a receiver's stack slot is written directly; here Waiter.item.
   * Checked by: ChannelTest, ChannelInterruptTest, GoChanTest, GoFifoTest
   */
  private static final AtomicLong IDS = new AtomicLong();

  final WaitQueue senders = new WaitQueue();
  final WaitQueue receivers = new WaitQueue();
  private volatile boolean closed;
  private @Nullable Waiter toWake;
  private long id;

  private @Nullable SendOnly<T> sendOnly;
  private @Nullable ReceiveOnly<T> receiveOnly;
  private @Nullable StackTraceElement site = Sites.ofCaller();

  // ---- what a kind says; all under the lock ----

  /** True if {@link #store} would work, or is allowed to drop something. */
  abstract boolean hasRoom();

  abstract void store(T value);

  /** True if {@link #take} would give a value. */
  abstract boolean hasValue();

  abstract T take();

  abstract int stored();

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

  // ---- the seam of select; all under the lock ----

  /** Hands the value over or stores it; false if it would have to wait. The channel is open. */
  final boolean offer(T value) {
    var receiver = receivers.claimFirst();
    if (receiver != null) {
      receiver.item = value;
      receiver.ok = true;
      toWake = receiver;
      return true;
    }
    if (hasRoom()) {
      store(value);
      return true;
    }
    return false;
  }

  /** The next value; null if there is none at the moment. */
  @SuppressWarnings("unchecked") // a sender's item is a T
  final @Nullable T poll() {
    if (hasValue()) {
      var value = take();
      var sender = senders.claimFirst();
      if (sender != null) {
        store((T) takeItem(sender));
      }
      return value;
    }
    var sender = senders.claimFirst();
    return sender == null ? null : (T) takeItem(sender);
  }

  private Object takeItem(Waiter sender) {
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

  final boolean isClosedForSend() {
    return closed;
  }

  final boolean isDrained() {
    return closed && !hasValue();
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

  // ---- the operations ----

  @Override
  public final void send(T value) throws InterruptedException {
    var w = sendOrEnqueue(value);
    if (w != null) {
      requireSent(settle(w, senders, Parker.park(w)));
    }
  }

  /**
   * Sends at once, or else leaves a waiter in the queue: a method, so that no parked frame has it.
   */
  private @Nullable Waiter sendOrEnqueue(T value) throws InterruptedException {
    Objects.requireNonNull(value, "value");
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    acquire();
    if (closed) {
      release();
      throw ChannelClosedException.onSend();
    }
    if (offerOrRelease(value)) {
      releaseAndWake();
      return null;
    }
    var w = newWaiterOrRelease(WaitReason.CHAN_SEND);
    w.item = value;
    senders.add(w);
    release();
    return w;
  }

  /** As {@link #offer}; where there is no memory for it the lock is not held any more. */
  private boolean offerOrRelease(T value) {
    try {
      return offer(value);
    } catch (OutOfMemoryError e) {
      release();
      throw e;
    }
  }

  private Waiter newWaiterOrRelease(WaitReason reason) {
    try {
      return new Waiter(reason, this);
    } catch (OutOfMemoryError e) {
      release();
      throw e;
    }
  }

  private static void requireSent(Waiter w) {
    if (!w.ok) {
      throw ChannelClosedException.onSend();
    }
  }

  @Override
  public final boolean trySend(T value) {
    Objects.requireNonNull(value, "value");
    acquire();
    if (closed) {
      release();
      throw ChannelClosedException.onSend();
    }
    boolean sent = offerOrRelease(value);
    releaseAndWake();
    return sent;
  }

  @Override
  @SuppressWarnings("unchecked") // what a sender left is a T
  public final @Nullable T receive() throws InterruptedException {
    var got = receiveOrEnqueue();
    if (got instanceof Waiter w) {
      return (T) settle(w, receivers, Parker.park(w)).item; // null if it was closed
    }
    return (T) got;
  }

  /**
   * The value, or null if the channel is closed and drained, or the waiter that now stands in the
   * queue.
   */
  private @Nullable Object receiveOrEnqueue() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    acquire();
    var value = poll();
    if (value != null || closed) {
      releaseAndWake();
      return value;
    }
    var w = newWaiterOrRelease(WaitReason.CHAN_RECEIVE);
    receivers.add(w);
    receiverCame();
    release();
    return w;
  }

  @Override
  public final Received<T> tryReceive() {
    if (hadNothing()) {
      return Received.empty();
    }
    acquire();
    var value = poll();
    boolean drained = closed;
    releaseAndWake();
    if (value != null) {
      return new Received.Value<>(value);
    }
    return drained ? Received.closed() : Received.empty();
  }

  /** What is to be done after a park; see Parker, "Straight", for why it is a method. */
  private Waiter settle(Waiter w, WaitQueue queue, Parker.Outcome outcome)
      throws InterruptedException {
    if (outcome != Parker.Outcome.WOKEN) {
      if (withdraw(w, queue)) {
        throw new InterruptedException();
      }
      Parker.awaitWoken(w); // too late: it has happened
      Thread.currentThread().interrupt();
    }
    return w;
  }

  private boolean withdraw(Waiter w, WaitQueue queue) {
    acquire();
    boolean withdrawn = queue.remove(w);
    if (withdrawn && queue == receivers) {
      receiverLeft();
    }
    release();
    return withdrawn;
  }

  @Override
  public final void close() {
    acquire();
    if (closed) {
      release();
      throw new ChannelClosedException("close of closed channel");
    }
    closed = true;
    var waiting = new WaitQueue();
    drainInto(waiting, receivers);
    drainInto(waiting, senders);
    release();
    for (var w = waiting.poll(); w != null; w = waiting.poll()) {
      Parker.unpark(w);
    }
  }

  /** They were not served: `ok` stays false. */
  private static void drainInto(WaitQueue all, WaitQueue queue) {
    for (var w = queue.claimFirst(); w != null; w = queue.claimFirst()) {
      w.item = null;
      all.add(w);
    }
  }

  @Override
  public int length() {
    acquire();
    int n = stored();
    release();
    return n;
  }

  @Override
  public final boolean isClosed() {
    if (!closed) {
      return false;
    }
    acquire();
    boolean drained = isDrained();
    release();
    return drained;
  }

  @Override
  public final SendChannel<T> sendOnly() {
    acquire();
    if (sendOnly == null) {
      sendOnly = new SendOnly<>(this);
    }
    var view = sendOnly;
    release();
    return view;
  }

  @Override
  public final ReceiveChannel<T> receiveOnly() {
    acquire();
    if (receiveOnly == null) {
      receiveOnly = new ReceiveOnly<>(this);
    }
    var view = receiveOnly;
    release();
    return view;
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
    acquire();
    if (id == 0) {
      id = IDS.incrementAndGet();
    }
    long n = id;
    release();
    return n;
  }

  @Override
  public final void madeAt(StackTraceElement place) {
    site = place;
  }

  /** What this kind of channel is called in logs and dumps. */
  String kind() {
    return "channel";
  }

  /** For logs: {@code channel #12 cap 4, 3 buffered, 1 sender waiting, made at Main.java:14}. */
  @Override
  public final String toString() {
    return inWords(false);
  }

  /** {@code channel #12 (cap 0, 3 waiting, made at Main.java:14)}: which way, the reason says. */
  @Override
  public final String inDump() {
    return inWords(true);
  }

  private String inWords(boolean inDump) {
    long number = id();
    acquire();
    int buffered = stored();
    int sending = senders.size();
    int receiving = receivers.size();
    boolean isClosed = closed;
    release();
    var s = new StringBuilder(kind()).append(" #").append(number).append(inDump ? " (" : " ");
    s.append("cap ").append(capacity() == Integer.MAX_VALUE ? "unbounded" : capacity());
    append(s, buffered, " buffered");
    if (inDump) {
      append(s, sending + receiving, " waiting");
    } else {
      append(s, sending, sending == 1 ? " sender waiting" : " senders waiting");
      append(s, receiving, receiving == 1 ? " receiver waiting" : " receivers waiting");
    }
    if (isClosed) {
      s.append(", closed");
    }
    if (site != null) {
      s.append(", made at ").append(site.getFileName()).append(':').append(site.getLineNumber());
    }
    return inDump ? s.append(')').toString() : s.toString();
  }

  private static void append(StringBuilder s, int n, String what) {
    if (n > 0) {
      s.append(", ").append(n).append(what);
    }
  }
}
