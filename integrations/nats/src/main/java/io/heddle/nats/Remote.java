// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import java.util.List;

/**
 * A queue or a topic: a channel whose ends are in several processes.
 *
 * <p>A channel made here ends with the {@link Nats} that made it, and with the {@link
 * io.heddle.context.Context#current} of the moment in which it was made: receivers are then closed,
 * and sends fail as on a closed channel.
 *
 * <p>All methods but {@link #name} and {@link #metrics} throw {@link IllegalStateException} if the
 * connection was closed. Those that may be interrupted wait for the server; they throw {@link
 * NatsException} if it refuses or does not answer within {@link Nats.Options#connectTimeout}.
 *
 * @param <T> the type of the values
 */
public interface Remote<T> {
  /**
   * Returns the name of the queue or topic.
   *
   * @return the name
   */
  String name();

  /**
   * Makes a channel that sends. A value occupies its slot of the buffer until the server has
   * acknowledged it; with a capacity of 0, {@code send} returns when the server has acknowledged
   * the value. Values of one sender keep their order. {@code close()} waits until the server has
   * acknowledged everything, at most {@link Nats.Options#flushTimeout}, and then throws {@link
   * NotAcceptedException} with the values that it has not.
   *
   * @param capacity how many values may be on their way to the server before {@code send} waits
   * @return the sending end
   * @throws IllegalArgumentException "makechan: size out of range" if the capacity is negative
   */
  SendChannel<T> sender(int capacity);

  /**
   * Makes a channel of values that the user acknowledges, each by its {@link Delivery}.
   *
   * @param how the group, and how many values may be in flight
   * @return the receiving end
   * @throws InterruptedException if the caller was interrupted while it waited for the server
   */
  ReceiveChannel<Delivery<T>> receiver(Receive how) throws InterruptedException;

  /**
   * Makes a channel of values that are acknowledged as they are taken out of the channel, in
   * whichever group the queue has.
   *
   * @param inFlight how many values are fetched ahead, at least 1
   * @return the receiving end
   * @throws InterruptedException if the caller was interrupted while it waited for the server
   */
  ReceiveChannel<T> receiverAutoAck(int inFlight) throws InterruptedException;

  /**
   * The same as {@link #receiverAutoAck(int)}, with the group and the {@code maxDeliveries} of
   * {@code how}.
   *
   * @param how the group, and how many values may be in flight
   * @return the receiving end
   * @throws InterruptedException if the caller was interrupted while it waited for the server
   */
  ReceiveChannel<T> receiverAutoAck(Receive how) throws InterruptedException;

  /**
   * Closes the senders that were made here, and then the queue or topic for all processes. Senders
   * everywhere find their channel closed; receivers everywhere, and later ones, are closed when
   * everything that was sent has been acknowledged. It waits until the server has been told.
   *
   * @throws NotAcceptedException if a sender had values that the server did not acknowledge
   * @throws InterruptedException if the caller was interrupted while it waited for the server
   */
  void closeForAll() throws InterruptedException;

  /**
   * Deletes a queue with everything in it, also one that {@link #closeForAll} has closed. Does
   * nothing on a topic.
   *
   * @throws InterruptedException if the caller was interrupted while it waited for the server
   */
  void delete() throws InterruptedException;

  /**
   * Returns the counters of each channel that was made here and has not ended. Does not block.
   *
   * @return one for each channel
   */
  List<ChannelMetrics> metrics();
}
