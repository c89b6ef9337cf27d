// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.heddle.testing.OutsideBubbles;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A channel costs memory for what it holds, and never more than sixteen bytes a slot. */
@OutsideBubbles
@Tag("once") // whatever the scheduler
class ChannelMemoryTest {
  private static final int CHANNELS = 1000;
  private static final long BARE = 256;
  private static final String VALUE = "the same";

  /** What making a channel and storing so many values into it allocates, on average. */
  private static long allocated(int capacity, int stored) throws InterruptedException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var result = new long[1];
    var thread =
        Thread.ofPlatform()
            .start(() -> {
              for (int run = 0; run < 3; run++) { // the first loads classes
                var kept = new Object[CHANNELS];
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < CHANNELS; i++) {
                  var c = Channel.<String>make(capacity);
                  for (int v = 0; v < stored; v++) {
                    c.trySend(VALUE);
                  }
                  kept[i] = c;
                }
                result[0] = (threads.getCurrentThreadAllocatedBytes() - before) / kept.length;
              }
            });
    thread.join();
    return result[0];
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1024, Integer.MAX_VALUE})
  void anEmptyOneCostsTheSameWhateverItsCapacity(int capacity) throws Exception {
    assertThat(allocated(capacity, 0)).isLessThanOrEqualTo(BARE);
  }

  /** All arrays that it grew through included, of which only the last is left. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 100, 513, 1024})
  void oneOf1024CostsForWhatItHolds(int stored) throws Exception {
    assertThat(allocated(1024, stored)).isLessThanOrEqualTo(BARE + 16L * Math.max(8, stored));
  }

  @Test
  void aFullOneCostsNoMoreThanSixteenBytesASlot() throws Exception {
    assertThat(allocated(1024, 1024)).isLessThanOrEqualTo(16 * 1024);
  }

  /** What it has once held it does not keep room for, if that was much. */
  @Test
  void aLargeBufferIsGivenBackWhenItIsEmpty() throws Exception {
    var c = new BufferedChannel<String>(Integer.MAX_VALUE);
    int n = 100_000;
    for (int i = 0; i < n; i++) {
      c.send(VALUE);
    }
    assertThat(c.ring.slots()).isBetween(n, 2 * n);
    for (int i = 0; i < n; i++) {
      c.receive();
    }
    assertThat(c.ring.slots()).isZero();
    c.send(VALUE);
    assertThat(c.receive()).isEqualTo(VALUE);
  }

  @Test
  void theRingNeverHasMoreSlotsThanTheCapacity() throws Exception {
    var c = new BufferedChannel<Integer>(1000);
    for (int i = 0; i < 1000; i++) {
      assertThat(c.trySend(i)).isTrue();
    }
    assertThat(c.trySend(1000)).isFalse();
    assertThat(c.ring.slots()).isEqualTo(1000);
  }
}
