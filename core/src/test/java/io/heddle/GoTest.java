// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Go.go;
import static io.heddle.Go.gosched;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import io.heddle.testing.OnCarriers;
import io.heddle.testing.OutsideBubbles;
import io.heddle.testing.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The go statement: starting, ordering, names, ends. */
class GoTest {
  @Test
  void returnsAtOnceAndTheBodyRuns() throws Exception {
    var gate = new CountDownLatch(1);
    var ran = new AtomicInteger();

    var goroutine =
        go(() -> {
          gate.await();
          ran.incrementAndGet();
        });
    assertThat(ran.get()).isZero();
    gate.countDown();
    goroutine.join();

    assertThat(ran.get()).isEqualTo(1);
    assertThat(goroutine.isVirtual()).isTrue();
    assertThat(goroutine.isAlive()).isFalse();
  }

  @Test
  void whatPrecedesItHappensBeforeTheBodyAndTheBodyBeforeJoin() throws Exception {
    for (int i = 0; i < Scale.of(2000); i++) {
      var box = new int[1];
      box[0] = i;
      var goroutine = go(() -> box[0]++);
      goroutine.join();
      assertThat(box[0]).isEqualTo(i + 1);
    }
  }

  @Test
  void hasTheNameItWasGiven() throws Exception {
    assertThat(go("worker-3", () -> {}).getName()).isEqualTo("worker-3");
    assertThat(go(() -> {}).getName()).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // nulls are the point
  void refusesNull() {
    assertThatThrownBy(() -> go(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("go of nil func value");
    assertThatThrownBy(() -> go("named", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("go of nil func value");
    assertThatThrownBy(() -> go(null, () -> {}))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
    assertThatThrownBy(() -> Go.run(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("main");
    assertThatThrownBy(() -> Go.threadFactory().newThread(null))
        .isInstanceOf(NullPointerException.class);
  }

  @OutsideBubbles
  @Test
  void aFailureOutsideOfAProgramGoesToTheUncaughtHandler() throws Exception {
    var failure = new Exception("checked, too");
    var told = new AtomicReference<Throwable>();

    var goroutine =
        go(() -> {
          Thread.currentThread().setUncaughtExceptionHandler((t, e) -> told.set(e));
          throw failure;
        });
    goroutine.join();

    assertThat(told.get()).isSameAs(failure);
  }

  @OutsideBubbles
  @Test
  void anUncaughtHandlerThatFailsHarmsNobody() throws Exception {
    var goroutine =
        go(() -> {
          Thread.currentThread()
              .setUncaughtExceptionHandler((t, e) -> {
                throw new IllegalStateException("the handler itself");
              });
          throw new Exception("the body");
        });
    goroutine.join();

    assertThat(Attempt.of(() -> 1).result()).isEqualTo(1);
  }

  @OutsideBubbles
  @Test
  void aNamelessOneIsCalledByItsNumberWhereItsFailureIsTold() throws Exception {
    var name = new String[2];
    for (int i = 0; i < 2; i++) {
      int n = i;
      Task body =
          () -> {
            Thread.currentThread().setUncaughtExceptionHandler((t, e) -> name[n] = t.getName());
            throw new Exception("told");
          };
      (i == 0 ? go(body) : go("mine", body)).join();
    }

    assertThat(name[0]).matches("goroutine \\d+");
    assertThat(name[1]).isEqualTo("mine");
  }

  @Test
  void endsQuietlyWhenAskedToStop() throws Exception {
    var told = new CopyOnWriteArrayList<Throwable>();
    var never = Channel.<Integer>never();
    List<Task> bodies =
        List.of(
            never::receive,
            () -> never.forEach(v -> {}),
            () -> Thread.sleep(1_000_000),
            () -> {
              throw new InterruptedException();
            });

    for (var body : bodies) {
      var goroutine =
          go(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((t, e) -> told.add(e));
            body.run();
          });
      goroutine.interrupt();
      goroutine.join();
    }

    assertThat(told).isEmpty();
  }

  /** Measured in Go: {@code last, creator, a, b, c}. */
  @Test
  @OnCarriers
  void theOneStartedLastRunsNextOnItsCreatorsCarrier() throws Exception {
    if (!"1".equals(System.getProperty("heddle.maxprocs"))) {
      return; // elsewhere others may steal
    }
    var order = new ArrayList<String>();
    var creator =
        go(() -> {
          go(() -> order.add("a"));
          go(() -> order.add("b"));
          go(() -> order.add("c"));
          go(() -> order.add("last"));
          gosched();
          order.add("creator");
        });
    creator.join();
    while (order.size() < 5) {
      go(() -> {}).join();
    }

    assertThat(order.getFirst()).isEqualTo("last");
    assertThat(order).filteredOn(s -> s.length() == 1).containsExactly("a", "b", "c");
  }

  @Test
  void goschedLetsOthersRun() throws Exception {
    var turns = new AtomicInteger();
    var both = new ArrayList<Thread>();
    for (int p = 0; p < 2; p++) {
      int me = p;
      both.add(
          go(() -> {
            for (int i = 0; i < 100; i++) {
              while (turns.get() % 2 != me) {
                gosched();
              }
              turns.incrementAndGet();
            }
          }));
    }
    for (var t : both) {
      assertThat(t.join(Duration.ofSeconds(30))).isTrue();
    }
    assertThat(turns.get()).isEqualTo(200);
  }

  @Test
  void goschedOutsideOfAGoroutineIsAYield() {
    gosched();
  }

  @Test
  void aHundredThousandRunAndEnd() throws Exception {
    int n = Scale.of(100_000);
    var done = new CountDownLatch(n);
    for (int i = 0; i < n; i++) {
      go(done::countDown);
    }
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
