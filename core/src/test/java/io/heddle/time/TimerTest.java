// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Received;
import io.heddle.Selector;
import io.heddle.context.Context;
import io.heddle.context.Key;
import io.heddle.internal.timer.TimerService;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Attempt;
import io.heddle.testing.OutsideBubbles;
import io.heddle.testing.Scale;
import io.heddle.testing.WaitsForTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimerTest {
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofHours(1);

  @WaitsForTime
  @Test
  void givesOneValueTheInstantAtWhichItWasDue() throws Exception {
    var before = Instant.now();
    var timer = new Timer(SHORT);
    var made = Instant.now();
    Thread.sleep(30);
    var late = timer.channel().receive();
    assertThat(late).isBetween(before.plus(SHORT), made.plus(SHORT).plusMillis(2));
    assertThat(timer.channel().tryReceive()).isEqualTo(Received.empty());

    var waited = Time.after(SHORT).receive();
    assertThat(waited).isAfterOrEqualTo(late.plus(SHORT));
    assertThat(Instant.now()).isAfterOrEqualTo(waited);
  }

  @Test
  void isDueAtOnceForZeroOrLess() throws Exception {
    assertThat(Time.after(Duration.ZERO).tryReceive()).isInstanceOf(Received.Value.class);
    assertThat(Time.after(Duration.ofSeconds(Long.MIN_VALUE)).receive()).isNotNull();
    assertThat(Time.after(Duration.ofSeconds(Long.MAX_VALUE)).tryReceive())
        .isEqualTo(Received.empty());
  }

  @Test
  void itsChannelLooksUnbuffered() throws Exception {
    var timer = new Timer(Duration.ZERO);
    Thread.sleep(1);
    assertThat(timer.channel().length()).isZero();
    assertThat(timer.channel().capacity()).isZero();
    assertThat(timer.channel().isClosed()).isFalse();
    assertThat(timer.channel()).isSameAs(timer.channel()).isNotInstanceOf(Channel.class);
  }

  /** Go's TestChan: no stale value after stop or reset. */
  @Test
  void hasNoStaleValue() throws Exception {
    var timer = new Timer(SHORT);
    Thread.sleep(10);
    assertThat(timer.stop()).as("nobody had received it").isTrue();
    assertThat(timer.stop()).isFalse();
    assertThat(timer.channel().tryReceive()).isEqualTo(Received.empty());

    assertThat(timer.reset(SHORT)).isFalse();
    Thread.sleep(10);
    assertThat(timer.reset(LONG)).as("expired, but not received").isTrue();
    assertThat(timer.channel().tryReceive()).isEqualTo(Received.empty());
    assertThat(timer.reset(SHORT)).isTrue();
    assertThat(timer.channel().receive()).isNotNull();
    assertThat(timer.reset(LONG)).as("received").isFalse();
    assertThat(timer.stop()).isTrue();
  }

  @Test
  void whoWaitsFollowsAReset() throws Exception {
    var timer = new Timer(LONG);
    var waiter = Attempt.blocked(() -> timer.channel().receive());
    assertThat(timer.reset(Duration.ofHours(2))).isTrue();
    assertThat(timer.reset(SHORT)).isTrue();
    assertThat(waiter.result()).isNotNull();

    assertThat(timer.reset(LONG)).isFalse();
    var second = Attempt.blocked(() -> timer.channel().receive());
    assertThat(timer.stop()).isTrue();
    assertThat(timer.reset(SHORT)).isFalse();
    assertThat(second.result()).isNotNull();
  }

  @OutsideBubbles
  @Test
  void isArmedOnlyWhileSomebodyWaits() throws Exception {
    int before = TimerService.get().size();
    var timer = new Timer(LONG);
    assertThat(TimerService.get().size()).isEqualTo(before);
    var waiter = Attempt.blocked(() -> timer.channel().receive());
    assertThat(TimerService.get().size()).isEqualTo(before + 1);
    waiter.thread().interrupt();
    assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
    assertThat(TimerService.get().size()).isEqualTo(before);

    var other = Channel.<Integer>make();
    var selecting =
        Attempt.blocked(() -> select(receive(other, v -> v), receive(timer.channel(), t -> 0)));
    assertThat(TimerService.get().size()).isEqualTo(before + 1);
    other.send(7);
    assertThat(selecting.result()).isEqualTo(7);
    assertThat(TimerService.get().size()).isEqualTo(before);

    var stopped = Attempt.blocked(() -> timer.channel().receive());
    timer.stop();
    assertThat(TimerService.get().size()).isEqualTo(before);
    stopped.thread().interrupt();
    assertThatThrownBy(stopped::result).isInstanceOf(InterruptedException.class);
  }

  @WaitsForTime
  @Test
  void oneOfManyWhoWaitGetsIt() throws Exception {
    var timer = new Timer(Duration.ofMillis(20));
    var got = new AtomicInteger();
    var all = new WaitGroup();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 5; i++) {
      threads.add(
          all.go(() -> {
            timer.channel().receive();
            got.incrementAndGet();
          }));
    }
    while (got.get() == 0) {
      Thread.sleep(1);
    }
    Thread.sleep(20);
    assertThat(got).hasValue(1);
    threads.forEach(Thread::interrupt);
    all.await();
  }

  @WaitsForTime
  @Test
  void firesInTheOrderOfDeadlines() throws Exception {
    var order = Channel.<Integer>make(100);
    var random = new SplittableRandom(1);
    var shuffled = new ArrayList<Integer>();
    for (int i = 0; i < 20; i++) {
      shuffled.add(random.nextInt(shuffled.size() + 1), i);
    }
    for (int i : shuffled) {
      Time.afterFunc(Duration.ofMillis(20 + 15L * i), () -> order.send(i));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(order.receive()).isEqualTo(i);
    }
  }

  @Test
  void runsAFunctionInAGoroutineOfItsOwn() throws Exception {
    var ran = Channel.<Thread>make();
    var key = Key.<String>of("k");
    var seen = Channel.<String>make(1);
    var timer =
        Attempt.of(
                () -> {
                  var t = new Timer[1];
                  Context.background()
                      .withValue(key, "inherited")
                      .run(() ->
                          t[0] =
                              Time.afterFunc(
                                  SHORT,
                                  () -> {
                                    seen.trySend(String.valueOf(Context.current().value(key)));
                                    ran.send(Thread.currentThread());
                                  }));
                  return t[0];
                })
            .result();
    assertThat(timer.channel()).isSameAs(Channel.never());
    var first = ran.receive();
    assertThat(first.isVirtual()).isTrue();
    assertThat(seen.receive()).isEqualTo("inherited");
    assertThat(timer.stop()).isFalse();
    assertThat(timer.reset(SHORT)).isFalse();
    assertThat(ran.receive()).isNotSameAs(first);
    assertThat(timer.reset(LONG)).isFalse();
    assertThat(timer.reset(Duration.ofDays(1_000_000_000))).isTrue();
    assertThat(timer.stop()).isTrue();
    assertThat(timer.stop()).isFalse();
    assertThatThrownBy(() -> Time.afterFunc(SHORT, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("f");
  }

  @Test
  void aSelectorUsesTheSameTimerAgainAndAgain() throws Exception {
    var timer = new Timer(SHORT);
    var selector = new Selector();
    var idle = Channel.<Integer>make();
    selector.receive(idle);
    var tick = selector.receive(timer.channel());
    for (int i = 0; i < 5; i++) {
      assertThat(selector.select()).isSameAs(tick);
      assertThat(tick.value()).isNotNull();
      timer.reset(SHORT);
    }
    timer.stop();
    assertThat(selector.trySelect()).isNull();
  }

  /** Go's TestTimerStopStress and TestStopResult: exactly one of stop and the value wins. */
  @Test
  void stopAndTheValueExcludeEachOther() throws Exception {
    var random = new SplittableRandom(3);
    for (int i = 0; i < Scale.of(2_000); i++) {
      var timer = new Timer(Duration.ofNanos(random.nextInt(60_000)));
      var receiver = Attempt.of(() -> timer.channel().receive());
      if (i % 2 == 0) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
      if (timer.stop()) {
        receiver.thread().interrupt();
        assertThatThrownBy(receiver::result).isInstanceOf(InterruptedException.class);
      } else {
        assertThat(receiver.result()).isNotNull();
      }
    }
  }

  @Test
  void afterFuncAndStopExcludeEachOther() throws Exception {
    var random = new SplittableRandom(4);
    var ran = new AtomicInteger();
    int stopped = 0;
    int n = Scale.of(5_000);
    for (int i = 0; i < n; i++) {
      var timer = Time.afterFunc(Duration.ofNanos(random.nextInt(30_000)), ran::incrementAndGet);
      Thread.onSpinWait();
      if (timer.stop()) {
        stopped++;
      }
    }
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (ran.get() + stopped < n && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
    Thread.sleep(5);
    assertThat(ran.get() + stopped).isEqualTo(n);
  }
}
