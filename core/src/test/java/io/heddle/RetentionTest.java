// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.context.Context;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Registry;
import io.heddle.runtime.Scheduling;
import io.heddle.sync.Cond;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.OnceValue;
import io.heddle.sync.Pool;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.SingleFlight;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Blocked;
import io.heddle.testing.Heap;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing is kept but what is alive, whatever a process has done before. */
class RetentionTest {
  private static final Duration SOON = Duration.ofMillis(1);

  private static void assertCollected(List<WeakReference<Object>> weak) throws Exception {
    assertCollected(weak, 0);
  }

  private static void assertCollected(List<WeakReference<Object>> weak, int butFor)
      throws Exception {
    for (int i = 0; i < 100 && alive(weak).size() > butFor; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(alive(weak)).hasSizeLessThanOrEqualTo(butFor);
  }

  private static List<Object> alive(List<WeakReference<Object>> weak) {
    return weak.stream().map(w -> w.get()).filter(o -> o != null).toList();
  }

  /** Starts a body; gives its thread, which the test keeps, once it has begun. */
  interface Start {
    void start(Task body) throws Exception;
  }

  static List<Arguments> starts() {
    return List.of(
        Arguments.of("go", (Start) Go::go),
        Arguments.of("named", (Start) body -> Go.go("name", body)),
        Arguments.of("wait group", (Start) body -> new WaitGroup().go(body)),
        Arguments.of("errgroup", (Start) body -> new ErrGroup().go(body)),
        Arguments.of(
            "limited errgroup",
            (Start)
                body -> {
                  var group = new ErrGroup();
                  group.limit(1);
                  group.go(body);
                }),
        Arguments.of(
            "executor",
            (Start)
                body ->
                    Go.executor()
                        .submit(() -> {
                          body.run();
                          return 1;
                        })),
        Arguments.of(
            "factory",
            (Start)
                body ->
                    Go.threadFactory()
                        .newThread(() -> {
                          try {
                            body.run();
                          } catch (Exception e) {
                            throw new IllegalStateException(e);
                          }
                        })
                        .start()),
        Arguments.of("timer", (Start) body -> Time.afterFunc(SOON, body)),
        Arguments.of(
            "context", (Start) body -> Context.background().withTimeout(SOON).afterFunc(body)),
        Arguments.of("main", (Start) Go::run));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("starts")
  void anEndedThreadKeepsNothing(String name, Start way) throws Exception {
    var kept = new AtomicReference<Thread>();
    var weak = startWithLoad(way, kept);
    while (kept.get() == null) {
      Thread.sleep(1);
    }
    kept.get().join();
    assertCollected(weak);
    assertThat(kept.get().isAlive()).isFalse();
  }

  /** The load hangs on the body and on the context. */
  private static List<WeakReference<Object>> startWithLoad(
      Start way, AtomicReference<Thread> thread) throws Exception {
    var body = new byte[1 << 16];
    var value = new byte[1 << 16];
    var key = io.heddle.context.Key.<byte[]>of("load");
    Context.background()
        .withValue(key, value)
        .run(() ->
            way.start(() -> {
              body[0]++;
              thread.set(Thread.currentThread());
            }));
    return List.of(new WeakReference<>(body), new WeakReference<>(value));
  }

  @Test
  void endedGoroutinesStandInNoQueue() throws Exception {
    var weak = new ArrayList<WeakReference<Object>>();
    for (int round = 0; round < 5; round++) {
      startMany(weak);
    }
    // The JVM itself may keep, of each platform thread, the last virtual thread that it has
    // carried.
    assertCollected(weak, 4 * Scheduling.maxProcs());
  }

  private static void startMany(List<WeakReference<Object>> weak) throws Exception {
    var seen = new ConcurrentLinkedQueue<WeakReference<Object>>();
    var group = new WaitGroup();
    group.go(() -> {
      for (int i = 0; i < 600; i++) {
        group.go(() -> {
          Go.gosched();
          seen.add(new WeakReference<>(Goroutine.current()));
          seen.add(new WeakReference<>(Thread.currentThread()));
        });
      }
    });
    group.await();
    weak.addAll(seen);
  }

  @Test
  void oneThatBlocksInTheJdkKeepsNotItsLastChannel() throws Exception {
    var latch = new CountDownLatch(1);
    var goroutine = new AtomicReference<Thread>();
    var weak = waitsThenBlocks(latch, goroutine);
    while (goroutine.get() == null || goroutine.get().getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    assertCollected(weak);
    latch.countDown();
    goroutine.get().join();
  }

  private static List<WeakReference<Object>> waitsThenBlocks(
      CountDownLatch latch, AtomicReference<Thread> goroutine) throws Exception {
    var handedOver = new AtomicReference<Channel<byte[]>>(Channel.make(10));
    var weak = new WeakReference<Object>(handedOver.get());
    Thread t =
        Go.go(() -> {
          receiveOnce(handedOver);
          goroutine.set(Thread.currentThread());
          latch.await();
        });
    Blocked.await(t);
    handedOver.getAndSet(null).send(new byte[1]);
    return List.of(weak);
  }

  /** In a frame of its own, which is gone afterwards. */
  private static void receiveOnce(AtomicReference<Channel<byte[]>> from) throws Exception {
    from.get().receive();
  }

  /** Uses and drops: what is left of each use is nothing. */
  interface Use {
    void once() throws Exception;
  }

  static List<Arguments> uses() throws Exception {
    var idle = Channel.<Integer>make();
    var mutex = new Mutex();
    var rw = new RWMutex();
    var semaphore = new Semaphore(1);
    var cond = new Cond(mutex);
    var group = new WaitGroup();
    group.add(1);
    var flights = new SingleFlight<Object, byte[]>();
    var pool = new Pool<byte[]>();
    var context = Context.background().withCancel();
    var future = new CompletableFuture<Object>();
    var ticker = new Ticker(Duration.ofHours(1));
    var selector = new Selector();
    var never = selector.receive(idle);
    selector.timeout(Duration.ofNanos(1));
    semaphore.acquire(1);
    return List.of(
        Arguments.of(
            "receive in time",
            (Use)
                () ->
                    Select.select(
                        Select.onReceive(idle, v -> {}),
                        Select.onTimeout(Duration.ofNanos(1), () -> {}))),
        Arguments.of("selector", (Use) () -> assertThat(selector.select()).isNotSameAs(never)),
        Arguments.of("channel", (Use) () -> Channel.make(8).send(new byte[1_000])),
        Arguments.of("unbounded", (Use) () -> Channel.unbounded().send(new byte[1_000])),
        Arguments.of(
            "mutex",
            (Use)
                () -> {
                  mutex.lock();
                  mutex.tryLock(1, TimeUnit.NANOSECONDS);
                  mutex.unlock();
                }),
        Arguments.of(
            "rwmutex",
            (Use)
                () -> {
                  rw.readLock().lock();
                  rw.writeLock().tryLock(1, TimeUnit.NANOSECONDS);
                  rw.readLock().unlock();
                }),
        Arguments.of("semaphore", (Use) () -> semaphore.acquire(1, Duration.ofNanos(1))),
        Arguments.of(
            "cond",
            (Use)
                () -> {
                  mutex.lock();
                  cond.await(Duration.ofNanos(1));
                  mutex.unlock();
                }),
        Arguments.of("wait group", (Use) () -> group.await(Duration.ofNanos(1))),
        Arguments.of("once", (Use) () -> new Once().run(() -> {})),
        Arguments.of("once value", (Use) () -> new OnceValue<>(() -> new byte[1_000]).get()),
        Arguments.of("single flight", (Use) () -> flights.run(new Object(), () -> new byte[1_000])),
        Arguments.of(
            "pool",
            (Use)
                () -> {
                  pool.put(new byte[1_000]);
                  pool.get();
                }),
        Arguments.of(
            "context",
            (Use)
                () -> {
                  try (var c = context.withTimeout(Duration.ofHours(1))) {
                    c.afterFunc(() -> {}).stop();
                    c.done().tryReceive();
                    c.call(() -> 1);
                  }
                }),
        Arguments.of("future", (Use) () -> context.withFuture(future).close()),
        Arguments.of(
            "errgroup",
            (Use)
                () -> {
                  try (var g = new ErrGroup(context)) {
                    g.go(() -> {});
                    g.await();
                  }
                }),
        Arguments.of("timer", (Use) () -> Time.afterFunc(Duration.ofHours(1), () -> {}).stop()),
        Arguments.of(
            "ticker",
            (Use)
                () ->
                    Select.select(
                        Select.onReceive(ticker.channel(), v -> {}),
                        Select.onTimeout(Duration.ofNanos(1), () -> {}))),
        Arguments.of(
            "executor",
            (Use)
                () -> {
                  try (var e = Go.executor()) {
                    e.execute(() -> {});
                  }
                }),
        Arguments.of("program", (Use) () -> Go.run(() -> {})));
  }

  /** What leaks grows each time; what a collection happens to leave lying does not. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("uses")
  void noMemoryGrowsWithUse(String name, Use use) throws Exception {
    int times = name.equals("program") || name.equals("executor") ? 500 : 5_000;
    repeat(use, 200);
    long before = Heap.used();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4 && least > times * 40L; i++) {
      repeat(use, times);
      long after = Heap.used(before + times * 40L);
      least = Math.min(least, after - before);
      before = after;
    }
    assertThat(least).as("bytes kept").isLessThanOrEqualTo(times * 40L);
  }

  private static void repeat(Use use, int times) throws Exception {
    Go.go(
            () -> {
              for (int i = 0; i < times; i++) {
                use.once();
              }
            })
        .join();
    assertThat(Registry.get().goroutines()).hasSizeLessThan(50);
  }
}
