// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Go;
import io.heddle.sync.Semaphore;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** A weighted semaphore: never more units are held than there are. */
final class Units extends Work {
  private static final int WORKERS = 8;
  private static final long SIZE = 5;

  private final Semaphore semaphore = new Semaphore(SIZE);
  private final AtomicLong held = new AtomicLong();

  Units(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    ground.residents(this, WORKERS, this::step);
  }

  private void step(SplittableRandom random) throws InterruptedException {
    long n = random.nextLong(SIZE + 1);
    if (acquired(n, random)) {
      long now = held.addAndGet(n);
      ground.require(now <= SIZE, "%d of %d units are held", now, SIZE);
      if (random.nextBoolean()) {
        Go.gosched();
      }
      held.addAndGet(-n);
      semaphore.release(n);
    }
    Locks.pause(random);
  }

  private boolean acquired(long n, SplittableRandom random) throws InterruptedException {
    return switch (random.nextInt(3)) {
      case 0 -> {
        semaphore.acquire(n);
        yield true;
      }
      case 1 -> semaphore.tryAcquire(n);
      default -> semaphore.acquire(n, Duration.ofNanos(random.nextInt(1_000_000)));
    };
  }

  @Override
  void check() {
    ground.require(held.get() == 0 && semaphore.tryAcquire(SIZE), "units are lost: %s", semaphore);
  }
}
