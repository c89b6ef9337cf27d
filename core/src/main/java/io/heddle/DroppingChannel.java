// SPDX-License-Identifier: Apache-2.0
package io.heddle;

/** A channel that drops what is sent to it while it is full. */
final class DroppingChannel<T> extends BufferedChannel<T> {
  DroppingChannel(int capacity) {
    super(capacity);
  }

  @Override
  String kind() {
    return "dropping channel";
  }

  @Override
  boolean hasRoom() {
    return true;
  }

  @Override
  boolean dropsNew() {
    return true;
  }

  @Override
  void store(T value) {
    if (ring.size() < capacity) {
      ring.add(value, capacity);
    }
  }
}
