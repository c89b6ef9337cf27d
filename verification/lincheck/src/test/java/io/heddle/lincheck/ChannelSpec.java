// SPDX-License-Identifier: Apache-2.0
package io.heddle.lincheck;

import io.heddle.ChannelClosedException;
import java.util.ArrayDeque;

/** What a channel is to one who uses it alone. */
public class ChannelSpec {
  final ArrayDeque<Integer> values = new ArrayDeque<>();
  final int capacity;
  boolean closed;

  ChannelSpec(int capacity) {
    this.capacity = capacity;
  }

  public boolean trySend(int value) {
    if (closed) {
      throw new ChannelClosedException("send on closed channel");
    }
    return store(value);
  }

  boolean store(int value) {
    return values.size() < capacity && values.add(value);
  }

  public String tryReceive() {
    return !values.isEmpty() ? "" + values.poll() : closed ? "closed" : "empty";
  }

  public void close() {
    if (closed) {
      throw new ChannelClosedException("close of closed channel");
    }
    closed = true;
  }

  public int length() {
    return values.size();
  }

  public boolean isClosed() {
    return closed && values.isEmpty();
  }
}
