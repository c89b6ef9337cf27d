// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.timer.TimerTask;
import io.heddle.testing.WithMaxProcs;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** On one carrier: a timer's task that waits for a goroutine does not stop it. */
@WithMaxProcs(1)
class StrangersTest {
  @Test
  void aTimerThatWaitsForAGoroutineThatIsReady() throws Exception {
    var fired = new CountDownLatch(1);
    var ran = new CountDownLatch(1);
    var waits =
        new TimerTask() {
          @Override
          protected void fire(long now) {
            fired.countDown();
            boolean interrupted = false;
            while (ran.getCount() > 0) {
              try {
                ran.await();
              } catch (InterruptedException e) {
                interrupted = true;
              }
            }
            assertThat(interrupted).isFalse();
          }
        };
    var yields =
        go(() -> {
          while (fired.getCount() > 0) {
            io.heddle.Go.gosched();
          }
          ran.countDown();
        });
    TimerService.get().arm(waits, TimeSource.after(1_000_000));
    assertThat(yields.join(Duration.ofSeconds(20))).isTrue();
    go(() -> Time.sleep(Duration.ofMillis(1))).join();
  }
}
