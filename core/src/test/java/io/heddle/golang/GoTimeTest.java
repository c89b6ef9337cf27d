// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.Received;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Attempt;
import io.heddle.testing.OutsideBubbles;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import io.heddle.testing.WaitsForTime;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * After {@code time/sleep_test.go} and {@code time/tick_test.go}. In {@code TimerTest} are
 * TestChan, TestAfterQueuing, TestTimerStopStress and TestStopResult, in {@code TimerGarbageTest}
 * TestTimerGC.
 */
class GoTimeTest {
  private static final Duration LONG = Duration.ofHours(1);

  /** TestAfterFuncStarvation: a pair that plays ping-pong keeps no timer from firing. */
  @OutsideBubbles
  @Test
  void pingPongStarvesNoTimer() throws Exception {
    var stop = new AtomicBoolean();
    var ping = Channel.<Integer>make(1);
    var pong = Channel.<Integer>make(1);
    var players = new WaitGroup();
    players.go(() -> play(ping, pong, stop));
    players.go(() -> play(pong, ping, stop));
    ping.send(1);
    Time.afterFunc(Duration.ofMillis(1), () -> stop.set(true));
    players.await();
  }

  private static void play(Channel<Integer> in, Channel<Integer> out, AtomicBoolean stop)
      throws InterruptedException {
    for (Integer ball = in.receive(); ball != null; ball = in.receive()) {
      if (stop.get()) {
        out.close();
        return;
      }
      out.send(ball);
    }
  }

  /** TestAfterStop, TestTimerModifiedEarlier: what was moved forward fires at its new time. */
  @Test
  void whatIsMovedEarlierFiresEarlier() throws Exception {
    var ran = Channel.<String>make(2);
    var function = Time.afterFunc(LONG, () -> ran.send("function"));
    assertThat(function.reset(Duration.ofMillis(1))).isTrue();
    assertThat(ran.receive()).isEqualTo("function");
    var timer = new Timer(Duration.ofDays(300 * 365));
    assertThat(timer.reset(Duration.ofMillis(1))).isTrue();
    assertThat(timer.channel().receive()).isNotNull();
    assertThat(timer.stop()).isFalse();
  }

  /** TestOverflowRuntimeTimer, TestOverflowSleep, TestOverflowPeriodRuntimeTimer. */
  @Test
  void longTimesDoNotOverflow() throws Exception {
    var beyond = Duration.ofSeconds(Long.MAX_VALUE);
    var sleeper =
        Attempt.blocked(() -> {
          Time.sleep(beyond);
          return true;
        });
    assertThat(Time.after(beyond).tryReceive()).isEqualTo(Received.empty());
    assertThat(Time.tick(beyond).tryReceive()).isEqualTo(Received.empty());
    var function = Time.afterFunc(beyond, () -> {});
    assertThat(Time.after(Duration.ofMillis(1)).receive()).as("others go on").isNotNull();
    assertThat(function.stop()).isTrue();
    assertThat(sleeper.thread().isAlive()).isTrue();
    sleeper.thread().interrupt();
    sleeper.thread().join();
    Time.sleep(Duration.ofSeconds(Long.MIN_VALUE));
  }

  /** TestSleepZeroDeadlock: short sleeps beside many others. */
  @Test
  void sleepsOfZeroAndOne() throws Exception {
    var all = new WaitGroup();
    for (int g = 0; g < 20; g++) {
      all.go(() -> {
        for (int i = 0; i < Scale.of(50); i++) {
          Time.sleep(Duration.ofNanos(i % 2));
          Go.gosched();
        }
      });
    }
    all.await();
  }

  /** TestTickerStress, TestMultiWakeupTicker: many tickers, stopped and reset by many. */
  @Test
  void manyTickers() throws Exception {
    var root = Seed.of(GoTimeTest.class);
    var all = new WaitGroup();
    var ticks = new AtomicInteger();
    for (int g = 0; g < 8; g++) {
      var random = root.split();
      all.go(() -> {
        try (var ticker = new Ticker(Duration.ofNanos(50_000))) {
          for (int i = 0; i < Scale.of(40); i++) {
            switch (random.nextInt(4)) {
              case 0 -> ticker.reset(Duration.ofNanos(1 + random.nextInt(200_000)));
              case 1 -> {
                ticker.stop();
                assertThat(ticker.channel().tryReceive()).isEqualTo(Received.empty());
                ticker.reset(Duration.ofNanos(1 + random.nextInt(200_000)));
              }
              default -> {
                ticker.channel().receive();
                ticks.incrementAndGet();
              }
            }
          }
        }
      });
    }
    all.await();
    assertThat(ticks).hasPositiveValue();
  }

  /** TestTicker: so many ticks take so long, also after a reset. */
  @WaitsForTime
  @Test
  void ticksTakeTheirTime() throws Exception {
    var period = Duration.ofMillis(4);
    long start = System.nanoTime();
    try (var ticker = new Ticker(period)) {
      for (int i = 0; i < 5; i++) {
        ticker.channel().receive();
      }
      ticker.reset(period.multipliedBy(2));
      for (int i = 0; i < 5; i++) {
        ticker.channel().receive();
      }
    }
    // The first of each five may have been due while the former one was on its way to us.
    assertThat(System.nanoTime() - start).isGreaterThan((4 * 4 + 4 * 8) * 1_000_000L);
  }

  /**
   * TestAfterTimes, TestTickTimes: the value is when it was due, however late it is received. Two
   * milliseconds are left for the difference of two clocks.
   */
  @WaitsForTime
  @Test
  void valuesSayWhenTheyWereDue() throws Exception {
    for (int i = 0; i < 5; i++) {
      var begin = Instant.now();
      var after = Time.after(Duration.ofMillis(5));
      try (var ticker = new Ticker(Duration.ofMillis(5))) {
        var made = Instant.now();
        Thread.sleep(20);
        for (var channel : List.of(after, ticker.channel())) {
          assertThat(channel.receive()).isBetween(begin.plusMillis(5), made.plusMillis(5 + 2));
        }
      }
    }
  }

  /** TestLongAdjustTimers: one moved earlier among thousands that are moved later. */
  @Test
  void oneEarlyAmongThousandsThatMove() throws Exception {
    int n = Scale.of(5_000);
    var timers = new ArrayList<Timer>();
    for (int i = 0; i < n; i++) {
      timers.add(Time.afterFunc(LONG, () -> {}));
    }
    var done = Channel.<Integer>make(1);
    var function = Time.afterFunc(LONG, () -> done.send(1));
    var mover =
        go(() -> {
          for (var t : timers) {
            t.reset(LONG.multipliedBy(2));
          }
        });
    function.reset(Duration.ofMillis(1));
    select(onReceive(done, v -> {}));
    mover.join();
    for (var t : timers) {
      assertThat(t.stop()).isTrue();
    }
  }

  /** TestIssue5745: a function that waits for a lock held here keeps no other timer from firing. */
  @Test
  void aFunctionThatBlocksHoldsUpNobody() throws Exception {
    var gate = Channel.<Integer>make();
    var passed = Channel.<Integer>make(1);
    Time.afterFunc(
        Duration.ZERO,
        () -> {
          gate.receive();
          passed.send(1);
        });
    for (int i = 0; i < 10; i++) {
      Time.sleep(Duration.ofMillis(1));
    }
    gate.send(1);
    assertThat(passed.receive()).isEqualTo(1);
  }
}
