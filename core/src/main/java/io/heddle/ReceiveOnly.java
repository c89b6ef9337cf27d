// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import org.jspecify.annotations.Nullable;

/** The receiving side of a channel as an object of its own. Select sees the channel behind it. */
final class ReceiveOnly<T> implements ReceiveChannel<T> {
  private final Channel<T> channel;

  ReceiveOnly(Channel<T> channel) {
    this.channel = channel;
  }

  Channel<T> channel() {
    return channel;
  }

  @Override
  public @Nullable T receive() throws InterruptedException {
    return channel.receive();
  }

  @Override
  public Received<T> tryReceive() {
    return channel.tryReceive();
  }

  @Override
  public int length() {
    return channel.length();
  }

  @Override
  public int capacity() {
    return channel.capacity();
  }

  @Override
  public boolean isClosed() {
    return channel.isClosed();
  }

  @Override
  public String toString() {
    return channel.toString();
  }
}
