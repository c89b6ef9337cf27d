// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.context.Context;
import io.heddle.context.Key;
import io.heddle.runtime.Deadlocks;
import io.heddle.runtime.Goroutines;
import io.heddle.runtime.Inherited;
import io.heddle.runtime.Leaks;
import io.heddle.runtime.Scheduling;
import io.heddle.runtime.Trace;
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
import io.heddle.testing.Histogram;
import io.heddle.testing.OutsideBubbles;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each public type used again and again, beside objects that stay: afterwards there is no object
 * more than before, of whatever class.
 */
@OutsideBubbles
@Tag("once") // what is kept hangs on no scheduler
class NothingIsKeptTest {
  private static final int ROUNDS = 60;
  private static final Duration MOMENT = Duration.ofNanos(1);
  private static final Duration LONG = Duration.ofHours(1);

  // What stays, and must not grow.
  private final Channel<Integer> idle = Channel.make();
  private final Channel<Integer> unbounded = Channel.unbounded();
  private final Selector selector = new Selector();
  private final Context context = Context.background().withCancel();
  private final CompletableFuture<Integer> future = new CompletableFuture<>();
  private final Mutex mutex = new Mutex();
  private final RWMutex rw = new RWMutex();
  private final Cond cond = new Cond(mutex);
  private final Semaphore taken = new Semaphore(0);
  private final WaitGroup busy = new WaitGroup();
  private final SingleFlight<Object, Object> flights = new SingleFlight<>();
  private final Pool<Object> pool = new Pool<>();
  private final ErrGroup group = new ErrGroup(context);
  private final Ticker ticker = new Ticker(LONG);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anIdleProcessOfAnyHistory(boolean inGoroutine) throws Exception {
    busy.add(1);
    repeat(20, inGoroutine);
    var before = Histogram.now();
    var grown = before;
    for (int i = 0; i < 4 && !grown.isEmpty(); i++) {
      repeat(ROUNDS, inGoroutine);
      var after = Histogram.settled(before, ROUNDS / 2);
      grown = Histogram.grown(before, after, ROUNDS / 2);
      before = after;
    }
    assertThat(grown).as("of these classes there is one more for each use").isEmpty();
    busy.done();
    ticker.stop();
  }

  private void repeat(int times, boolean inGoroutine) throws Exception {
    var failure = new CompletableFuture<Void>();
    Task all =
        () -> {
          try {
            for (int i = 0; i < times; i++) {
              channels();
              selects();
              bridges();
              goroutines();
              contexts();
              sync();
              groups();
              time();
              runtime();
            }
            failure.complete(null);
          } catch (Throwable e) {
            failure.completeExceptionally(e);
          }
        };
    if (inGoroutine) {
      Go.go(all).join();
    } else {
      all.run();
    }
    failure.get();
  }

  private void channels() throws Exception {
    Channel.sliding(1).send("x");
    Channel.dropping(1).send("x");
    Channel.never().tryReceive();
    var c = Channel.<Integer>make(4);
    c.sendOnly().send(1);
    c.send(2);
    assertThat(c.receiveOnly().tryReceive()).isEqualTo(new Received.Value<>(1));
    c.close();
    for (int value : c) {
      assertThat(value).isEqualTo(2);
    }
    unbounded.send(1);
    unbounded.send(2);
    assertThat(unbounded.stream().limit(2).mapToInt(n -> n).sum()).isEqualTo(3);
    var receiver = Go.go(() -> idle.receive());
    receiver.interrupt();
    receiver.join();
  }

  private void selects() throws Exception {
    select(onReceive(idle, v -> {}), onTimeout(MOMENT, () -> {}));
    Select.selectOrdered(onReceive(idle, v -> {}), Select.onDefault(() -> {}));
    var late = selector.timeout(MOMENT);
    var never = selector.receive(idle);
    var sent = selector.send(unbounded);
    assertThat(selector.select()).isSameAs(late);
    sent.offer(1);
    assertThat(selector.select()).isSameAs(sent);
    unbounded.receive();
    selector.remove(late);
    selector.remove(never);
    selector.remove(sent);
  }

