// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.heddle.context.Context;
import io.heddle.context.Key;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What sync, context and time say of what they cannot use; and times that are none. */
class BadInputTest {
  private interface Call {
    void run() throws Exception;
  }

  private static Arguments of(String message, String name, Call call) {
    return arguments(name, message, call);
  }

  static Stream<Arguments> nulls() {
    var background = Context.background();
    var ticker = new Ticker(Duration.ofHours(1));
    var condition = new Mutex().newCondition();
    return Stream.of(
        of("duration", "Mutex.lock", () -> new Mutex().lock(null)),
        of("unit", "Mutex.tryLock", () -> new Mutex().tryLock(1, null)),
        of("duration", "ReadLock.lock", () -> new RWMutex().readLock().lock(null)),
        of("unit", "ReadLock.tryLock", () -> new RWMutex().readLock().tryLock(1, null)),
        of("duration", "WriteLock.lock", () -> new RWMutex().writeLock().lock(null)),
        of("unit", "WriteLock.tryLock", () -> new RWMutex().writeLock().tryLock(1, null)),
        of("body", "WaitGroup.go", () -> new WaitGroup().go(null)),
        of("duration", "WaitGroup.await", () -> new WaitGroup().await(null)),
        of("body", "Once.run", () -> new Once().run(null)),
        of("body", "OnceValue", () -> new OnceValue<>(null)),
        of("lock", "Cond", () -> new Cond(null)),
        of("duration", "Cond.await", () -> new Cond(new Mutex()).await(null)),
        of("unit", "Condition.await", () -> condition.await(1, null)),
        of("deadline", "Condition.awaitUntil", () -> condition.awaitUntil(null)),
        of("supplier", "Pool", () -> new Pool<>(null)),
        of("duration", "Semaphore.acquire", () -> new Semaphore(1).acquire(1, null)),
        of("parent: cannot create context from nil parent", "ErrGroup", () -> new ErrGroup(null)),
        of("task", "ErrGroup.go", () -> new ErrGroup().go(null)),
        of("task", "ErrGroup.tryGo", () -> new ErrGroup().tryGo(null)),
        of("key", "SingleFlight.run", () -> new SingleFlight<>().run(null, () -> 1)),
        of("body", "SingleFlight.run", () -> new SingleFlight<>().run("key", null)),
        of("key", "SingleFlight.forget", () -> new SingleFlight<>().forget(null)),
        of("duration", "withTimeout", () -> background.withTimeout(null)),
        of("deadline", "withDeadline", () -> background.withDeadline(null)),
        of("nil key", "withValue", () -> background.withValue(null, 1)),
        of("stage", "withFuture", () -> background.withFuture(null)),
        of("name of a signal", "withSignals", () -> background.withSignals("INT", null)),
        of("f", "Context.afterFunc", () -> background.afterFunc(null)),
        of("body", "call", () -> background.call(null)),
        of("body", "run", () -> background.run(null)),
        of("name", "Key", () -> new Key<String>(null)),
        of("name", "Key.of", () -> Key.of(null)),
        of("duration", "sleep", () -> Time.sleep(null)),
        of("duration", "after", () -> Time.after(null)),
        of("f", "afterFunc", () -> Time.afterFunc(Duration.ZERO, null)),
        of("duration", "afterFunc", () -> Time.afterFunc(null, () -> {})),
        of("period", "tick", () -> Time.tick(null)),
        of("duration", "Timer", () -> new Timer(null)),
        of("duration", "Timer.reset", () -> new Timer(Duration.ZERO).reset(null)),
        of("period", "Ticker", () -> new Ticker(null)),
        of("period", "Ticker.reset", () -> ticker.reset(null)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("nulls")
  void nullIsRefusedByName(String name, String message, Call call) {
    assertThatThrownBy(call::run)
        .as(name)
        .isInstanceOf(NullPointerException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> misuses() {
    var full = new WaitGroup();
    full.add(Integer.MAX_VALUE);
    return Stream.of(
        of("sync: unlock of unlocked mutex", "Mutex", new Mutex()::unlock),
        of("sync: RUnlock of unlocked RWMutex", "ReadLock", new RWMutex().readLock()::unlock),
        of("sync: Unlock of unlocked RWMutex", "WriteLock", new RWMutex().writeLock()::unlock),
        of("sync: negative WaitGroup counter", "WaitGroup.done", new WaitGroup()::done),
        of(
            "sync: negative WaitGroup counter",
            "WaitGroup.add",
            () -> new WaitGroup().add(Integer.MIN_VALUE)),
        of("sync: WaitGroup counter overflow", "WaitGroup.add", () -> full.add(1)),
        of("semaphore: released more than held", "release", () -> new Semaphore(9).release(1)),
        of("semaphore: negative weight", "acquire", () -> new Semaphore(9).acquire(-1)),
        of("semaphore: negative weight", "tryAcquire", () -> new Semaphore(9).tryAcquire(-1)),
        of("semaphore: negative weight", "release", () -> new Semaphore(9).release(-1)),
        of("semaphore: negative size", "Semaphore", () -> new Semaphore(-1)),
        of("non-positive interval for NewTicker", "Ticker", () -> new Ticker(Duration.ZERO)),
        of(
            "non-positive interval for NewTicker",
            "Ticker",
            () -> new Ticker(Duration.ofSeconds(Long.MIN_VALUE))),
        of(
            "non-positive interval for Ticker.Reset",
            "Ticker.reset",
            () -> new Ticker(Duration.ofHours(1)).reset(Duration.ofNanos(-1))),
        of(
            "the read lock of an RWMutex has no conditions",
            "newCondition",
            () -> new RWMutex().readLock().newCondition()));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("misuses")
  void misuseIsRefusedInGosWords(String name, String message, Call call) {
    var expected =
        switch (name) {
          case "Mutex", "ReadLock", "WriteLock" -> IllegalMonitorStateException.class;
          case "WaitGroup.done", "WaitGroup.add" -> IllegalStateException.class;
          case "newCondition" -> UnsupportedOperationException.class;
          case "release" ->
              message.contains("negative")
                  ? IllegalArgumentException.class
                  : IllegalStateException.class;
          default -> IllegalArgumentException.class;
        };
    assertThatThrownBy(call::run).as(name).isExactlyInstanceOf(expected).hasMessage(message);
  }

  private static final Duration[] EXPIRED = {
    Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE)
  };

  /** All of these would wait for ever. */
  @Test
  void aTimeThatIsNotPositiveIsOver() throws Exception {
    var mutex = new Mutex();
    mutex.lock();
    var writer = new RWMutex();
    writer.writeLock().lock();
    var group = new WaitGroup();
    group.add(1);
    var cond = new Cond(mutex);
    var semaphore = new Semaphore(1);
    semaphore.acquire(1);
    for (var d : EXPIRED) {
      assertThat(mutex.lock(d)).isFalse();
      assertThat(writer.readLock().lock(d)).isFalse();
      assertThat(writer.writeLock().lock(d)).isFalse();
      assertThat(group.await(d)).isFalse();
      assertThat(cond.await(d)).isFalse();
      assertThat(semaphore.acquire(1, d)).isFalse();
      Time.sleep(d);
      assertThat(Time.after(d).receive()).isNotNull();
      assertThat(new Timer(d).channel().receive()).isNotNull();
      assertThat(Context.background().withTimeout(d).err()).isNotNull();
    }
    for (Lock lock : new Lock[] {mutex, writer.readLock(), writer.writeLock()}) {
      assertThat(lock.tryLock(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
      assertThat(lock.tryLock(0, TimeUnit.NANOSECONDS)).isFalse();
    }
    assertThat(mutex.newCondition().awaitNanos(Long.MIN_VALUE)).isNotPositive();
    assertThat(Context.background().withDeadline(Instant.MIN).err()).isNotNull();
  }

  /** What ends further away than can be said never ends, and comes at once if it is free. */
  @Test
  void aTimeThatIsTooLongIsForEver() throws Exception {
    var beyond = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    var mutex = new Mutex();
    assertThat(mutex.lock(beyond)).isTrue();
    mutex.unlock();
    assertThat(mutex.tryLock(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
    var writer = new RWMutex();
    assertThat(writer.readLock().lock(beyond)).isTrue();
    writer.readLock().unlock();
    assertThat(writer.writeLock().tryLock(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
    assertThat(new WaitGroup().await(beyond)).isTrue();
    assertThat(new Semaphore(1).acquire(1, beyond)).isTrue();
    try (var c = Context.background().withTimeout(beyond)) {
      assertThat(c.err()).isNull();
      assertThat(c.deadline()).isEqualTo(Instant.MAX);
      assertThat(c.withTimeout(beyond).deadline()).isEqualTo(Instant.MAX);
    }
  }
}
