// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.wait.LockRank;
import io.heddle.internal.wait.SpinLock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a {@link Pool} holds for one carrier: two generations, each last in, first out. */
final class PoolShard extends SpinLock {
  private static final int SMALL = 4;

  /** How many are held in all; read without the lock to pass by an empty shard. */
  private volatile int held;

  private @Nullable Object[] young = new Object[SMALL];
  private int youngCount;
  private @Nullable Object[] old = new Object[0];
  private int oldCount;

  @Override
  protected LockRank rank() {
    return LockRank.POOL;
  }

  void put(Object x) {
    acquire();
    try {
      if (youngCount == young.length) {
        young = Arrays.copyOf(young, youngCount * 2);
      }
      young[youngCount++] = x;
      held = youngCount + oldCount;
    } finally {
      release();
    }
  }

  @Nullable Object take() {
    if (held == 0) {
      return null;
    }
    Object x = null;
    acquire();
    if (youngCount > 0) {
      x = young[--youngCount];
      young[youngCount] = null;
    } else if (oldCount > 0) {
      x = old[--oldCount];
      old[oldCount] = null;
    }
    held = youngCount + oldCount;
    release();
    return x;
  }

  /** Drops the old generation; the young one is the old one now. True if that is not empty. */
  boolean age() {
    var none = new Object[SMALL];
    acquire();
    old = young;
    oldCount = youngCount;
    young = none;
    youngCount = 0;
    held = oldCount;
    release();
    return oldCount > 0;
  }
}
