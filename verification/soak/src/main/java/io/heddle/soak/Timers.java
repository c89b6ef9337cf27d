// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.timeout;

import io.heddle.time.Ticker;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** Timers that fire, are stopped and set again; functions that run later, or never; tickers. */
final class Timers extends Work {
  private static final int EACH = 3;

  private final LongAdder made = new LongAdder();
  private final LongAdder ran = new LongAdder();
  private final LongAdder stopped = new LongAdder();

  Timers(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    for (int i = 0; i < EACH; i++) {
      var values = ground.random();
      var functions = ground.random();
      ground.resident(this, () -> ground.repeat(this, () -> value(values)));
      ground.resident(this, () -> ground.repeat(this, () -> function(functions)));
      ground.resident(this, this::tick);
    }
  }

  private static Duration some(SplittableRandom random) {
    return Duration.ofNanos(random.nextInt(3_000_000));
  }

  /** Either the value comes, or stop says that it has kept it from coming. */
  private void value(SplittableRandom random) throws Exception {
    var timer = new Timer(some(random));
    if (random.nextInt(3) == 0) {
      ground.require(timer.reset(some(random)), "reset lost a value");
    }
    boolean came =
        ground.insist(
            () -> select(receive(timer.channel(), v -> true), timeout(some(random), () -> false)));
    ground.require(timer.stop() != came, "a timer's value came: %s; stop says the same", came);
    var left = timer.channel().tryReceive().toString();
    ground.require(left.startsWith("Empty"), "a stopped timer has %s", left);
  }

  private void function(SplittableRandom random) throws InterruptedException {
    var timer = Time.afterFunc(some(random), ran::increment);
    made.increment();
    try {
      Time.sleep(some(random));
    } finally {
      if (random.nextBoolean() && timer.stop()) {
        stopped.increment();
      }
    }
  }

  private void tick() throws Exception {
    try (var ticker = new Ticker(Duration.ofMillis(2))) {
      ground.repeat(this, () -> ticker.channel().receive());
    }
  }

  @Override
  void check() throws InterruptedException {
    for (int i = 0; i < 1000 && ran.sum() + stopped.sum() < made.sum(); i++) {
      Thread.sleep(5); // the last ones are due in some milliseconds
    }
    ground.require(
        ran.sum() + stopped.sum() == made.sum(),
        "%s functions: %s ran, %s were stopped",
        made,
        ran,
        stopped);
  }
}
