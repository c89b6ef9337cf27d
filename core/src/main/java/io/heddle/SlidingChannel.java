// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/** A channel that makes room by dropping its oldest value. */
final class SlidingChannel<T> extends BufferedChannel<T> {
  SlidingChannel(int capacity) {
    super(capacity);
  }

  @Override
  String kind() {
    return "sliding channel";
  }

  @Override
  boolean hasRoom() {
    return true;
  }

  @Override
  void store(T value) {
    if (ring.size() == capacity) {
      ring.remove();
    }
    ring.add(value, capacity);
  }
}
