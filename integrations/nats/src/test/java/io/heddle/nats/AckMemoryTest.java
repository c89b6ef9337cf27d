// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known to have been acknowledged. */
class AckMemoryTest {
  private static final long SECOND = 1_000_000_000;

  private final AckMemory memory = new AckMemory.Groups().of("jobs", "workers");

  @BeforeEach
  void begin() {
    memory.begin(1, Duration.ofSeconds(10));
    memory.remember(7, 100 * SECOND, "reply", "sender.0");
  }

  @Test
  void byItsNumberAndTime() {
    assertThat(memory.knows(7, 100 * SECOND, null)).isTrue();
    assertThat(memory.knows(8, 100 * SECOND, null)).isFalse();
    assertThat(memory.knows(7, 101 * SECOND, null)).as("another value").isFalse();
  }

  @Test
  void byItsIdIfItWasStoredAgainWithinTheWindow() {
    assertThat(memory.knows(8, 105 * SECOND, "sender.0")).isTrue();
    assertThat(memory.knows(8, 105 * SECOND, "sender.1")).isFalse();
    assertThat(memory.knows(8, 111 * SECOND, "sender.0")).as("the server takes it anew").isFalse();
  }

  @Test
  void ofAStreamThatIsNoMoreOnlyByItsId() {
    memory.begin(2, Duration.ofSeconds(10));
    assertThat(memory.knows(7, 100 * SECOND, null)).isFalse();
    assertThat(memory.knows(1, 105 * SECOND, "sender.0")).isTrue();
  }

  @Test
  void noMoreThanItsBound() {
    for (int i = 1; i <= 16_384; i++) {
      memory.remember(7 + i, 100 * SECOND, "reply", "sender." + i);
    }
    assertThat(memory.knows(7, 100 * SECOND, "sender.0")).isFalse();
    assertThat(memory.knows(8, 100 * SECOND, "sender.1")).isTrue();
  }
}
