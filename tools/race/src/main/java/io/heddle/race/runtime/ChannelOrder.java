// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.ArrayDeque;

/** Which receive of a channel knows which send, and which send knows which receive. */
final class ChannelOrder {
  /*
   * values: what the sender of each buffered value had done, in the order in which they are received.
   * rooms:  the k-th receive makes the room of the (k+C)-th send; by k modulo C. For very large
   *         buffers one clock stands for all rooms: more order than there is, never less.
   * All under the channel's lock.
   * Checked by: MemoryOrderTest.
   */
  private static final int MOST_ROOMS = 1 << 12;

  private final ArrayDeque<Moment> values = new ArrayDeque<>();
  private Moment[] rooms;
  private long sent;
  private long received;

  private int room(long k, int capacity) {
    int n = Math.min(capacity, MOST_ROOMS);
    if (rooms == null || rooms.length != n) {
      rooms = new Moment[n];
    }
    return capacity > MOST_ROOMS ? 0 : (int) (k % n);
  }

  private void acquireRoom(ThreadState s, int capacity) {
    if (capacity > 0 && rooms != null) {
      s.clock.learn(rooms[room(sent, capacity)]);
    }
  }

  private void releaseRoom(Moment receiver, int capacity) {
    if (capacity > 0 && receiver != null) {
      int i = room(received, capacity);
      rooms[i] = capacity > MOST_ROOMS && rooms[i] != null ? rooms[i].and(receiver) : receiver;
    }
  }

  void stored(ThreadState s, int capacity, int before, int after, boolean dropsNew) {
    acquireRoom(s, capacity);
    if (after > before) {
      values.add(s.release());
    } else if (!dropsNew) {
      values.poll();
      received++;
      values.add(s.release());
    } else {
      return;
    }
    sent++;
  }

  /** By a receiver, for a sender that waited: this is what the sender had done. */
  void storedFor(Moment sender) {
    values.add(sender);
    sent++;
  }

  void taken(ThreadState s, int capacity) {
    var value = values.poll();
    releaseRoom(s.release(), capacity);
    received++;
    s.clock.learn(value);
  }

  /** What the receive had done that came last; null: nothing. */
  Moment lastRoom(int capacity) {
    return capacity == 0 || received == 0 ? null : rooms[room(received - 1, capacity)];
  }

  /** Through a buffer that is empty: the sender knows its room's last receive. */
  void handed(ThreadState s, int capacity, Moment receiver) {
    acquireRoom(s, capacity);
    sent++;
    releaseRoom(receiver, capacity);
    received++;
  }
}
