// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.heddle.ReceiveChannel;
import io.heddle.Select;
import io.heddle.SendChannel;

/** What tests do with channels, each within a time. */
final class Channels {
  private Channels() {}

  /** The next value, which must come within half a minute. */
  static <T> T next(ReceiveChannel<T> channel) throws InterruptedException {
    return nextOf(channel, null);
  }

  /** The next value of either. */
  static <T> T nextOf(ReceiveChannel<T> a, ReceiveChannel<T> b) throws InterruptedException {
    return Select.<T, RuntimeException>select(
        Select.receive(a, v -> v),
        Select.receive(b, v -> v),
        Select.timeout(
            ofSeconds(30),
            () -> {
              throw new AssertionError("nothing came on " + a);
            }));
  }

  /** True if nothing comes, and it is not closed, for so long. */
  static boolean isEmptyFor(ReceiveChannel<?> channel, long millis) throws InterruptedException {
    return Select.<Boolean, RuntimeException>select(
        Select.receive(channel, v -> false), Select.timeout(ofMillis(millis), () -> true));
  }

  /** True if it can be sent within the time. */
  static <T> boolean sends(SendChannel<T> channel, T value, long millis)
      throws InterruptedException {
    return Select.<Boolean, RuntimeException>select(
        Select.send(channel, value, () -> true), Select.timeout(ofMillis(millis), () -> false));
  }

  static void awaitLength(ReceiveChannel<?> channel, int n) throws InterruptedException {
    while (channel.length() < n) { // under the limit that every test has
      Thread.sleep(1);
    }
  }
}
