// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Go;
import io.heddle.sync.WaitGroup;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** Goroutines by the hundred, in rows and in trees, each counted. */
final class Spawners extends Work {
  private static final int SPAWNERS = 3;
  private static final int MOST = 500;

  private final LongAdder asked = new LongAdder();
  private final LongAdder ran = new LongAdder();

  Spawners(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    ground.residents(this, SPAWNERS, this::spawn);
  }

  private void spawn(SplittableRandom random) throws Exception {
    int n = random.nextInt(1, MOST);
    asked.add(n);
    var group = new WaitGroup();
    if (random.nextBoolean()) {
      for (int i = 0; i < n; i++) {
        group.go(() -> run(ran));
      }
    } else {
      group.go(() -> tree(n, group));
    }
    ground.insist(() -> group.await());
    Thread.sleep(random.nextInt(10));
  }

  private static void run(LongAdder counter) {
    Go.gosched();
    counter.increment();
  }

  /** Of n goroutines this is one; it starts two that share the others. */
  private void tree(int n, WaitGroup group) {
    int left = (n - 1) / 2;
    int right = n - 1 - left;
    if (left > 0) {
      group.go(() -> tree(left, group));
    }
    if (right > 0) {
      group.go(() -> tree(right, group));
    }
    ran.increment();
  }

  @Override
  void check() {
    ground.require(asked.sum() == ran.sum(), "%s goroutines asked for, %s ran", asked, ran);
  }
}
