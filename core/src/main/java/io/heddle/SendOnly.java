// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/** The sending side of a channel as an object of its own. Select sees the channel behind it. */
final class SendOnly<T> implements SendChannel<T> {
  private final Channel<T> channel;

  SendOnly(Channel<T> channel) {
    this.channel = channel;
  }

  Channel<T> channel() {
    return channel;
  }

  @Override
  public void send(T value) throws InterruptedException {
    channel.send(value);
  }

  @Override
  public boolean trySend(T value) {
    return channel.trySend(value);
  }

  @Override
  public void close() {
    channel.close();
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
  public String toString() {
    return channel.toString();
  }
}
