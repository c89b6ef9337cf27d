// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.heddle.Go;
import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever waits in sync, context and time waits on threads that are no goroutines as well. */
class AnyThreadTest {
  private static final Duration LONG = Duration.ofHours(1);

  /**
   * @param body what blocks until {@code release}
   */
  private record Pair(Task body, Task release) {}

  static Stream<Arguments> waits() {
    return Stream.of(
            wait("Mutex", AnyThreadTest::mutex),
            wait("Mutex with a limit", AnyThreadTest::mutexWithLimit),
            wait("ReadLock", AnyThreadTest::readLock),
            wait("WriteLock", AnyThreadTest::writeLock),
            wait("WaitGroup", AnyThreadTest::waitGroup),
            wait("Cond", AnyThreadTest::cond),
            wait("Once", AnyThreadTest::once),
            wait("Semaphore", AnyThreadTest::semaphore),
            wait("ErrGroup", AnyThreadTest::errGroup),
            wait("SingleFlight", AnyThreadTest::singleFlight),
            wait("Context.done", AnyThreadTest::done),
            wait("Context.call", AnyThreadTest::call),
            wait("Timer", AnyThreadTest::timer))
        .flatMap(kinds -> kinds);
  }

  private interface Maker {
    Pair make() throws Exception;
  }

  private static Stream<Arguments> wait(String name, Maker maker) {
    return Stream.of(Thread.ofPlatform(), Thread.ofVirtual())
        .map(threads -> arguments(name, maker, threads));
  }

  private static Pair mutex() {
    var mutex = new Mutex();
    mutex.lock();
    return new Pair(mutex::lockInterruptibly, mutex::unlock);
  }

  private static Pair mutexWithLimit() {
    var mutex = new Mutex();
    mutex.lock();
    return new Pair(() -> assertThat(mutex.lock(LONG)).isTrue(), mutex::unlock);
  }

  private static Pair readLock() {
    var mutex = new RWMutex();
    mutex.writeLock().lock();
    return new Pair(mutex.readLock()::lockInterruptibly, mutex.writeLock()::unlock);
  }

  private static Pair writeLock() {
    var mutex = new RWMutex();
    mutex.readLock().lock();
    return new Pair(mutex.writeLock()::lockInterruptibly, mutex.readLock()::unlock);
  }

  private static Pair waitGroup() {
    var group = new WaitGroup();
    group.add(1);
    return new Pair(group::await, group::done);
  }

  private static Pair cond() {
    var mutex = new Mutex();
    var cond = new Cond(mutex);
    return new Pair(
        () -> {
          mutex.lock();
          cond.await();
        },
        cond::signal);
  }

  private static Pair once() throws Exception {
    var once = new Once();
    var gate = new WaitGroup();
    gate.add(1);
    var running = new WaitGroup();
    running.add(1);
    Thread.ofPlatform()
        .start(() -> {
          try {
            once.run(() -> {
              running.done();
              gate.await();
            });
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    running.await();
    return new Pair(() -> once.run(() -> {}), gate::done);
  }

  private static Pair semaphore() throws Exception {
    var s = new Semaphore(1);
    s.acquire(1);
    return new Pair(() -> s.acquire(1), () -> s.release(1));
  }

  private static Pair errGroup() throws Exception {
    var group = new ErrGroup();
    var gate = new WaitGroup();
    gate.add(1);
    group.go(gate::await);
    return new Pair(group::await, gate::done);
  }

  private static Pair singleFlight() throws Exception {
    var flights = new SingleFlight<String, Integer>();
    var gate = new WaitGroup();
    gate.add(1);
    var flying = new WaitGroup();
    flying.add(1);
    Go.go(() ->
        flights.run(
            "key",
            () -> {
              flying.done();
              gate.await();
              return 1;
            }));
    flying.await();
    return new Pair(() -> flights.run("key", () -> 2), gate::done);
  }

  private static Pair done() {
    var c = Context.background().withCancel();
    return new Pair(() -> c.done().receive(), c::cancel);
  }

  private static Pair call() {
    var c = Context.background().withCancel();
    var group = new WaitGroup();
    group.add(1);
    return new Pair(
        () ->
            c.call(() -> {
              group.await();
              return 1;
            }),
        group::done);
  }

  private static Pair timer() {
    var timer = new Timer(LONG);
    return new Pair(() -> timer.channel().receive(), () -> timer.reset(Duration.ZERO));
  }

  private static Thread start(
      Thread.Builder threads, Task body, AtomicReference<Throwable> thrown) {
    return threads.start(() -> {
      try {
        body.run();
      } catch (Throwable e) {
        thrown.set(e);
      }
    });
  }

  private static void awaitBlocked(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).as("it waits").isTrue();
      Thread.sleep(1);
    }
  }

  @ParameterizedTest(name = "{0} on {2}")
  @MethodSource("waits")
  void isReleased(String name, Maker maker, Thread.Builder threads) throws Exception {
    var pair = maker.make();
    var thrown = new AtomicReference<Throwable>();
    var thread = start(threads, pair.body, thrown);
    awaitBlocked(thread);
    pair.release.run();
    thread.join();
    assertThat(thrown).as(name).hasNullValue();
  }

  @ParameterizedTest(name = "{0} on {2}")
  @MethodSource("waits")
  void isInterrupted(String name, Maker maker, Thread.Builder threads) throws Exception {
    var pair = maker.make();
    var thrown = new AtomicReference<Throwable>();
    var thread =
        start(
            threads,
            () -> {
              Thread.currentThread().interrupt(); // pending: it must throw and not wait
              pair.body.run();
            },
            thrown);
    thread.join();
    assertThat(thrown.get()).as(name).isInstanceOf(InterruptedException.class);
    pair.release.run();
  }

  @ParameterizedTest(name = "{0} on {2}")
  @MethodSource("waits")
  void isInterruptedWhileItWaits(String name, Maker maker, Thread.Builder threads)
      throws Exception {
    var pair = maker.make();
    var thrown = new AtomicReference<Throwable>();
    var thread = start(threads, pair.body, thrown);
    awaitBlocked(thread);
    thread.interrupt();
    thread.join();
    assertThat(thrown.get()).as(name).isInstanceOf(InterruptedException.class);
    pair.release.run();
  }

  static Stream<Thread.Builder> threads() {
    return Stream.of(Thread.ofPlatform(), Thread.ofVirtual());
  }

  @ParameterizedTest
  @MethodSource("threads")
  void sleeps(Thread.Builder threads) throws Exception {
    var thrown = new AtomicReference<Throwable>();
    long begin = System.nanoTime();
    start(threads, () -> Time.sleep(Duration.ofMillis(10)), thrown).join();
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(10_000_000);
    assertThat(thrown).hasNullValue();
    var sleeper = start(threads, () -> Time.sleep(LONG), thrown);
    awaitBlocked(sleeper);
    sleeper.interrupt();
    sleeper.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }
}
