// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.Race;
import io.heddle.internal.hook.Sites;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitQueue;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.WaitedOn;
import io.heddle.internal.wait.Waiter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The operations that all kinds of channels share: each takes the lock, acts or waits. */
abstract non-sealed class ChannelCore<T> extends ChannelState<T>
    implements Channel<T>, Sites.HasSite, WaitedOn {
  /*
   * What happens under the lock, and why that is right: ChannelState.
   * Waiting:  an operation that can not be done at once leaves a waiter in the queue, releases the lock
   *           and parks (sendOrEnqueue, receiveOrEnqueue); what ends the park decides nothing: see settle.
   * Failing:  where stack is short acquire fails, and nothing has happened. Where memory is, what allocates
   *           under the lock (a growing buffer, a waiter, an entry of the timer heap, a timer's instant)
   *           does so before it changes anything, and the lock is released (…OrRelease).
   * Select:   uses the seam of ChannelState itself; see Selecting.
   * Checked by: ChannelTest, ChannelInterruptTest, ChannelCloseTest, GoChanTest
   */
  // Made when first asked for. Written under the lock, and read without it, for their one field is
  // final.
  private @Nullable SendOnly<T> sendOnly;
  private @Nullable ReceiveOnly<T> receiveOnly;
  private @Nullable StackTraceElement site = Sites.ofCaller();

  ChannelCore() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.made(this);
    }
  }

  // ---- what a kind may add; without the lock ----

  /** Looks at a value before it is sent, on the sender's thread: what is sent is the result. */
  T admit(T value) {
    return value;
  }

  /** {@link #close} has done its work, and has not returned. */
  void wasClosed() {}

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
  private @Nullable Waiter sendOrEnqueue(T given) throws InterruptedException {
    Objects.requireNonNull(given, "value");
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.SEND, this, given);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    var value = admit(given);
    if (Race.ON) {
      Race.sends(this, id());
    }
    acquire();
    if (isClosedForSend()) {
      release();
      throw ChannelClosedException.onSend();
    }
    if (offerOrRelease(value)) {
      releaseAndWake();
      return null;
    }
    var w = newWaiterOrRelease(WaitReason.CHAN_SEND);
    w.item = value;
    if (Race.ON) {
      Race.waits(w);
    }
    senders.add(w);
    senderCame();
    releaseAndWake();
    return w;
  }

  /** As {@link #offer}; where there is no memory for it the lock is not held any more. */
  private boolean offerOrRelease(T value) {
    try {
      return offer(value);
    } catch (OutOfMemoryError e) {
      releaseAndWake();
      throw e;
    }
  }

  /** As {@link #poll}; the same. */
  private @Nullable T pollOrRelease() {
    try {
      return poll();
    } catch (OutOfMemoryError e) {
      releaseAndWake();
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
  public final boolean trySend(T given) {
    Objects.requireNonNull(given, "value");
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.TRY_SEND, this, given);
    }
    var value = admit(given);
    if (Race.ON) {
      Race.sends(this, id());
    }
    acquire();
    if (isClosedForSend()) {
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
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.RECEIVE, this);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    acquire();
    var value = pollOrRelease();
    if (value != null || isClosedForSend()) {
      releaseAndWake();
      if (Race.ON && value == null) {
        Race.sawClose(this);
      }
      return value;
    }
    var w = newWaiterOrRelease(WaitReason.CHAN_RECEIVE);
    if (Race.ON) {
      Race.waits(w);
    }
    receivers.add(w);
    receiverCameOrRelease(w);
    release();
    return w;
  }

  private void receiverCameOrRelease(Waiter w) {
    try {
      receiverCame();
    } catch (OutOfMemoryError e) {
      receivers.remove(w);
      release();
      throw e;
    }
  }

  @Override
  public final Received<T> tryReceive() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.TRY_RECEIVE, this);
    }
    if (hadNothing()) {
      return Received.empty();
    }
    acquire();
    try {
      var received = pollReceived();
      if (received != null) {
        return received;
      }
      boolean drained = isClosedForSend();
      if (Race.ON && drained) {
        Race.sawClose(this);
      }
      return drained ? Received.closed() : Received.empty();
    } finally {
      releaseAndWake();
    }
  }

  @Override
  public final void close() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.CLOSE, this);
    }
    if (!closeOnce()) {
      throw new ChannelClosedException("close of closed channel");
    }
    wasClosed();
  }

  /** Closes it; false if it has been closed before. */
  final boolean closeOnce() {
    if (Race.ON) {
      Race.closes(this, id());
    }
    acquire();
    if (isClosedForSend()) {
      release();
      return false;
    }
    closeForSend();
    var receiving = receivers.detach();
    var sending = senders.detach();
    release();
    wakeUnserved(receiving);
    wakeUnserved(sending);
    return true;
  }

  /** `ok` stays false. Of those of a select, others may have decided meanwhile. */
  private static void wakeUnserved(@Nullable Waiter first) {
    for (var w = first; w != null; ) {
      var behind = w.leave();
      if (w.claim()) {
        w.item = null;
        Parker.unpark(w);
      }
      w = behind;
    }
  }

  @Override
  public int length() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.LOOK, this);
    }
    acquire();
    int n = stored();
    release();
    return n;
  }

  @Override
  public final boolean isClosed() {
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.LOOK, this);
    }
    if (!isClosedForSend()) {
      return false;
    }
    acquire();
    boolean drained = isDrained();
    release();
    if (Race.ON && drained) {
      Race.sawClose(this);
    }
    return drained;
  }

  @Override
  public final SendChannel<T> sendOnly() {
    var view = sendOnly;
    if (view == null) {
      var mine = new SendOnly<T>(this);
      acquire();
      view = sendOnly == null ? mine : sendOnly;
      sendOnly = view;
      release();
    }
    return view;
  }

  @Override
  public final ReceiveChannel<T> receiveOnly() {
    var view = receiveOnly;
    if (view == null) {
      var mine = new ReceiveOnly<T>(this);
      acquire();
      view = receiveOnly == null ? mine : receiveOnly;
      receiveOnly = view;
      release();
    }
    return view;
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
    if (Race.ON) {
      Race.woken(w);
      Race.acquire(this);
      if (!w.ok) {
        Race.sawClose(this);
      }
    }
    return w;
  }

  private boolean withdraw(Waiter w, WaitQueue queue) {
    acquireReserved();
    boolean withdrawn = queue.remove(w);
    if (withdrawn && queue == receivers) {
      receiverLeft();
    }
    release();
    return withdrawn;
  }

  // ---- in words ----

  /** What this kind of channel is called in logs and dumps. */
  String kind() {
    return "channel";
  }

  @Override
  public final void madeAt(StackTraceElement place) {
    site = place;
  }

  /** For logs: {@code channel #12 cap 4, 3 buffered, 1 sender waiting, made at Main.java:14}. */
  @Override
  public final String toString() {
    return ChannelText.of(this, site, false);
  }

  /** {@code channel #12 (cap 0, 3 waiting, made at Main.java:14)}: which way, the reason says. */
  @Override
  public final String inDump() {
    return ChannelText.of(this, site, true);
  }

  @Override
  public final String inTrace() {
    var at = site;
    var name = kind() + " #" + id();
    return at == null
        ? name
        : name + " (made at " + at.getFileName() + ":" + at.getLineNumber() + ")";
  }
}
