// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Go's nil channel. One object serves all element types. */
final class NeverChannel implements Channel<Object> {
  static final NeverChannel INSTANCE = new NeverChannel();

  private final SendOnly<Object> sendOnly = new SendOnly<>(this);
  private final ReceiveOnly<Object> receiveOnly = new ReceiveOnly<>(this);

  private NeverChannel() {}

  @Override
  public void send(Object value) throws InterruptedException {
    Objects.requireNonNull(value, "value");
    waitForEver(WaitReason.CHAN_SEND_NIL);
  }

  @Override
  public @Nullable Object receive() throws InterruptedException {
    waitForEver(WaitReason.CHAN_RECEIVE_NIL);
    return null;
  }

  /** Ends by an interrupt only: nobody knows the waiter. */
  static void waitForEver(WaitReason reason) throws InterruptedException {
    if (Thread.interrupted() || Parker.park(new Waiter(reason, null)) != Parker.Outcome.WOKEN) {
      throw new InterruptedException();
    }
  }

  @Override
  public boolean trySend(Object value) {
    Objects.requireNonNull(value, "value");
    return false;
  }

  @Override
  public Received<Object> tryReceive() {
    return Received.empty();
  }

  @Override
  public void close() {
    throw new ChannelClosedException("close of nil channel");
  }

  @Override
  public int length() {
    return 0;
  }

  @Override
  public int capacity() {
    return 0;
  }

  @Override
  public boolean isClosed() {
    return false;
  }

  @Override
  public SendChannel<Object> sendOnly() {
    return sendOnly;
  }

  @Override
  public ReceiveChannel<Object> receiveOnly() {
    return receiveOnly;
  }

  @Override
  public String toString() {
    return "nil channel";
  }
}
