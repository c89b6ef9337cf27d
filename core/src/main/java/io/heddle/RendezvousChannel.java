// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/** An unbuffered channel: nothing is ever stored, each send meets its receive. */
final class RendezvousChannel<T> extends ChannelCore<T> {
  @Override
  boolean hasRoom() {
    return false;
  }

  @Override
  void store(T value) {
    throw new IllegalStateException("an unbuffered channel stores nothing");
  }

  @Override
  boolean hasValue() {
    return false;
  }

  @Override
  boolean wasEmpty() {
    return senders.wasEmpty();
  }

  @Override
  T take() {
    throw new IllegalStateException("an unbuffered channel stores nothing");
  }

  @Override
  T head() {
    return take();
  }

  @Override
  int stored() {
    return 0;
  }

  @Override
  public int capacity() {
    return 0;
  }
}
