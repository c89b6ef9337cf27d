// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Go;
import io.heddle.sync.Mutex;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** A counter that is no atomic, under a mutex that is locked in every way there is. */
final class Locks extends Work {
  private static final int WORKERS = 8;

  private final Mutex mutex = new Mutex();
  private final LongAdder done = new LongAdder();
  private long counter;

  Locks(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    ground.residents(this, WORKERS, this::step);
  }

  private void step(SplittableRandom random) throws InterruptedException {
    boolean locked =
        switch (random.nextInt(4)) {
          case 0 -> {
            mutex.lock();
            yield true;
          }
          case 1 -> {
            mutex.lockInterruptibly();
            yield true;
          }
          case 2 -> mutex.tryLock();
          default -> mutex.lock(Duration.ofNanos(random.nextInt(1_000_000)));
        };
    if (locked) {
      counter++;
      if (random.nextInt(20) == 0) {
        Go.gosched();
      }
      mutex.unlock();
      done.increment();
    }
    pause(random);
  }

  /** So that the lock is not all that the machine does. */
  static void pause(SplittableRandom random) throws InterruptedException {
    if (random.nextInt(50) == 0) {
      Thread.sleep(Duration.ofNanos(random.nextInt(2_000_000)));
    }
  }

  @Override
  void check() {
    ground.require(mutex.tryLock(), "a mutex is still locked: %s", mutex);
    ground.require(counter == done.sum(), "counted to %d, not %s", counter, done);
  }
}
