// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.sync.WaitGroup;
import io.heddle.testing.Attempt;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A program inside this process: when it ends, and how. */
class GoRunTest {
  @Test
  void endsWhenMainReturnsWhoeverElseRuns() throws Exception {
    var interrupted = new CountDownLatch(1);
    var after = new AtomicInteger();

    Go.run(() -> {
      var running = new CountDownLatch(1);
      go(() -> {
        running.countDown();
        try {
          Channel.never().receive();
        } catch (InterruptedException e) {
          interrupted.countDown();
          throw new IllegalStateException("nobody's concern any more");
        }
      });
      running.await();
      after.incrementAndGet();
    });

    assertThat(after.get()).isEqualTo(1);
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).as("asked to stop").isTrue();
  }

  @Test
  void throwsWhatLeftMain() {
    var failure = new IOException("main");

    assertThatThrownBy(() ->
            Go.run(() -> {
              throw failure;
            }))
        .isSameAs(failure);
  }

  @Test
  void throwsWhatLeftAGoroutineTheSameInstance() {
    var failure = new IOException("deep below");

    assertThatThrownBy(() ->
            Go.run(() -> {
              go(() ->
                  go(() -> {
                    throw failure;
                  }));
              Channel.never().receive();
            }))
        .isSameAs(failure);
  }

  @Test
  void anErrorIsAFailureToo() {
    assertThatThrownBy(() ->
            Go.run(() -> {
              go(() -> {
                throw new OutOfMemoryError("a test");
              });
              Channel.never().receive();
            }))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("a test");
  }

  @Test
  void ofTwoFailuresTheFirstEndsIt() {
    assertThatThrownBy(() ->
            Go.run(() -> {
              var first =
                  go(() -> {
                    throw new IOException("first");
                  });
              first.join();
              throw new IOException("second");
            }))
        .hasMessage("first");
  }

  @Test
  void aFailureInAWaitGroupIsKnownBeforeAwaitReturns() {
    for (int i = 0; i < 200; i++) {
      assertThatThrownBy(() ->
              Go.run(() -> {
                var group = new WaitGroup();
                group.go(() -> {
                  throw new IOException("counted");
                });
                group.await();
                // returning now must not hide it
              }))
          .hasMessage("counted");
    }
  }

  @Test
  void belongsToWhoStartedIt() throws Exception {
    var outerFailed = new AtomicReference<Throwable>();

    Go.run(() -> {
      try {
        Go.run(() -> {
          go(() -> {
            throw new IOException("inner");
          });
          Channel.never().receive();
        });
      } catch (IOException e) {
        outerFailed.set(e);
      }
    });

    assertThat(outerFailed.get()).hasMessage("inner");
  }

  @Test
  void programsRunSideBySide() throws Exception {
    var c = Channel.<Integer>make();
    var sender =
        Attempt.of(() -> {
          Go.run(() -> c.send(1));
          return true;
        });
    var got = new AtomicInteger();

    Go.run(() -> got.set(c.receive()));

    assertThat(got.get()).isEqualTo(1);
    assertThat(sender.result()).isTrue();
  }

  @Test
  void tasksOfTheExecutorBelongToIt() {
    assertThatThrownBy(() ->
            Go.run(() -> {
              Go.executor()
                  .execute(() -> {
                    throw new IllegalStateException("in the executor");
                  });
              Channel.never().receive();
            }))
        .hasMessage("in the executor");
  }

  @Test
  void anInterruptThatLeavesMainIsAFailure() {
    assertThatThrownBy(() ->
            Go.run(() -> {
              Thread.currentThread().interrupt();
              Channel.never().receive();
            }))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void anInterruptOfTheCallerEndsIt() throws Exception {
    var ended = new CountDownLatch(1);
    var running = new CountDownLatch(1);
    var caller =
        Attempt.of(() -> {
          Go.run(() -> {
            running.countDown();
            try {
              Thread.sleep(1_000_000);
            } finally {
              ended.countDown();
            }
          });
          return true;
        });
    running.await();
    caller.thread().interrupt();

    assertThatThrownBy(caller::result).isInstanceOf(InterruptedException.class);
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
