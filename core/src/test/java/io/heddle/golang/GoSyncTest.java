// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.sync.Cond;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.Pool;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.SingleFlight;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.Scale;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

/** After the tests of {@code sync} and {@code golang.org/x/sync}. */
class GoSyncTest {
  /** TestMutex, HammerMutex: ten goroutines, now and then by tryLock. */
  @Test
  void hammerMutex() throws Exception {
    var mutex = new Mutex();
    mutex.lock();
    assertThat(mutex.tryLock()).isFalse();
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
    mutex.unlock();
    var inside = new AtomicInteger();
    var all = new WaitGroup();
    for (int g = 0; g < 10; g++) {
      all.go(() -> {
        for (int i = 0; i < Scale.of(1_000); i++) {
          if (i % 3 == 0) {
            if (mutex.tryLock()) {
              mutex.unlock();
            }
            continue;
          }
          mutex.lock();
          assertThat(inside.incrementAndGet()).isEqualTo(1);
          inside.decrementAndGet();
          mutex.unlock();
        }
      });
    }
    all.await();
  }

  /** TestRLocker: the read lock as a Lock among others. */
  @Test
  void theReadLockIsALock() throws Exception {
    var mutex = new RWMutex();
    Lock read = mutex.readLock();
    Lock write = mutex.writeLock();
    var readLocked = Channel.<Boolean>make(1);
    var writeLocked = Channel.<Boolean>make(1);
    int n = 10;
    var reader =
        go(() -> {
          for (int i = 0; i < n; i++) {
            read.lock();
            read.lock();
            readLocked.send(true);
            write.lock();
            writeLocked.send(true);
          }
        });
    for (int i = 0; i < n; i++) {
      readLocked.receive();
      read.unlock();
      assertThat(writeLocked.length()).as("a reader is still inside").isZero();
      read.unlock();
      writeLocked.receive();
      assertThat(readLocked.length()).as("the writer is inside").isZero();
      write.unlock();
    }
    reader.join();
  }

  /** TestCondRace: three that wait for each other's steps. */
  @Test
  void condRace() throws Exception {
    for (int round = 0; round < Scale.of(200); round++) {
      var mutex = new Mutex();
      var cond = new Cond(mutex);
      var x = new int[1];
      var all = new WaitGroup();
      all.go(() -> {
        mutex.lock();
        x[0] = 1;
        cond.await();
        assertThat(x[0]).isEqualTo(2);
        x[0] = 3;
        cond.signal();
        mutex.unlock();
      });
      all.go(() -> {
        mutex.lock();
        while (x[0] != 1) {
          unlocked(mutex, Go::gosched);
        }
        x[0] = 2;
        cond.signal();
        mutex.unlock();
      });
      all.go(() -> {
        mutex.lock();
        while (x[0] != 3) {
          unlocked(mutex, Go::gosched);
        }
        x[0] = 4;
        mutex.unlock();
      });
      all.await();
      assertThat(x[0]).isEqualTo(4);
    }
  }

  private static void unlocked(Mutex mutex, Runnable action) {
    mutex.unlock();
    action.run();
    mutex.lock();
  }

  /** TestOnce, TestOncePanic. */
  @Test
  void once() throws Exception {
    var once = new Once();
    var runs = new AtomicInteger();
    var all = new WaitGroup();
    for (int g = 0; g < 10; g++) {
      all.go(() -> {
        once.run(runs::incrementAndGet);
        assertThat(runs).hasValue(1);
      });
    }
    all.await();
    var failing = new Once();
    assertThatThrownBy(() ->
            failing.run(() -> {
              throw new IOException("failed");
            }))
        .hasMessage("failed");
    failing.run(() -> runs.addAndGet(100));
    assertThat(runs).hasValue(1);
  }

  /** TestPoolStress: what is got is what was put. */
  @Test
  void poolStress() throws Exception {
    var pool = new Pool<Integer>();
    var all = new WaitGroup();
    for (int g = 0; g < 10; g++) {
      all.go(() -> {
        Integer v = 0;
        for (int i = 0; i < Scale.of(10_000); i++) {
          if (v == null) {
            v = 0;
          }
          pool.put(v);
          v = pool.get();
          assertThat(v == null || v == 0).isTrue();
        }
      });
    }
    all.await();
  }

