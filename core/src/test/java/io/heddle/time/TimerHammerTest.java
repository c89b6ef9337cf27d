// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Received;
import io.heddle.internal.timer.TimerService;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Interrupter;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Timers stopped, reset and received from at the same time, by threads that are interrupted. */
class TimerHammerTest {
  private static Duration upToMicros(SplittableRandom random, int micros) {
    return Duration.ofNanos(random.nextInt(1_000 * micros));
  }

  /** A value is received, or prevented by one stop or reset: as often as the timer was armed. */
  @Test
  void eachArmingHasOneEnd() throws Exception {
    var root = Seed.of(this);
    int before = TimerService.get().size();
    var timer = new Timer(Duration.ofMinutes(1));
    var armed = new AtomicInteger(1);
    var ended = new AtomicInteger();
    var threads = new Thread[6];
    var all = new WaitGroup();
    for (int t = 0; t < threads.length; t++) {
      var random = root.split();
      threads[t] =
          all.go(() -> {
            for (int i = 0; i < Scale.of(500); i++) {
              switch (random.nextInt(4)) {
                case 0 -> ended.addAndGet(timer.stop() ? 1 : 0);
                case 1 -> {
                  armed.incrementAndGet();
                  ended.addAndGet(timer.reset(upToMicros(random, 50)) ? 1 : 0);
                }
                case 2 -> {
                  if (timer.channel().tryReceive() instanceof Received.Value<?>) {
                    ended.incrementAndGet();
                  }
                }
                default -> {
                  try {
                    timer.channel().receive();
                    ended.incrementAndGet();
                  } catch (InterruptedException e) {
                    // it has received nothing
                  }
                }
              }
            }
          });
    }
    try (var _ = new Interrupter(root.split(), threads)) {
      all.await();
    }
    ended.addAndGet(timer.stop() ? 1 : 0);
    assertThat(ended).hasValue(armed.get());
    assertThat(TimerService.get().size()).isLessThanOrEqualTo(before); // others' may have gone off
  }

  /** The same for a function: each arming starts it, or was prevented. */
  @Test
  void eachArmingOfAFunctionHasOneEnd() throws Exception {
    var root = Seed.of(this);
    var ran = new AtomicInteger();
    var armed = new AtomicInteger(1);
    var prevented = new AtomicInteger();
    var timer = Time.afterFunc(Duration.ofMinutes(1), ran::incrementAndGet);
    var all = new WaitGroup();
    for (int t = 0; t < 4; t++) {
      var random = root.split();
      all.go(() -> {
        for (int i = 0; i < Scale.of(2_000); i++) {
          if (random.nextBoolean()) {
            prevented.addAndGet(timer.stop() ? 1 : 0);
          } else {
            armed.incrementAndGet();
            prevented.addAndGet(timer.reset(upToMicros(random, 30)) ? 1 : 0);
          }
        }
      });
    }
    all.await();
    prevented.addAndGet(timer.stop() ? 1 : 0);
    while (ran.get() + prevented.get() < armed.get()) {
      Thread.sleep(1); // those that were started just now
    }
    Thread.sleep(2);
    assertThat(ran.get() + prevented.get()).isEqualTo(armed.get());
  }

  @Test
  void sleepersAreInterruptedOrSleepLongEnough() throws Exception {
    var root = Seed.of(this);
    var early = new AtomicInteger();
    var threads = new Thread[16];
    var all = new WaitGroup();
    for (int t = 0; t < threads.length; t++) {
      var random = root.split();
      threads[t] =
          all.go(() -> {
            for (int i = 0; i < Scale.of(300); i++) {
              var d = upToMicros(random, 200);
              long start = System.nanoTime();
              try {
                Time.sleep(d);
                if (System.nanoTime() - start < d.toNanos()) {
                  early.incrementAndGet();
                }
              } catch (InterruptedException e) {
                // asked to
              }
            }
          });
    }
    try (var _ = new Interrupter(root.split(), threads)) {
      all.await();
    }
    assertThat(early).hasValue(0);
  }
}
