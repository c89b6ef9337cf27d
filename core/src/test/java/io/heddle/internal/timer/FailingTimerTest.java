// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.context.Context;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A timer's task that fails, or a stranger's interrupt, costs nobody else anything. */
class FailingTimerTest {
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void otherTimersGoOn() throws Exception {
    var fails =
        new TimerTask() {
          @Override
          protected void fire(long now) {
            throw new IllegalStateException("of the test");
          }
        };
    TimerService.get().arm(fails, TimeSource.after(1_000_000));
    assertSleeps();
    assertSleeps();
  }

  /** A thread of the user's that refuses to be interrupted. */
  private static final class Refusing extends Thread {
    Refusing(Runnable body) {
      super(body);
      setDaemon(true);
    }

    @Override
    public void interrupt() {
      throw new IllegalStateException("of the test");
    }
  }

  @Test
  void aContextSettlesThoughWhatHangsOnItFails() throws Exception {
    var context = Context.background().withTimeout(Duration.ofMillis(300));
    var below = context.withCancel();
    var inside = new CountDownLatch(1);
    var caller =
        new Refusing(() -> {
          try {
            context.call(() -> {
              inside.countDown();
              Thread.sleep(SOON);
              return 0;
            });
          } catch (Exception e) {
            throw new AssertionError(e);
          } finally {
            inside.countDown(); // the context had ended before
          }
        });
    caller.start();
    inside.await();
    context.done().receive();
    var cancels = Thread.ofPlatform().daemon().start(context::cancel);
    assertThat(cancels.join(SOON)).as("cancel returns").isTrue();
    assertThat(below.err()).isNotNull();
    assertSleeps();
  }

  @Test
  void strangersMayInterruptTheRuntime() throws Exception {
    assertSleeps();
    var own =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().matches("heddle-(carrier.*|watchdog|timers)"))
            .toList();
    assertThat(own).isNotEmpty();
    own.forEach(Thread::interrupt);
    assertSleeps();
    for (var t : own) {
      long deadline = System.nanoTime() + SOON.toNanos();
      while (t.isInterrupted()) {
        assertThat(System.nanoTime()).as("%s takes note of it", t).isLessThan(deadline);
        Thread.sleep(1);
      }
    }
  }

  private static void assertSleeps() throws InterruptedException {
    assertThat(go(() -> Time.sleep(SHORT)).join(SOON)).isTrue();
  }
}
