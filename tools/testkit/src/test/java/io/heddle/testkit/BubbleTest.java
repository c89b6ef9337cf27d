// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heddle.Channel;
import io.heddle.DeadlockError;
import io.heddle.Go;
import io.heddle.Select;
import io.heddle.context.Context;
import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BubbleTest {
  private static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");

  @Test
  void timeStandsStillUntilAllWait() throws Exception {
    var seen = new ArrayList<Instant>();
    Bubble.run(() -> {
      seen.add(Time.now());
      var c = Channel.<Integer>make();
      Go.go(() -> {
        Time.sleep(Duration.ofHours(10));
        c.send(1);
      });
      c.receive();
      seen.add(Time.now());
      assertThat(Time.since(BEGIN)).isEqualTo(Duration.ofHours(10));
      assertThat(Time.clock().instant()).isEqualTo(Time.now());
    });
    assertThat(seen).containsExactly(BEGIN, BEGIN.plus(Duration.ofHours(10)));
    assertThat(Duration.between(Time.now(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void equalDeadlinesWakeInTheOrderOfTheirCreation() throws Exception {
    var order = new ArrayList<Integer>();
    Bubble.run(() -> {
      for (int i = 0; i < 20; i++) {
        int n = i;
        Go.go(() -> {
          Time.sleep(Duration.ofSeconds(1));
          order.add(n);
        });
      }
    });
    assertThat(order).isSorted().hasSize(20);
  }

  @Test
  void returnsWhenAllHaveEnded() throws Exception {
    var ended = new ArrayList<String>();
    Bubble.run(() -> {
      Go.go(() -> {
        Time.sleep(Duration.ofDays(1));
        Go.go(() -> ended.add("grandchild"));
        ended.add("child");
      });
      ended.add("main");
    });
    assertThat(ended).containsExactly("main", "child", "grandchild");
  }

  @Test
  void aDeadlockNamesEachWithItsWaitAndItsCreation() {
    var e =
        catchThrowableOfType(
            DeadlockError.class,
            () ->
                Bubble.run(() -> {
                  var c = Channel.<Integer>make();
                  var m = new Mutex();
                  m.lock();
                  Go.go("locker", m::lock);
                  c.receive();
                }));
    assertThat(e).hasMessage("all goroutines are asleep - deadlock!\n\n" + e.dump());
    assertThat(e.dump())
        .contains("goroutine 0 [chan receive] \"main\":", "channel #1 (cap 0, 1 waiting")
        .contains("goroutine 0.1 [sync.Mutex.Lock] \"locker\":", "mutex held by goroutine 0")
        .containsPattern("created by .*BubbleTest.*\\(BubbleTest.java:\\d+\\)");
  }

  @Test
  void whoIsLeftBlockedIsADeadlockAndIsNeverCollected() {
    var e =
        catchThrowableOfType(
            DeadlockError.class,
            () ->
                Bubble.run(() -> {
                  Go.go("left", () -> Channel.make().receive());
                  Time.sleep(Duration.ofSeconds(1));
                  System.gc();
                }));
    assertThat(e.dump()).contains("goroutine 0.1 [chan receive] \"left\":").doesNotContain("main");
  }

  @Test
  void locksAndOnceAreDurable() {
    assertThatThrownBy(() ->
            Bubble.run(() -> {
              var once = new Once();
              once.run(() -> once.run(() -> {}));
            }))
        .isInstanceOf(DeadlockError.class);
    assertThatThrownBy(() ->
            Bubble.run(() -> {
              var lock = new ReentrantLock();
              lock.lock();
              Go.go(lock::lock);
            }))
        .isInstanceOf(DeadlockError.class);
    assertThatThrownBy(() -> Bubble.run(() -> new LinkedBlockingQueue<String>().take()))
        .isInstanceOf(DeadlockError.class);
    assertThatThrownBy(() -> Bubble.run(() -> new CompletableFuture<String>().join()))
        .isInstanceOf(DeadlockError.class);
    assertThatThrownBy(() ->
            Bubble.run(() -> {
              var monitor = new Object();
              synchronized (monitor) {
                monitor.wait();
              }
            }))
        .isInstanceOf(DeadlockError.class);
  }

  @Test
  void monitorsHandOver() throws Exception {
    var order = new ArrayList<String>();
    Bubble.run(() -> {
      var monitor = new Object();
      Go.go(() -> {
        synchronized (monitor) {
          order.add("second");
        }
      });
      synchronized (monitor) {
        Time.sleep(Duration.ofSeconds(1));
        order.add("first");
      }
    });
    assertThat(order).containsExactly("first", "second");
  }

  @Test
  void aFailureIsThrownAsItIs() {
    var failure = new IllegalStateException("x");
    assertThatThrownBy(() ->
            Bubble.run(() -> {
              Go.go(() -> {
                throw failure;
              });
              Time.sleep(Duration.ofDays(1));
            }))
        .isSameAs(failure);
  }

  @Test
  void aThreadWhoseUncaughtExceptionHandlerThrowsHasEnded() throws Exception {
    var told = new ArrayList<String>();
    Bubble.run(() -> {
      var t =
          Thread.ofVirtual()
              .uncaughtExceptionHandler((x, e) -> {
                told.add(e.getMessage());
                throw new IllegalStateException("the handler throws, as it is meant to");
              })
              .start(() -> {
                throw new IllegalStateException("x");
              });
      t.join();
      told.add("joined");
    });
    assertThat(told).containsExactly("x", "joined");
  }

  @Test
  void contextsSelectsAndTickersFollowTheClock() throws Exception {
    Bubble.run(() -> {
      try (var ctx = Context.background().withTimeout(Duration.ofMinutes(5))) {
        ctx.done().receive();
        assertThat(ctx.deadline()).isEqualTo(BEGIN.plusSeconds(300));
        assertThat(Time.now()).isEqualTo(BEGIN.plusSeconds(300));
      }
      var late =
          Select.<String, RuntimeException>select(
              Select.receive(Channel.<Integer>make(), v -> "value"),
              Select.timeout(Duration.ofHours(1), () -> "late"));
      assertThat(late).isEqualTo("late");
      try (var ticker = new Ticker(Duration.ofSeconds(10))) {
        assertThat(ticker.channel().receive()).isEqualTo(Time.now());
      }
      var group = new WaitGroup();
      group.add(1);
      assertThat(group.await(Duration.ofSeconds(3))).isFalse();
    });
  }

  @Test
  void aLoopOnATickerAfterMainIsALivelock() {
    assertThatThrownBy(() ->
            Bubble.run(() ->
                Go.go(() -> {
                  for (var tick : Time.tick(Duration.ofSeconds(1))) {
                    assertThat(tick).isNotNull();
                  }
                })))
        .isInstanceOf(LivelockError.class)
        .hasMessageContaining("goroutine 0.1 [chan receive]");
  }

  @Test
  void settles() throws Exception {
    Bubble.run(() -> {
      var seen = new ArrayList<String>();
      Go.go(() -> {
        seen.add("a");
        Time.sleep(Duration.ofSeconds(1));
        seen.add("b");
      });
      assertThat(seen).isEmpty();
      Bubble.settle();
      assertThat(seen).containsExactly("a");
      Time.sleep(Duration.ofSeconds(1));
      Bubble.settle();
      assertThat(seen).containsExactly("a", "b");
    });
    assertThatThrownBy(Bubble::settle).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() ->
            Bubble.run(() -> {
              Go.go(() -> {
                Time.sleep(Duration.ofSeconds(1));
                Bubble.settle();
              });
              Go.go(Bubble::settle);
              Bubble.settle();
            }))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void knowsWhoIsInside() throws Exception {
    assertThat(Bubble.isInside()).isFalse();
    var inside = new AtomicReference<List<Boolean>>();
    Bubble.run(() -> {
      var answers = new LinkedBlockingQueue<Boolean>();
      answers.add(Bubble.isInside());
      Thread.ofPlatform().start(() -> answers.add(Bubble.isInside())).join();
      Thread.ofVirtual().start(() -> answers.add(Bubble.isInside())).join();
      inside.set(List.copyOf(answers));
    });
    assertThat(inside.get()).containsExactly(true, true, true);
  }

  @Test
  void aNestedBubbleHasAClockOfItsOwn() throws Exception {
    Bubble.run(() -> {
      Time.sleep(Duration.ofSeconds(7));
      Bubble.run(() -> {
        assertThat(Time.now()).isEqualTo(BEGIN);
        Time.sleep(Duration.ofDays(3));
      });
      assertThat(Time.now()).isEqualTo(BEGIN.plusSeconds(7));
    });
  }

  @Test
  void programsMayBeNested() throws Exception {
    Bubble.run(() -> {
      assertThatThrownBy(() -> Go.run(() -> Channel.make().receive()))
          .isInstanceOf(DeadlockError.class);
      Go.run(() -> Time.sleep(Duration.ofHours(1)));
      assertThat(Time.now()).isEqualTo(BEGIN.plusSeconds(3600));
    });
  }

  @Test
  void aChannelFromOutsideKeepsTheClock() throws Exception {
    var outside = Channel.<Instant>make();
    var sender =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Thread.sleep(100);
                outside.send(BEGIN);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Bubble.run(() -> {
      Go.go(() -> Time.sleep(Duration.ofDays(1)));
      assertThat(outside.receive()).isEqualTo(Time.now());
      // with a timeout of the bubble it is durable
      Select.<Void, RuntimeException>select(
          Select.onReceive(outside, v -> {}), Select.onTimeout(Duration.ofHours(1), () -> {}));
      assertThat(Time.now()).isEqualTo(BEGIN.plusSeconds(3600));
    });
    sender.join();
  }

  @Test
  void whatTheCommonPoolWorksAtKeepsTheClock() throws Exception {
    var older = new CountDownLatch(1);
    var busy = CompletableFuture.runAsync(older::countDown); // its threads are there
    older.await();
    busy.join();
    Bubble.run(() -> {
      Go.go(() -> Time.sleep(Duration.ofDays(1)));
      var sum = CompletableFuture.supplyAsync(BubbleTest::slowSum);
      assertThat(sum.get()).isEqualTo(499_999_500_000L);
      assertThat(Time.now()).isEqualTo(BEGIN);
    });
  }

  @Test
  void aChildProcessKeepsTheClock() throws Exception {
    new ProcessBuilder("true").start().waitFor(); // so that the thread that waits for it is older
    Bubble.run(() -> {
      Go.go(() -> Time.sleep(Duration.ofDays(1)));
      assertThat(new ProcessBuilder("sleep", "0.3").start().waitFor()).isZero();
      assertThat(Time.now()).isEqualTo(BEGIN);
    });
  }

  private static long slowSum() {
    LockSupport.parkNanos(20_000_000);
    return LongStream.range(0, 1_000_000).sum();
  }

  @Test
  void anInterruptOfTheCallerEndsIt() throws Exception {
    var caught = new AtomicReference<Throwable>();
    var inner = new LinkedBlockingQueue<String>();
    var outside = Channel.<Integer>make();
    var caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Bubble.run(() -> {
                  try {
                    outside.receive();
                  } finally {
                    inner.add("interrupted");
                  }
                });
              } catch (Throwable e) {
                caught.set(e);
              }
            });
    while (caller.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    caller.interrupt();
    caller.join();
    assertThat(caught.get()).isInstanceOf(InterruptedException.class);
    assertThat(inner.take()).isEqualTo("interrupted");
  }

  /** As a time limit of JUnit does it, in the thread that runs the test. */
  @Test
  void anInterruptOfTheCallerEndsItAlthoughAGoroutineComputes() throws Exception {
    var end = new AtomicBoolean();
    var begun = new CountDownLatch(1);
    var caught = new AtomicReference<Throwable>();
    var caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Bubble.run(() -> {
                  begun.countDown();
                  while (!end.get()) {
                    Thread.onSpinWait(); // comes to no step, and looks at no interrupt
                  }
                });
              } catch (Throwable e) {
                caught.set(e);
              }
            });
    begun.await();
    caller.interrupt();
    caller.join();
    end.set(true);
    assertThat(caught.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void twoRunsOfABodyAreTheSame() throws Exception {
    assertThat(log()).isEqualTo(log()).hasSize(60);
  }

  private static List<String> log() throws Exception {
    var log = new ArrayList<String>();
    Bubble.run(() -> {
      var a = Channel.<Integer>make(2);
      var b = Channel.<Integer>make(2);
      for (int i = 0; i < 10; i++) {
        int n = i;
        Go.go(() -> a.send(n));
        Go.go(() -> b.send(n));
      }
      for (int i = 0; i < 20; i++) {
        Select.<Void, RuntimeException>select(
            Select.onReceive(a, v -> log.add("a" + v)), Select.onReceive(b, v -> log.add("b" + v)));
        log.add("at " + Time.now());
        Time.sleep(Duration.ofMillis(7));
        log.add("turn");
      }
    });
    return log;
  }
}
