// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A wrong order of locks is told, and before it could hang. */
@EnabledIfSystemProperty(named = "heddle.lockranks", matches = "true")
class LockRankTest {
  private static final class Ranked extends SpinLock {
    private final LockRank rank;
    private final long order;

    Ranked(LockRank rank, long order) {
      this.rank = rank;
      this.order = order;
    }

    @Override
    protected LockRank rank() {
      return rank;
    }

    @Override
    protected long order() {
      return order;
    }
  }

  private static final Ranked CHANNEL_1 = new Ranked(LockRank.CHANNEL, 1);
  private static final Ranked CHANNEL_2 = new Ranked(LockRank.CHANNEL, 2);
  private static final Ranked TIMERS = new Ranked(LockRank.TIMERS, 0);

  @Test
  void goesDownwardsAndChannelsByTheirIds() {
    CHANNEL_1.acquire();
    CHANNEL_2.acquire();
    TIMERS.acquire();
    CHANNEL_1.release(); // in whatever order they are given back
    TIMERS.release();
    CHANNEL_2.release();
    TIMERS.acquire();
    TIMERS.release();

    assertThat(HeldLocks.takeViolation()).isNull();
  }

  @Test
  void refusesAHigherRankUnderALowerOne() {
    TIMERS.acquire();
    assertViolation(CHANNEL_1::acquire, "takes CHANNEL 1");
    TIMERS.release();

    CHANNEL_1.acquire(); // it was not taken, and is free
    CHANNEL_1.release();
  }

  @Test
  void refusesChannelsInTheWrongOrder() {
    CHANNEL_2.acquire();
    assertViolation(CHANNEL_1::acquire, "takes CHANNEL 1");
    CHANNEL_2.release();
  }

  @Test
  void refusesTwoOfARankThatStandsAlone() {
    TIMERS.acquire();
    assertViolation(new Ranked(LockRank.TIMERS, 1)::acquire, "takes TIMERS 1");
    TIMERS.release();
  }

  @Test
  void refusesTheSameLockTwice() {
    CHANNEL_1.acquire();
    assertViolation(CHANNEL_1::acquire, "takes CHANNEL 1");
    CHANNEL_1.release();
  }

  @Test
  void refusesToReleaseWhatIsNotHeld() {
    assertViolation(CHANNEL_1::release, "releases CHANNEL 1");
  }

  /** It is thrown, and kept for the test limit, which would fail this test. */
  private static void assertViolation(ThrowingCallable wrong, String text) {
    assertThatThrownBy(wrong).isInstanceOf(AssertionError.class).hasMessageContaining(text);
    assertThat(HeldLocks.takeViolation()).hasMessageContaining(text);
  }
}
