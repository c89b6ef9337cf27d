// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.DeadlockError;
import io.heddle.Go;
import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class ExplorerTest {
  private static void cycle() throws Exception {
    var a = new Mutex();
    var b = new Mutex();
    var done = new WaitGroup();
    done.go(() -> {
      a.lock();
      b.lock();
      b.unlock();
      a.unlock();
    });
    done.go(() -> {
      b.lock();
      a.lock();
      a.unlock();
      b.unlock();
    });
    done.await();
  }

  private static Failure failure(Explorer e, Task body) {
    var f = e.explore(body).failure();
    assertThat(f).isNotNull();
    return f;
  }

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void eachStrategyFindsAndRepeatsADeadlock(Strategy s) {
    var f = failure(Explorer.of(1000).seed(7).strategy(s), ExplorerTest::cycle);
    assertThat(f.cause()).isInstanceOf(DeadlockError.class);
    assertThat(f.token()).matches("[A-Za-z0-9._:-]{1,60}");
    assertThat(f.report())
        .startsWith("fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 0 [")
        .contains("goroutine 0.1 [sync.Mutex.Lock]", "mutex #2 was made at ExplorerTest.java:")
        .contains(f.token());
    for (int i = 0; i < 20; i++) {
      var again = Explorer.of(1).replay(f.token(), ExplorerTest::cycle).failure();
      assertThat(again).isNotNull();
      assertThat(withoutSchedules(again.report())).isEqualTo(withoutSchedules(f.report()));
    }
  }

  private static String withoutSchedules(String report) {
    return report.lines().filter(l -> !l.contains("schedule")).toList().toString();
  }

  @Test
  void theSameSeedFindsTheSame() {
    var e = Explorer.of(1000).seed(12);
    assertThat(e.explore(ExplorerTest::cycle))
        .usingRecursiveComparison()
        .ignoringFields("failure.cause")
        .isEqualTo(e.explore(ExplorerTest::cycle));
  }

  @Test
  void tellsAChangedProgram() {
    var f = failure(Explorer.of(1000).seed(7), ExplorerTest::cycle);
    var changed =
        Explorer.of(1)
            .replay(
                f.token(),
                () -> {
                  var c = Channel.<Integer>make();
                  Go.go(() -> c.send(1));
                  c.receive();
                })
            .failure();
    assertThat(changed).isNotNull();
    assertThat(changed.cause().getMessage())
        .matches("the program has changed: at step \\d+ goroutine 0\\.\\d did not lock mutex #\\d");
  }

  @Test
  void refusesWhatIsNoToken() {
    var token = failure(Explorer.of(1000).seed(7), ExplorerTest::cycle).token();
    for (var bad :
        new String[] {
          "",
          "x",
          token.substring(1),
          token.substring(0, token.length() - 1),
          token + "A",
          token.replace("h1", "h2"),
          "h1-xA-AAAAA--AA"
        }) {
      assertThatThrownBy(() -> Explorer.of(1).replay(bad, () -> {}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void findsWhatNeedsTheClockToJump() {
    Task body =
        () -> {
          var done = new AtomicInteger();
          var m = new Mutex();
          Go.go(() -> {
            m.lock();
            done.set(1);
            m.unlock();
          });
          Time.sleep(Duration.ofSeconds(1)); // hopes that a second is enough
          m.lock();
          assertThat(done.get()).isEqualTo(1);
          m.unlock();
        };
    assertThat(failure(Explorer.of(1000).seed(1), body).cause()).isInstanceOf(AssertionError.class);
    assertThat(Explorer.of(1000).seed(1).adversarialTime(false).explore(body).failure()).isNull();
  }

  @Test
  void findsLeaksUnlessTold() {
    Task body = () -> Go.go("left", () -> Channel.make().receive());
    var f = failure(Explorer.of(10).seed(1), body);
    assertThat(f.cause())
        .isInstanceOf(LeakError.class)
        .hasMessageContaining("[chan receive] \"left\"");
    assertThat(Explorer.of(10).seed(1).leaks(false).explore(body).failure()).isNull();
    // one that sleeps, or waits for a timer, is none
    Task sleeper = () -> Go.go(() -> Time.sleep(Duration.ofDays(100)));
    assertThat(Explorer.of(10).seed(1).explore(sleeper).failure()).isNull();
  }

  @Test
  void findsLivelocks() {
    var m =
        failure(
            Explorer.of(10).seed(1).maxSteps(1000),
            () -> {
              var mutex = new Mutex();
              mutex.lock();
              while (!mutex.tryLock()) {
                Thread.onSpinWait();
              }
            });
    assertThat(m.cause()).isInstanceOf(LivelockError.class).hasMessageContaining("1000 steps");
    var t =
        failure(
            Explorer.of(10).seed(1).maxVirtualTime(Duration.ofMinutes(10)),
            () -> {
              while (Context.current().err() == null) {
                Time.sleep(Duration.ofSeconds(1));
              }
            });
    assertThat(t.cause()).isInstanceOf(LivelockError.class).hasMessageContaining("virtual time");
  }

  @Test
  void tellsABodyThatNeverYields() {
    var f =
        failure(
            Explorer.of(10).seed(1),
            () -> {
              for (long i = 0; i >= 0; i++) {
                Thread.onSpinWait();
              }
            });
    assertThat(f.cause())
        .isInstanceOf(LivelockError.class)
        .hasMessageContainingAll("goroutine 0 computes", "ExplorerTest.");
  }

  /** One that gets on for ever, at its steps or without any, or waits for what does not come. */
  @Test
  void theTimeLimitHoldsWithinASchedule() {
    Task getsOn =
        () -> {
          var c = Channel.<Integer>make(1);
          while (true) {
            c.send(1);
            c.receive();
          }
        };
    Task computes =
        () -> {
          for (long i = 0; i >= 0; i++) {
            Thread.onSpinWait();
          }
        };
    var gate = new CountDownLatch(1);
    Task waits = () -> Thread.ofPlatform().start(() -> passes(gate)).join();
    for (var body : List.of(getsOn, computes, waits)) {
      var found = Explorer.of(10).seed(1).timeLimit(Duration.ofMillis(300)).explore(body);
      assertThat(found).isEqualTo(new Exploration(0, false, null));
    }
    gate.countDown();
  }

  private static void passes(CountDownLatch gate) {
    try {
      assertThat(gate.await(1, TimeUnit.HOURS)).isTrue();
    } catch (InterruptedException e) {
      // the schedule has been broken off
    }
  }

  @Test
  void saysSoWhenAFailureDoesNotRepeat() {
    var runs = new AtomicInteger();
    var f =
        failure(
            Explorer.of(10).seed(1),
            () -> {
              if (runs.incrementAndGet() == 3) {
                Channel.make().receive();
              }
            });
    assertThat(f.report()).contains("This failure does not repeat", "static field");
  }

  @Test
  void failuresOfMainAndOthersAreFound() {
    var f =
        failure(
            Explorer.of(10).seed(1),
            () -> {
              throw new IllegalStateException("main");
            });
    assertThat(f.cause()).isInstanceOf(IllegalStateException.class);
    assertThat(f.report())
        .startsWith("panic: java.lang.IllegalStateException: main\n\ngoroutine 0");
    var out =
        failure(
            Explorer.of(10).seed(1),
            () ->
                Go.go(
                        () -> {
                          throw new OutOfMemoryError("pretended");
                        })
                    .join());
    assertThat(out.cause()).isInstanceOf(OutOfMemoryError.class);
    var deep = failure(Explorer.of(10).seed(1), ExplorerTest::recurse);
    assertThat(deep.cause()).isInstanceOf(StackOverflowError.class);
    assertThatThrownBy(() -> Explorer.of(10).seed(1).explore(ExplorerTest::cycleOrThrow).orThrow())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("cause of all")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  private static void cycleOrThrow() {
    throw new IllegalStateException("cause of all");
  }

  @SuppressWarnings("InfiniteRecursion") // the point
  private static void recurse() {
    recurse();
  }

  @Test
  void aPlatformThreadThatIsStartedInsideIsWaitedFor() {
    assertThat(
            Explorer.of(20)
                .seed(1)
                .explore(() -> {
                  var c = Channel.<Integer>make(1);
                  var t = Thread.ofPlatform().start(() -> c.trySend(1));
                  assertThat(c.receive()).isEqualTo(1);
                  t.join();
                })
                .failure())
        .isNull();
  }

  /** A read that keeps the thread of the bubble does not compute; the report names it. */
  @Test
  void tellsWhoHasReadFromOutside() {
    Task body =
        () -> {
          var child = new ProcessBuilder("sleep", "1").start();
          assertThat(child.getInputStream().read()).isEqualTo(-1);
          throw new IllegalStateException("after the read");
        };
    assertThat(failure(Explorer.of(1).seed(1).shrink(false), body).report())
        .containsPattern("waited in real time.*: goroutine 0 at ExplorerTest.java:\\d+");
  }

  @Test
  void aBubbleWithinASchedule() {
    assertThat(
            Explorer.of(20)
                .seed(1)
                .explore(() -> Bubble.run(() -> Time.sleep(Duration.ofDays(1))))
                .failure())
        .isNull();
  }
}
