// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.ReceiveChannel;
import io.heddle.testing.Scale;
import io.heddle.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The instants that timers tell. */
class TimeSourceTest {
  private final TimeSource system = TimeSource.inUse();

  @BeforeEach
  @AfterEach
  void useTheSystems() {
    TimeSource.use(system);
  }

  /** Both clocks are the test's. */
  private static final class Clocks extends TimeSource {
    private static final Instant ORIGIN = Instant.parse("2026-01-01T00:00:00Z");

    private long nanos;
    private long wallNanos;

    @Override
    protected long nanos() {
      return nanos;
    }

    @Override
    protected Instant wall() {
      return ORIGIN.plusNanos(wallNanos);
    }

    void pass(Duration byMonotonic, Duration byWall) {
      nanos += byMonotonic.toNanos();
      wallNanos += byWall.toNanos();
    }
  }

  @Test
  void timersOfEqualDelayTellInstantsThatNeverRunBackwards() throws Exception {
    for (int round = 0; round < Scale.of(20); round++) {
      var channels = new ArrayList<ReceiveChannel<Instant>>();
      for (int i = 0; i < 2_000; i++) {
        channels.add(Time.after(Duration.ofMillis(5)));
      }
      var told = new ArrayList<Instant>();
      for (var c : channels) {
        told.add(c.receive());
      }
      assertThat(told).isSorted();
    }
  }

  @Test
  void aWallClockThatIsSlewedDoesNotTakeThemBack() {
    var clocks = new Clocks();
    clocks.nanos = 1_000_000_000;
    TimeSource.use(clocks);
    var last = TimeSource.wallTime(clocks.nanos);
    for (int i = 0; i < 1_000; i++) {
      clocks.pass(
          Duration.ofMillis(150), Duration.ofNanos(150_000_000 - (i % 2 == 0 ? 900 : -900)));
      var told = TimeSource.wallTime(clocks.nanos);
      assertThat(told).isAfterOrEqualTo(clocks.wall());
      assertThat(TimeSource.wallTime(clocks.nanos - 150_000_000)).isAfterOrEqualTo(last);
      last = told;
    }
  }

  @Test
  void aWallClockThatWasSetIsFollowed() {
    var clocks = new Clocks();
    clocks.nanos = 1_000_000_000;
    TimeSource.use(clocks);
    assertThat(TimeSource.wallTime(clocks.nanos)).isEqualTo(clocks.wall());
    clocks.pass(Duration.ofSeconds(1), Duration.ofHours(1));
    assertThat(TimeSource.wallTime(clocks.nanos)).isEqualTo(clocks.wall());
    clocks.pass(Duration.ofSeconds(1), Duration.ofHours(-2));
    assertThat(TimeSource.wallTime(clocks.nanos)).isEqualTo(clocks.wall());
  }
}
