// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;
import static java.util.Objects.requireNonNull;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.internal.timer.TimeSource;
import io.heddle.runtime.Goroutines;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Mutex;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Workers whose operations are done, or have failed and had no effect: the books say which. Loaded
 * by {@link FaultyLibrary}, called by {@link Faults}.
 */
public final class FaultyWorkers implements Callable<String> {
  /*
   * Each operation is an Attempt: as it is, or with an allocation that fails, or near the end of the
   * stack; and it may be interrupted. All that it does besides is to note that it has been done.
   * In the first second nothing fails: a class whose initialization runs out of stack is lost for
   * ever, which nobody but the JVM can mend.
   */
  private static final Object NOTHING = "nothing";
  private static final int WORKERS = 12;
  private static final int PERMITS = 3;
  private static final Duration SOON = Duration.ofMillis(2);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final BooleanSupplier over;
  private final Runnable progress;
  private final Consumer<Throwable> fail;
  private final JumpingTime time = new JumpingTime();
  private final List<Thread> workers = new ArrayList<>();
  private final WaitGroup alive = new WaitGroup();

  private final List<Channel<Long>> channels =
      List.of(Channel.make(), Channel.make(2), Channel.unbounded());
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final Mutex mutex = new Mutex();
  private final RWMutex rw = new RWMutex();
  private long underMutex;
  private long underWrite;
  private final LongAdder locked = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final Semaphore semaphore = new Semaphore(PERMITS);
  private final AtomicLong permits = new AtomicLong();
  private final ErrGroup group = new ErrGroup(Context.background());
  private final WaitGroup started = new WaitGroup();
  private final ExecutorService executor = Go.executor();
  private final LongAdder asked = new LongAdder();
  private final LongAdder ran = new LongAdder();
  private final LongAdder noMemory = new LongAdder();
  private final LongAdder noStack = new LongAdder();

  /** Begins at once. */
  public FaultyWorkers(
      long seed, BooleanSupplier over, Runnable progress, Consumer<Throwable> fail) {
    this.over = over;
    this.progress = progress;
    this.fail = fail;
    TimeSource.use(time);
    group.limit(2);
    var seeds = new SplittableRandom(seed);
    for (int i = 0; i < WORKERS; i++) {
      var random = seeds.split();
      workers.add(alive.go(() -> work(random)));
    }
    var disturbing = seeds.split();
    Thread.ofPlatform().name("disturbs-faulty").start(() -> disturb(disturbing));
  }

  private void disturb(SplittableRandom random) {
    try {
      while (!over.getAsBoolean()) {
        workers.get(random.nextInt(WORKERS)).interrupt();
        if (random.nextInt(20) == 0) {
          time.jump(random);
        }
        Thread.sleep(random.nextInt(5));
      }
    } catch (Throwable e) {
      fail.accept(e);
    }
  }

  private void work(SplittableRandom random) {
    var attempt = new Attempt(random);
    try {
      while (!over.getAsBoolean()) {
        step(random, attempt);
        progress.run();
        if (random.nextInt(8) == 0) {
          Go.gosched();
        }
      }
    } catch (Throwable e) {
      fail.accept(e);
    } finally {
      noMemory.add(attempt.noMemory);
      noStack.add(attempt.noStack);
    }
  }

  private void step(SplittableRandom random, Attempt attempt) throws Exception {
    var c = channels.get(random.nextInt(channels.size()));
    switch (random.nextInt(12)) {
      case 0, 1 -> send(c, random, attempt);
      case 2, 3 -> receive(c, random, attempt);
      case 4 -> choose(c, attempt);
      case 5 -> underMutex(random, attempt);
      case 6 -> underRWMutex(random, attempt);
      case 7 -> underSemaphore(random, attempt);
      case 8 -> start(random, attempt);
      case 9 -> timer(random, attempt);
      case 10 -> context(random, attempt);
      default -> attempt.isDone(() -> Time.sleep(Duration.ofNanos(random.nextInt(200_000))));
    }
  }

  // ---- values: what was sent has been received, or is still there ----

  private void send(Channel<Long> c, SplittableRandom random, Attempt attempt) throws Exception {
    long value = random.nextLong(1, 1000);
    var isSent = new boolean[] {true};
    boolean done =
        random.nextBoolean()
            ? attempt.isDone(() -> c.send(value))
            : attempt.isDone(() -> isSent[0] = c.trySend(value));
    if (done && isSent[0]) {
      sent.addAndGet(value);
    }
  }

  private void receive(Channel<Long> c, SplittableRandom random, Attempt attempt) throws Exception {
    var got = new Object[] {NOTHING};
    boolean waits = random.nextBoolean();
    if (attempt.isDone(() -> got[0] = waits ? requireNonNull(c.receive()) : c.tryReceive())) {
      count(got[0]);
    }
  }

  private void count(Object got) {
    switch (got) {
      case Long value -> received.addAndGet(value);
      case io.heddle.Received.Value<?>(Long value) -> received.addAndGet(value);
      default -> {}
    }
  }

  /** A handler that was chosen has been called. */
  private void choose(Channel<Long> c, Attempt attempt) throws Exception {
    var got = new Object[] {NOTHING, NOTHING};
    attempt.isDone(() ->
        select(
            onReceive(c, v -> got[0] = v),
            onSend(channels.get(0), 7L, () -> got[1] = this),
            onTimeout(SOON, () -> {})));
    count(got[0]);
    if (got[1] == this) {
      sent.addAndGet(7);
    }
  }

