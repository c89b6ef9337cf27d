// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.time.Duration;

/** Timers that never fire: {@code size} of them are armed for an hour, then stopped. */
final class Timers {
  static void timers(int n, int size) {
    var armed = new Timer[size];
    for (int round = 0; round < n / size; round++) {
      for (int i = 0; i < size; i++) {
        armed[i] = Time.afterFunc(Duration.ofHours(1), () -> {});
      }
      for (var timer : armed) {
        timer.stop();
      }
    }
  }

  private Timers() {}
}
