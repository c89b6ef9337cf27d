// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A FIFO of values in an array that grows with what it holds, and shrinks again when it was large
 * and has become empty. The channel's lock guards it.
 */
final class Ring<T> {
  /*
   * The values stand at head, head + 1, … (mod length). What was taken out is cleared, so that the
   * channel keeps nothing alive.
   * Memory:   a reference a slot (4 or 8 bytes), and up to half of the slots are empty.
   * Checked by: ChannelMemoryTest, ChannelGarbageTest
   */
  private static final int FIRST = 8;
  private static final int LARGE = 4096;
  private static final Object[] NONE = {};

  private @Nullable Object[] slots = NONE;
  private int head;
  private int size;

  int size() {
    return size;
  }

  /** For how many values it has room at the moment. */
  int slots() {
    return slots.length;
  }

  /** Adds at the tail; never more than {@code most} slots are taken. */
  void add(T value, int most) {
    if (size == slots.length) {
      grow(most);
    }
    int tail = head + size;
    slots[tail < slots.length ? tail : tail - slots.length] = value;
    size++;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // below `size` there are Ts and no nulls
  T remove() {
    var value = (T) slots[head];
    slots[head] = null;
    head = head + 1 == slots.length ? 0 : head + 1;
    if (--size == 0 && slots.length > LARGE) {
      slots = NONE;
      head = 0;
    }
    return value;
  }

  /** The one that {@link #remove} would give. */
  @SuppressWarnings({"unchecked", "NullAway"})
  T head() {
    return (T) slots[head];
  }

  private void grow(int most) {
    int length = (int) Math.min(most, Math.max(FIRST, slots.length * 2L));
    if (length <= slots.length) {
      throw new OutOfMemoryError("a channel holds " + size + " values and can hold no more");
    }
    var larger = Arrays.copyOfRange(slots, head, head + length);
    int wrapped = slots.length - head;
    if (slots.length > 0) {
      System.arraycopy(slots, 0, larger, wrapped, head);
      Arrays.fill(larger, slots.length, length, null);
    }
    slots = larger;
    head = 0;
  }
}
