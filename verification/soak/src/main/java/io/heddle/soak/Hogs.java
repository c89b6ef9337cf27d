// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.sync.WaitGroup;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** Goroutines that compute for 5 to 200 ms without a call that could wait, coming and going. */
final class Hogs extends Work {
  private static final int MOST = 4;

  private final LongAdder started = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private volatile long result;

  Hogs(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    ground.residents(this, 1, this::herd);
  }

  private void herd(SplittableRandom random) throws Exception {
    var herd = new WaitGroup();
    for (int n = random.nextInt(1, MOST + 1); n > 0; n--) {
      long nanos = random.nextLong(5_000_000, 200_000_000);
      started.increment();
      herd.go(() -> compute(nanos));
    }
    ground.insist(() -> herd.await());
    Thread.sleep(random.nextInt(300));
  }

  private void compute(long nanos) {
    long x = nanos;
    for (long end = System.nanoTime() + nanos; System.nanoTime() - end < 0; ) {
      for (int i = 0; i < 1000; i++) {
        x = x * 6364136223846793005L + 1442695040888963407L;
      }
    }
    result = x;
    ended.increment();
  }

  @Override
  void check() {
    ground.require(started.sum() == ended.sum(), "%s hogs, %s ended: %d", started, ended, result);
  }
}
