// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Who is ready, longest ready first. */
final class ReadyList extends AbstractList<Member> implements RandomAccess {
  /*
   * A ring, for of thousands who are ready it is mostly the first that goes on. Who leaves from
   * elsewhere moves those of the shorter side.
   */
  private @Nullable Member[] ring = new Member[16];
  private int first;
  private int size;

  @Override
  public int size() {
    return size;
  }

  @Override
  public Member get(int i) {
    return Objects.requireNonNull(ring[place(Objects.checkIndex(i, size))]);
  }

  private int place(int i) {
    return (first + i) & (ring.length - 1);
  }

  /** As the last. */
  @Override
  public boolean add(Member m) {
    if (size == ring.length) {
      var larger = Arrays.copyOfRange(ring, first, first + 2 * size);
      System.arraycopy(ring, 0, larger, size - first, first);
      ring = larger;
      first = 0;
    }
    ring[place(size++)] = m;
    return true;
  }

  @Override
  public boolean remove(@Nullable Object m) {
    if (size > 0 && ring[first] == m) {
      ring[first] = null;
      first = place(1);
      size--;
      return true;
    }
    int i = indexOf(m);
    if (i >= 0) {
      remove(i);
    }
    return i >= 0;
  }

  @Override
  public int indexOf(@Nullable Object m) {
    for (int i = 0; i < size; i++) {
      if (ring[place(i)] == m) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public Member remove(int i) {
    var removed = get(i);
    if (i < size / 2) {
      for (int j = i; j > 0; j--) {
        ring[place(j)] = ring[place(j - 1)];
      }
      ring[first] = null;
      first = place(1);
    } else {
      for (int j = i; j < size - 1; j++) {
        ring[place(j)] = ring[place(j + 1)];
      }
      ring[place(size - 1)] = null;
    }
    size--;
    return removed;
  }
}
