// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock.WriteLock;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CondTest {
  private final Mutex mutex = new Mutex();
  private final Cond cond = new Cond(mutex);

  @AfterEach
  void leaveNoInterruptBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  static Stream<Lock> locks() {
    return Stream.of(
        new Mutex(), new RWMutex().writeLock(), new RWMutex().readLock(), new ReentrantLock());
  }

  private static Attempt<Boolean> waiting(Cond cond, Lock lock) throws InterruptedException {
    return Attempt.blocked(() -> {
      lock.lock();
      try {
        cond.await();
      } finally {
        lock.unlock();
      }
      return true;
    });
  }

  @ParameterizedTest
  @MethodSource("locks")
  void wakesWhoHasWaitedLongest(Lock lock) throws Exception {
    var c = new Cond(lock);
    var order = new ArrayList<Integer>();
    var waiters = new ArrayList<Attempt<Boolean>>();
    for (int i = 0; i < 20; i++) {
      int n = i;
      waiters.add(
          Attempt.blocked(() -> {
            lock.lock();
            c.await();
            order.add(n);
            lock.unlock();
            return true;
          }));
    }
    for (int i = 0; i < 20; i++) {
      lock.lock();
      c.signal();
      lock.unlock();
      assertThat(waiters.get(i).result()).isTrue();
      assertThat(order).hasSize(i + 1).last().isEqualTo(i);
    }
    c.signal();
  }

  /** Go's TestCondBroadcast. */
  @Test
  void broadcastsToAllThatWait() throws Exception {
    var waiters = new ArrayList<Attempt<Boolean>>();
    for (int i = 0; i < 200; i++) {
      waiters.add(waiting(cond, mutex));
    }
    cond.broadcast();
    for (var w : waiters) {
      assertThat(w.result()).isTrue();
    }
    var late = waiting(cond, mutex);
    assertThat(Blocked.stays(late.thread())).isTrue();
    cond.signal();
    assertThat(late.result()).isTrue();
  }

  @Test
  void signalsWithoutTheLockAndToNobody() throws Exception {
    cond.signal();
    cond.broadcast();
    var waiter = waiting(cond, mutex);
    assertThat(Blocked.stays(waiter.thread())).as("no signal is kept").isTrue();
    cond.signal();
    assertThat(waiter.result()).isTrue();
  }

  @Test
  void refusesToWaitWithoutTheLock() throws Exception {
    assertThatThrownBy(cond::await)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("sync: unlock of unlocked mutex");
    var waiter = waiting(cond, mutex);
    cond.signal();
    assertThat(waiter.result()).as("nobody was left in the queue before it").isTrue();
  }

  @Test
  void holdsTheLockAgainAfterAnInterrupt() throws Exception {
    var waiter =
        Attempt.blocked(() -> {
          mutex.lock();
          try {
            cond.await();
            return false;
          } catch (InterruptedException e) {
            return !mutex.tryLock();
          } finally {
            mutex.unlock();
          }
        });
    var second = waiting(cond, mutex);
    waiter.thread().interrupt();
    assertThat(waiter.result()).isTrue();
    assertThat(waiter.interruptedAfter()).isFalse();
    cond.signal();
    assertThat(second.result()).as("the signal was not lost").isTrue();
  }

  @Test
  void throwsAtOnceWhenAnInterruptIsPending() {
    mutex.lock();
    Thread.currentThread().interrupt();
    assertThatThrownBy(cond::await).isInstanceOf(InterruptedException.class);
    assertThat(mutex.tryLock()).as("still held").isFalse();
  }

  @Test
  void waitsNoLongerThanTold() throws Exception {
    mutex.lock();
    assertThat(cond.await(Duration.ZERO)).isFalse();
    assertThat(cond.await(Duration.ofMillis(10))).isFalse();
    assertThat(mutex.tryLock()).isFalse();
    mutex.unlock();
    var patient =
        Attempt.blocked(() -> {
          mutex.lock();
          return cond.await(Duration.ofDays(1_000_000_000));
        });
    cond.signal();
    assertThat(patient.result()).isTrue();
  }

  /** Go's TestCondSignalStealing: a signal wakes one who waited already, not the one who comes. */
  @Test
  void aSignalIsNotStolenByALatecomer() throws Exception {
    for (int i = 0; i < Scale.of(200); i++) {
      var first = waiting(cond, mutex);
      mutex.lock();
      cond.signal();
      var ready = new boolean[1];
      var second =
          Attempt.of(() -> {
            mutex.lock();
            while (!ready[0]) {
              cond.await();
            }
            mutex.unlock();
            return true;
          });
      mutex.unlock();
      assertThat(first.result()).isTrue();
      mutex.lock();
      ready[0] = true;
      mutex.unlock();
      cond.broadcast();
      assertThat(second.result()).isTrue();
    }
  }

  @Test
  void losesNoSignalToInterrupts() throws Exception {
    int rounds = Scale.of(300);
    for (int i = 0; i < rounds; i++) {
      var a = waiting(cond, mutex);
      var b = waiting(cond, mutex);
      var interrupter = Thread.ofPlatform().start(() -> a.thread().interrupt());
      cond.signal();
      interrupter.join();
      boolean aHadIt = outcome(a);
      if (aHadIt) {
        assertThat(Blocked.stays(b.thread())).isTrue();
        cond.signal();
      }
      assertThat(b.result()).isTrue();
    }
  }

  private static boolean outcome(Attempt<Boolean> a) throws Exception {
    try {
      return a.result();
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void isAConditionToo() throws Exception {
    var condition = mutex.newCondition();
    mutex.lock();
    assertThat(condition.awaitNanos(1_000_000)).isNotPositive();
    assertThat(condition.await(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(condition.awaitUntil(new Date(System.currentTimeMillis() - 1))).isFalse();
    mutex.unlock();
    var waiter =
        Attempt.blocked(() -> {
          mutex.lock();
          condition.awaitUninterruptibly();
          long left = condition.awaitNanos(TimeUnit.MINUTES.toNanos(1));
          mutex.unlock();
          return left;
        });
    condition.signal();
    Blocked.await(waiter.thread());
    while (waiter.thread().isAlive()) {
      condition.signalAll();
      Thread.sleep(1);
    }
    assertThat(waiter.result()).isPositive();
  }

  @Test
  void aBoundedQueueOnTwoConditionsLosesNothing() throws Exception {
    var notFull = mutex.newCondition();
    var notEmpty = mutex.newCondition();
    var queue = new ArrayList<Integer>();
    int n = Scale.of(10_000);
    var all = new WaitGroup();
    var sums = new long[4];
    for (int p = 0; p < 4; p++) {
      int id = p;
      all.go(() -> {
        for (int i = 0; i < n; i++) {
          mutex.lock();
          while (queue.size() == 3) {
            notFull.await();
          }
          queue.add(i);
          notEmpty.signal();
          mutex.unlock();
        }
      });
      all.go(() -> {
        for (int i = 0; i < n; i++) {
          mutex.lock();
          while (queue.isEmpty()) {
            notEmpty.await();
          }
          sums[id] += queue.removeFirst();
          notFull.signal();
          mutex.unlock();
        }
      });
    }
    all.await();
    assertThat(List.of(sums[0] + sums[1] + sums[2] + sums[3]))
        .containsExactly(4L * n * (n - 1) / 2);
  }

  @Test
  void givesBackALockThatIsHeldTwice() throws Exception {
    givesBackAll(new ReentrantLock(), ReentrantLock::getHoldCount);
    givesBackAll(new ReentrantReadWriteLock().writeLock(), WriteLock::getHoldCount);
  }

  private static <L extends Lock> void givesBackAll(L lock, ToIntFunction<L> holds)
      throws Exception {
    var twice = new Cond(lock);
    var waiter =
        Attempt.blocked(() -> {
          lock.lock();
          lock.lock();
          lock.lock();
          twice.await();
          int after = holds.applyAsInt(lock);
          for (int i = 0; i < after; i++) {
            lock.unlock();
          }
          return after;
        });
    assertThat(lock.tryLock(10, TimeUnit.SECONDS)).as("it is free meanwhile").isTrue();
    twice.signal();
    lock.unlock();
    assertThat(waiter.result()).isEqualTo(3);
    assertThatThrownBy(twice::await).isInstanceOf(IllegalMonitorStateException.class);
  }
}