  private void bridges() throws Exception {
    Bridges.future(idle).cancel(false);
    var next = Bridges.future(unbounded);
    unbounded.send(1);
    assertThat(next.get()).isEqualTo(1);
    assertThat(Bridges.channel(CompletableFuture.completedFuture(1)).receive()).isEqualTo(1);
    Bridges.publisher(idle).subscribe(new Cancelling());
    var subscriber = Bridges.<Integer>subscriber(Channel.make(1), e -> {});
    Bridges.publisher(unbounded).subscribe(new Cancelling());
    subscriber.onSubscribe(new Nobody());
    subscriber.onNext(1);
    subscriber.onComplete();
  }

  private void goroutines() throws Exception {
    Go.go("named", Go::goexit).join();
    Go.run(() -> Go.go(() -> idle.receive()));
    Go.runUnwatched(() -> Go.gosched());
    try (var executor = Go.executor("named")) {
      executor.submit(() -> 1).get();
    }
    var made = Go.threadFactory().newThread(() -> {});
    made.start();
    made.join();
    Go.threadFactory("never started").newThread(() -> {});
  }

  private void contexts() throws Exception {
    var key = new Key<Object>("key");
    try (var c = context.withValue(key, "x").withTimeout(LONG)) {
      c.withoutCancel().run(() -> c.value(key));
      assertThat(c.<Integer>call(() -> 1)).isEqualTo(1);
      c.afterFunc(() -> {}).stop();
      c.done().tryReceive();
      c.withFuture(future).close();
      c.withDeadline(Instant.now().plus(LONG)).afterFunc(() -> {});
      c.withFuture(future);
    }
    context.withSignals("USR2").close();
    context.withTimeout(MOMENT).done().receive();
  }

  private void sync() throws Exception {
    for (var lock : new Lock[] {mutex, rw.writeLock(), rw.readLock()}) {
      lock.lock();
      lock.unlock();
    }
    rw.readLock().lock();
    rw.writeLock().tryLock(1, TimeUnit.NANOSECONDS);
    rw.readLock().unlock();
    mutex.lock();
    cond.await(MOMENT);
    mutex.newCondition().awaitNanos(1);
    cond.broadcast();
    Go.go(() -> mutex.lock(MOMENT)).join();
    mutex.unlock();
    taken.acquire(1, MOMENT);
    busy.await(MOMENT);
    new Once().run(() -> {});
    new OnceValue<>(Object::new).get();
    pool.put(new Object());
    pool.get();
    flights.run(new Object(), Object::new);
    flights.forget("not there");
  }

  private void groups() throws Exception {
    busy.go(() -> {}).join();
    group.go(() -> {});
    group.tryGo(() -> {});
    try (var g = new ErrGroup(context)) {
      g.go(() -> g.context().done().receive());
    }
  }

  private void time() throws Exception {
    Time.sleep(MOMENT);
    Time.after(MOMENT).receive();
    Time.after(LONG);
    Time.tick(LONG);
    Time.afterFunc(LONG, () -> {}).stop();
    var timer = new Timer(LONG);
    timer.reset(MOMENT);
    timer.channel().receive();
    new Ticker(LONG).stop();
    select(onReceive(ticker.channel(), v -> {}), onTimeout(MOMENT, () -> {}));
  }

  private static void runtime() {
    assertThat(Goroutines.dump()).isNotNull();
    Goroutines.list();
    Scheduling.metrics();
    Deadlocks.find();
    Leaks.found();
    Inherited nothing = () -> null;
    Inherited.add(nothing);
    Inherited.remove(nothing);
    try (var _ = Trace.region("none")) {
      Trace.log("none");
    }
  }

  private static final class Cancelling implements Flow.Subscriber<Integer> {
    @Override
    public void onSubscribe(Flow.Subscription s) {
      s.request(1);
      s.cancel();
    }

    @Override
    public void onNext(Integer value) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  private static final class Nobody implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
