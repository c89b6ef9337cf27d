// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Go;
import io.heddle.sync.RWMutex;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;

/** Two counters that are equal for every reader. */
final class ReadersWriters extends Work {
  private static final int READERS = 6;
  private static final int WRITERS = 2;

  private final RWMutex mutex = new RWMutex();
  private final LongAdder written = new LongAdder();
  private long left;
  private long right;

  ReadersWriters(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    for (int i = 0; i < READERS + WRITERS; i++) {
      var random = ground.random();
      boolean writes = i < WRITERS;
      ground.resident(this, () -> ground.repeat(this, () -> step(writes, random)));
    }
  }

  private void step(boolean writes, SplittableRandom random) throws InterruptedException {
    var lock = writes ? mutex.writeLock() : mutex.readLock();
    if (locked(lock, random)) {
      if (writes) {
        left++;
      }
      if (random.nextInt(20) == 0) {
        Go.gosched();
      }
      if (writes) {
        right++;
        written.increment();
      }
      boolean equal = left == right;
      lock.unlock();
      ground.require(equal, "a %s saw a write half done", writes ? "writer" : "reader");
    }
    Locks.pause(random);
  }

  private static boolean locked(Lock lock, SplittableRandom random) throws InterruptedException {
    switch (random.nextInt(4)) {
      case 0 -> lock.lock();
      case 1 -> lock.lockInterruptibly();
      case 2 -> {
        return lock.tryLock();
      }
      default -> {
        var limit = Duration.ofNanos(random.nextInt(1_000_000));
        return lock instanceof RWMutex.ReadLock read
            ? read.lock(limit)
            : ((RWMutex.WriteLock) lock).lock(limit);
      }
    }
    return true;
  }

  @Override
  void check() {
    ground.require(mutex.writeLock().tryLock(), "still locked: %s", mutex);
    ground.require(left == written.sum(), "counted to %d, not %s", left, written);
  }
}
