// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import java.util.List;

/**
 * A queue or a topic: a channel whose ends are in several processes.
 *
 * <p>A channel made here ends with the {@link Nats} it was made by and with {@link
 * io.heddle.context.Context#current} at the time it was made: receivers are then closed, and sends
 * fail as on a closed channel.
 *
 * @param <T> what it carries
 */
public interface Remote<T> {
  String name();

  /**
   * A channel that sends. Its room comes back when the server has the value, and so does, with a
   * capacity of 0, the send itself. Values of one sender keep their order. {@code close()} waits
   * until the server has all, at most {@link Nats.Options#flushTimeout}, and then throws {@link
   * NotAcceptedException} with those that it has not.
   *
   * @throws IllegalArgumentException "makechan: size out of range" if the capacity is negative
   */
  SendChannel<T> sender(int capacity);

  /** A channel of values that the receiver acknowledges. */
  ReceiveChannel<Delivery<T>> receiver(Receive how) throws InterruptedException;

  /** A channel of values that are acknowledged as they are taken out of the channel. */
  ReceiveChannel<T> receiverAutoAck(int inFlight) throws InterruptedException;

  /** As {@link #receiverAutoAck(int)}; what {@code how} says of maxDeliveries and group counts. */
  ReceiveChannel<T> receiverAutoAck(Receive how) throws InterruptedException;

  /**
   * Says that nothing will be sent any more, after closing the senders that were made here. Senders
   * everywhere find their channel closed; receivers everywhere, and those to come, are closed once
   * all that was sent is acknowledged.
   */
  void closeForAll() throws InterruptedException;

  /** Deletes a queue with all it holds, also one that {@link #closeForAll} has ended. */
  void delete() throws InterruptedException;

  /** One for each channel made here that has not ended. */
  List<ChannelMetrics> metrics();
}
