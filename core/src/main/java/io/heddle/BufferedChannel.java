// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/** A channel with a FIFO buffer of a given capacity; one of {@code MAX_VALUE} is unbounded. */
class BufferedChannel<T> extends ChannelCore<T> {
  final Ring<T> ring = new Ring<>();
  final int capacity;

  BufferedChannel(int capacity) {
    this.capacity = capacity;
  }

  @Override
  boolean hasRoom() {
    return ring.size() < capacity;
  }

  @Override
  void store(T value) {
    ring.add(value, capacity);
  }

  @Override
  final boolean hasValue() {
    return ring.size() > 0;
  }

  @Override
  T take() {
    return ring.remove();
  }

  @Override
  final T head() {
    return ring.head();
  }

  @Override
  int stored() {
    return ring.size();
  }

  @Override
  public final int capacity() {
    return capacity;
  }
}
