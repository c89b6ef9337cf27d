// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Received;
import io.heddle.internal.timer.TimerService;
import io.heddle.testing.Attempt;
import io.heddle.testing.WaitsForTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TickerTest {
  private static final Duration PERIOD = Duration.ofMillis(10);

  /** How far two readings of two clocks may be apart. */
  private static final Duration CLOCKS = Duration.ofMillis(2);

  @WaitsForTime
  @Test
  void keepsItsGrid() throws Exception {
    try (var ticker = new Ticker(PERIOD)) {
      var first = ticker.channel().receive();
      for (int i = 1; i <= 10; i++) {
        var tick = ticker.channel().receive();
        assertOnGrid(first, tick);
        assertThat(tick).isAfter(first);
        if (i == 5) {
          Thread.sleep(33);
        }
      }
    }
  }

  private static void assertOnGrid(Instant origin, Instant tick) {
    long off =
        Duration.between(origin, tick).plus(PERIOD.dividedBy(2)).toNanos() % PERIOD.toNanos();
    assertThat(Math.abs(off - PERIOD.toNanos() / 2)).isLessThan(CLOCKS.toNanos());
  }

  @WaitsForTime
  @Test
  void dropsWhatASlowReaderMisses() throws Exception {
    var ticker = new Ticker(PERIOD);
    var made = Instant.now();
    Thread.sleep(55);
    var awake = Instant.now();
    var first = ticker.channel().receive();
    assertThat(first).as("the first one missed").isBefore(made.plus(PERIOD).plus(CLOCKS));
    var next = ticker.channel().receive();
    assertThat(next).as("never more than one").isAfter(awake.minus(PERIOD).minus(CLOCKS));
    ticker.stop();
  }

  @Test
  void stopsAndStartsAgain() throws Exception {
    int before = TimerService.get().size();
    var ticker = new Ticker(PERIOD);
    Thread.sleep(15);
    ticker.stop();
    assertThat(ticker.channel().tryReceive()).isEqualTo(Received.empty());
    assertThat(ticker.channel().isClosed()).isFalse();
    var waiter = Attempt.blocked(() -> ticker.channel().receive());
    assertThat(TimerService.get().size()).isLessThanOrEqualTo(before); // others' may go off
    ticker.reset(PERIOD);
    assertThat(waiter.result()).isNotNull();
    assertThat(TimerService.get().size()).isLessThanOrEqualTo(before);
    ticker.close();
    ticker.close();
  }

  @Test
  void refusesPeriodsThatAreNotPositive() throws Exception {
    assertThatThrownBy(() -> new Ticker(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("non-positive interval for NewTicker");
    var ticker = new Ticker(PERIOD);
    assertThatThrownBy(() -> ticker.reset(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("non-positive interval for Ticker.Reset");
    assertThat(ticker.channel().receive()).as("it goes on as before").isNotNull();
    ticker.stop();
    assertThat(Time.tick(Duration.ZERO)).isSameAs(Channel.never());
    assertThat(Time.tick(PERIOD).receive()).isNotNull();
    assertThat(new Ticker(Duration.ofSeconds(Long.MAX_VALUE)).channel().tryReceive())
        .isEqualTo(Received.empty());
  }
}
