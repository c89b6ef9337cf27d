// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.Scale;
import io.heddle.testing.WaitsForTime;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallTest {
  private final CancelContext context = Context.background().withCancel();

  @AfterEach
  void leaveNoInterruptBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void returnsWhatTheBodyReturns() throws Exception {
    assertThat(context.call(() -> 42)).isEqualTo(42);
    assertThat(Context.background().call(() -> 43)).isEqualTo(43);
    assertThat(context.<String>call(() -> null)).isNull();
    var failure = new IOException("on purpose");
    assertThatThrownBy(() ->
            context.call(() -> {
              throw failure;
            }))
        .isSameAs(failure);
    assertThatThrownBy(() -> context.call(null)).hasMessage("body");
  }

  @WaitsForTime
  @Test
  void interruptsABlockingCall() throws Exception {
    var timed = Context.background().withTimeout(Duration.ofMillis(300));
    var thrown =
        catchThrowable(() ->
            timed.call(() -> new CountDownLatch(1).await(1, java.util.concurrent.TimeUnit.HOURS)));
    assertThat(thrown).isSameAs(timed.err()).isInstanceOf(DeadlineExceededException.class);
    assertThat(thrown.getSuppressed()).hasSize(1);
    assertThat(thrown.getSuppressed()[0]).isInstanceOf(InterruptedException.class);
  }

  @Test
  void doesNotRunOnceCancelled() {
    context.cancel();
    var ran = new AtomicBoolean();
    assertThatThrownBy(() -> context.call(() -> ran.getAndSet(true))).isSameAs(context.err());
    assertThat(ran).isFalse();
  }

  @Test
  void aValueReturnedAllTheSameCounts() throws Exception {
    var attempt =
        Attempt.of(() ->
            context.call(() -> {
              context.cancel();
              return Thread.currentThread().isInterrupted() ? "interrupted" : "not";
            }));
    assertThat(attempt.result()).isEqualTo("interrupted");
    assertThat(attempt.interruptedAfter()).as("none of ours is left behind").isFalse();
  }

  @Test
  void anExceptionAfterTheCancellationIsSuppressed() {
    var failure = new IOException("on purpose");
    assertThatThrownBy(() ->
            context.call(() -> {
              context.cancel();
              throw failure;
            }))
        .isSameAs(context.err());
    assertThat(context.err().getSuppressed()).containsExactly(failure);
    var other = Context.background().withCancel();
    assertThatThrownBy(() ->
            other.call(() -> {
              other.cancel();
              throw other.err();
            }))
        .isSameAs(other.err())
        .hasNoSuppressedExceptions();
  }

  @Test
  void interruptsFromElsewherePassThrough() throws Exception {
    var attempt = Attempt.of(() -> context.call(CallTest::waitForEver));
    while (attempt.thread().getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    attempt.thread().interrupt();
    assertThatThrownBy(attempt::result).isInstanceOf(InterruptedException.class);

    var kept =
        Attempt.of(() ->
            context.call(() -> {
              Thread.currentThread().interrupt();
              context.cancel();
              return 1;
            }));
    assertThat(kept.result()).isEqualTo(1);
    assertThat(kept.interruptedAfter()).as("it was there before ours").isTrue();
  }

  private static Integer waitForEver() throws InterruptedException {
    new CountDownLatch(1).await();
    return 1;
  }

  @Test
  void nestedCallsBothEnd() throws Exception {
    var inner = context.withCancel();
    var attempt =
        Attempt.of(() ->
            context.call(() -> {
              try {
                inner.call(CallTest::waitForEver);
              } catch (CanceledException e) {
                // the outer one's context has ended too, so this must not block
                return Thread.currentThread().isInterrupted();
              } catch (InterruptedException e) {
                return true; // the outer one's interrupt came first
              }
              return false;
            }));
    while (attempt.thread().getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    context.cancel();
    assertThat(attempt.result()).isTrue();
    assertThat(attempt.interruptedAfter()).isFalse();
  }

  @Test
  void goexitPassesThrough() throws Exception {
    var after = new AtomicBoolean();
    var t =
        Go.go(() -> {
          context.call(() -> {
            context.cancel();
            Go.goexit();
            return 1;
          });
          after.set(true);
        });
    t.join();
    assertThat(after).isFalse();
  }

  @Test
  void neverLeavesAnInterruptBehind() throws Exception {
    var random = new SplittableRandom(5);
    for (int i = 0; i < Scale.of(3_000); i++) {
      var c = Context.background().withCancel();
      int spins = random.nextInt(300);
      var attempt =
          Attempt.of(() -> {
            try {
              return c.call(() -> {
                for (int n = 0; n < spins; n++) {
                  Thread.onSpinWait();
                }
                return 1;
              });
            } catch (CanceledException e) {
              return 2;
            }
          });
      for (int n = random.nextInt(300); n > 0; n--) {
        Thread.onSpinWait();
      }
      c.cancel();
      assertThat(attempt.result()).isBetween(1, 2);
      assertThat(attempt.interruptedAfter()).isFalse();
    }
  }

  @Test
  void worksOnPlatformThreads() throws Exception {
    var outcome = new Object[1];
    var thread =
        Thread.ofPlatform()
            .start(() ->
                outcome[0] =
                    catchThrowable(() ->
                        context.call(() -> {
                          while (!Thread.currentThread().isInterrupted()) {
                            LockSupport.park();
                          }
                          throw new IOException("interrupted");
                        })));
    while (thread.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    context.cancel();
    thread.join();
    assertThat(outcome[0]).isSameAs(context.err());
  }

  @Test
  void isBlockedOnlyAsLongAsItsBody() throws Exception {
    var attempt = Attempt.blocked(() -> context.call(() -> context.done().receive()));
    assertThat(Blocked.stays(attempt.thread())).isTrue();
    context.cancel();
    // Both may happen: the channel closes, or the interrupt is first.
    var thrown = catchThrowable(attempt::result);
    if (thrown != null) {
      assertThat(thrown).isSameAs(context.err());
    }
    assertThat(attempt.interruptedAfter()).isFalse();
  }

  @Test
  void theBodyHasItAsTheCurrentOne() throws Exception {
    var key = Key.<String>of("k");
    var valued = context.withValue(key, "v");
    assertThat(valued.call(Context::current)).isSameAs(valued);
    assertThat(Context.current()).isSameAs(Context.background());
    var inherited = Channel.<Context>make(1);
    valued.call(() -> Go.go(() -> inherited.send(Context.current())));
    assertThat(inherited.receive()).isSameAs(valued);
    var free = Context.background().withValue(key, "free");
    assertThat(free.call(Context::current)).as("one that never ends").isSameAs(free);
  }

  @Test
  void anInterruptThatComesAfterOursIsNotLost() throws Exception {
    var attempt =
        Attempt.of(() ->
            context.call(() -> {
              try {
                waitForEver();
              } finally {
                assertThat(Thread.currentThread().isInterrupted()).as("ours is taken").isFalse();
                Thread.currentThread().interrupt(); // somebody else's
              }
              return 1;
            }));
    while (attempt.thread().getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    context.cancel();
    assertThatThrownBy(attempt::result).isSameAs(context.err());
    assertThat(attempt.interruptedAfter()).isTrue();
  }

  @Test
  void anInterruptThatCameBeforeOursIsNotLostWithIt() throws Exception {
    var attempt =
        Attempt.of(() ->
            context.call(() -> {
              Thread.currentThread().interrupt(); // somebody else's
              context.cancel();
              waitForEver(); // one exception for both
              return 1;
            }));
    assertThatThrownBy(attempt::result).isSameAs(context.err());
    assertThat(attempt.interruptedAfter()).isTrue();
  }

  @Test
  void anInnerCallsInterruptIsNotTakenForAnothers() throws Exception {
    var inner = Context.background().withCancel();
    var attempt =
        Attempt.of(() ->
            context.call(() ->
                inner.call(() -> {
                  inner.cancel();
                  context.cancel();
                  return 1;
                })));
    assertThat(attempt.result()).isEqualTo(1);
    assertThat(attempt.interruptedAfter()).isFalse();
  }

  @Test
  void goexitUnderReflectionPassesThrough() throws Exception {
    var after = new AtomicBoolean();
    var exit = Go.class.getMethod("goexit");
    Go.go(
            () -> {
              try {
                context.call(() -> {
                  context.cancel();
                  return exit.invoke(null);
                });
              } catch (ContextException e) {
                after.set(true);
              }
            })
        .join();
    assertThat(after).isFalse();
  }
}
