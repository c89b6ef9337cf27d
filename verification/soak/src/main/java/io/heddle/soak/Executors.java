// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Go;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Short tasks by the hundred, on an executor that all share and on some that are soon closed. */
final class Executors extends Work {
  private static final int SUBMITTERS = 3;
  private static final int MOST = 300;

  private final LongAdder asked = new LongAdder();
  private final LongAdder ran = new LongAdder();
  private final ExecutorService shared = Go.executor();

  Executors(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    ground.residents(this, SUBMITTERS, this::submit);
  }

  private void submit(SplittableRandom random) throws Exception {
    int n = random.nextInt(1, MOST);
    if (random.nextBoolean()) {
      submit(n, shared);
    } else {
      try (var own = Go.executor()) {
        submit(n, own);
        own.shutdown();
        ground.insist(() -> own.awaitTermination(1, TimeUnit.DAYS)); // a close would cancel
      }
    }
    Thread.sleep(random.nextInt(10));
  }

  private void submit(int n, ExecutorService executor) {
    asked.add(n);
    for (int i = 0; i < n; i++) {
      executor.execute(ran::increment);
    }
  }

  @Override
  void check() throws Exception {
    shared.close();
    ground.require(asked.sum() == ran.sum(), "%s tasks asked for, %s ran", asked, ran);
  }
}