  // ---- locks: who has locked has it, who has failed has not ----

  private void underMutex(SplittableRandom random, Attempt attempt) throws Exception {
    if (isLocked(mutex, random, attempt)) {
      underMutex++;
      locked.increment();
      unlock(mutex, attempt);
    }
  }

  private void underRWMutex(SplittableRandom random, Attempt attempt) throws Exception {
    if (random.nextInt(3) > 0) {
      if (isLocked(rw.readLock(), random, attempt)) {
        long before = underWrite;
        Thread.yield();
        require(before == underWrite, "somebody wrote while others read");
        unlock(rw.readLock(), attempt);
      }
    } else if (isLocked(rw.writeLock(), random, attempt)) {
      underWrite++;
      written.increment();
      unlock(rw.writeLock(), attempt);
    }
  }

  private static boolean isLocked(Lock lock, SplittableRandom random, Attempt attempt)
      throws Exception {
    var isLocked = new boolean[] {true};
    long nanos = random.nextInt(1_000_000);
    boolean done =
        switch (random.nextInt(4)) {
          case 0 -> attempt.isDone(lock::lock);
          case 1 -> attempt.isDone(lock::lockInterruptibly);
          case 2 -> attempt.isDone(() -> isLocked[0] = lock.tryLock());
          default ->
              attempt.isDone(() ->
                  isLocked[0] = lock.tryLock(nanos, java.util.concurrent.TimeUnit.NANOSECONDS));
        };
    return done && isLocked[0];
  }

  private static void unlock(Lock lock, Attempt attempt) throws Exception {
    if (!attempt.isDone(lock::unlock)) {
      lock.unlock();
    }
  }

  private void underSemaphore(SplittableRandom random, Attempt attempt) throws Exception {
    long n = random.nextLong(1, PERMITS + 1L);
    if (attempt.isDone(() -> semaphore.acquire(n))) {
      require(permits.addAndGet(n) <= PERMITS, "more is held than there is");
      permits.addAndGet(-n);
      if (!attempt.isDone(() -> semaphore.release(n))) {
        semaphore.release(n);
      }
    }
  }

  // ---- what was started has run, once ----

  private void start(SplittableRandom random, Attempt attempt) throws Exception {
    boolean done =
        switch (random.nextInt(4)) {
          case 0 -> attempt.isDone(() -> Go.go(ran::increment));
          case 1 -> attempt.isDone(() -> started.go(ran::increment));
          case 2 -> attempt.isDone(() -> group.go(ran::increment));
          default -> attempt.isDone(() -> executor.execute(ran::increment));
        };
    if (done) {
      asked.increment();
    }
  }

  private void timer(SplittableRandom random, Attempt attempt) throws Exception {
    var timer = new io.heddle.time.Timer[1];
    var after = Duration.ofNanos(random.nextInt(3_000_000));
    if (!attempt.isDone(() -> timer[0] = Time.afterFunc(after, ran::increment))) {
      return;
    }
    asked.increment();
    var isStopped = new boolean[1];
    if (random.nextBoolean()
        && attempt.isDone(() -> isStopped[0] = timer[0].stop())
        && isStopped[0]) {
      asked.decrement();
    }
  }

  /** Who runs out of memory in a cancel may be the one to start the function: nobody else will. */
  private void context(SplittableRandom random, Attempt attempt) throws Exception {
    var top = Context.background().withCancel();
    if (random.nextBoolean()) {
      if (attempt.isDone(() -> top.withTimeout(SOON).afterFunc(ran::increment))) {
        asked.increment();
      }
    } else {
      attempt.isDone(() -> top.withTimeout(SOON).done().receive());
      attempt.isDone(top::cancel);
    }
    top.cancel();
    require(top.err() != null && top.done().isClosed(), "a context has not ended");
  }

  // ---- the end ----

  @Override
  public String call() throws Exception {
    for (int i = 0; !alive.await(Duration.ofMillis(20)); i++) {
      workers.forEach(Thread::interrupt);
      if (i * 20L > GRACE.toMillis()) {
        return "workers with faults do not end:\n" + Goroutines.dump();
      }
    }
    long left = 0;
    for (var c : channels) {
      for (var v = c.tryReceive(); v instanceof io.heddle.Received.Value<Long>(Long value); ) {
        left += value;
        v = c.tryReceive();
      }
    }
    group.close();
    executor.close();
    for (int i = 0; i < 1000 && ran.sum() < asked.sum(); i++) {
      Thread.sleep(5);
    }
    return sent.get() != received.get() + left
        ? "sent " + sent + ", received " + received + ", left " + left
        : underMutex != locked.sum() || underWrite != written.sum()
            ? "locked " + locked + " for " + underMutex + ", " + written + " for " + underWrite
            : !semaphore.tryAcquire(PERMITS)
                ? "permits are gone: " + semaphore
                : !mutex.tryLock() || !rw.writeLock().tryLock()
                    ? "still locked: " + mutex + ", " + rw
                    : ran.sum() != asked.sum()
                        ? asked + " were to run, " + ran + " have"
                        : noMemory.sum() == 0 || noStack.sum() == 0 ? "nothing has failed" : "";
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