  /** errgroup TestZeroGroup: the first failure in the order of their happening, for ever after. */
  @Test
  void theFirstFailureStays() throws Exception {
    var first = new IOException("first");
    var second = new IOException("second");
    for (var failures : new Exception[][] {{}, {null}, {first}, {first, null}, {first, second}}) {
      var group = new ErrGroup(Context.background());
      Throwable expected = null;
      for (var failure : failures) {
        group.go(() -> {
          if (failure != null) {
            throw failure;
          }
        });
        if (expected == null) {
          expected = failure;
        }
        var thrown = Attempt.of(() -> outcome(group)).result();
        assertThat(thrown).isSameAs(expected);
      }
    }
  }

  private static Throwable outcome(ErrGroup group) {
    try {
      group.await();
      return null;
    } catch (Exception e) {
      return e;
    }
  }

  /** errgroup TestCancelCause: the context's cause is the first failure. */
  @Test
  void cancelCause() throws Exception {
    var failure = new IOException("failure");
    var group = new ErrGroup();
    group.go(() -> {});
    group.go(() -> {
      throw failure;
    });
    assertThat(outcome(group)).isSameAs(failure);
    assertThat(group.context().cause()).isSameAs(failure);
    var fine = new ErrGroup();
    fine.go(() -> {});
    fine.await();
    assertThat(fine.context().cause()).isSameAs(fine.context().err()).isNotNull();
  }

  /** errgroup TestTryGo: refused at the limit, taken again when one has ended. */
  @Test
  void tryGo() throws Exception {
    var group = new ErrGroup();
    int n = 42;
    group.limit(n);
    var gate = Channel.<Integer>make();
    for (int i = 0; i < n; i++) {
      assertThat(group.tryGo(gate::receive)).isTrue();
    }
    assertThat(group.tryGo(() -> {})).isFalse();
    gate.close();
    group.await();
    group.limit(1);
    assertThat(group.tryGo(() -> {})).isTrue();
    group.await();
  }

  /**
   * semaphore TestWeightedAcquire with a context that has ended: it fails even where units are
   * free.
   */
  @Test
  void acquireUnderAContextThatHasEnded() throws Exception {
    var s = new Semaphore(2);
    var context = Context.background().withCancel();
    context.cancel();
    var ran = new AtomicBoolean();
    assertThatThrownBy(() ->
            context.call(() -> {
              s.acquire(1);
              return ran.getAndSet(true);
            }))
        .isSameAs(context.err());
    assertThat(ran).isFalse();
    assertThat(s.tryAcquire(2)).isTrue();
  }

  /** semaphore TestWeightedAcquireCanceled: a wait that ends with its context keeps no unit. */
  @Test
  void acquireThatEndsWithItsContext() throws Exception {
    var s = new Semaphore(2);
    s.acquire(1);
    var context = Context.background().withCancel();
    var waiter =
        Attempt.blocked(() ->
            context.call(() -> {
              s.acquire(2);
              return true;
            }));
    context.cancel();
    assertThatThrownBy(waiter::result).isSameAs(context.err());
    s.release(1);
    assertThat(s.tryAcquire(2)).isTrue();
  }

  /** singleflight TestPanicDo: a failing body fails for all who wait, and hangs nobody. */
  @Test
  void aFailingBodyFailsForAll() throws Exception {
    var flights = new SingleFlight<String, Integer>();
    var failure = new IllegalStateException("invalid memory address");
    var gate = Channel.<Integer>make();
    var callers = new ArrayList<Attempt<Integer>>();
    for (int i = 0; i < 5; i++) {
      callers.add(
          Attempt.blocked(() ->
              flights.run(
                  "key",
                  () -> {
                    gate.receive();
                    throw failure;
                  })));
    }
    gate.send(1);
    for (var caller : callers) {
      assertThatThrownBy(caller::result).isSameAs(failure);
    }
  }

  /** singleflight TestGoexitDo: the leader ends, nobody waits for ever. */
  @Test
  void aBodyThatCallsGoexitHangsNobody() throws Exception {
    var flights = new SingleFlight<String, Integer>();
    var gate = Channel.<Integer>make();
    var leader =
        go(() ->
            flights.run(
                "key",
                () -> {
                  gate.receive();
                  Go.goexit();
                  return 1;
                }));
    Blocked.await(leader);
    var waiters = new ArrayList<Attempt<Integer>>();
    for (int i = 0; i < 4; i++) {
      waiters.add(Attempt.blocked(() -> flights.run("key", () -> 2)));
    }
    gate.send(1);
    leader.join();
    for (var waiter : waiters) {
      assertThatThrownBy(waiter::result).isInstanceOf(IllegalStateException.class);
    }
    assertThat(flights.run("key", () -> 3)).isEqualTo(3);
  }
}
