// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Go;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.OutsideBubbles;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutexTest {
  private final Mutex mutex = new Mutex();

  @AfterEach
  void leaveNoInterruptBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  private Attempt<Boolean> waiting() throws InterruptedException {
    return Attempt.blocked(() -> {
      mutex.lockInterruptibly();
      return true;
    });
  }

  @Test
  void isLockedOnceAtATime() {
    mutex.lock();
    assertThat(mutex.tryLock()).as("not reentrant").isFalse();
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
    mutex.unlock();
  }

  @Test
  void mayBeUnlockedByAnybody() throws Exception {
    mutex.lock();
    Go.go(mutex::unlock).join();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void refusesToUnlockWhatIsUnlocked() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(mutex::unlock)
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessage("sync: unlock of unlocked mutex");
      assertThat(mutex.tryLock()).as("nothing changed").isTrue();
      mutex.unlock();
    }
  }

  @Test
  void letsAWaiterIn() throws Exception {
    mutex.lock();
    var waiter = waiting();
    assertThat(Blocked.stays(waiter.thread())).isTrue();
    mutex.unlock();
    assertThat(waiter.result()).isTrue();
    assertThat(mutex.tryLock()).isFalse();
  }

  @Test
  void isHandedToWhoHasWaitedForLong() throws Exception {
    mutex.lock();
    var first = waiting();
    var second = waiting();
    Thread.sleep(5);

    mutex.unlock();
    assertThat(mutex.tryLock()).as("it is the first waiter's already").isFalse();
    assertThat(first.result()).isTrue();
    mutex.unlock();
    assertThat(mutex.tryLock()).as("it is the second waiter's already").isFalse();
    assertThat(second.result()).isTrue();
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void isHandedToAWaiterThatWasWokenInVain() throws Exception {
    // The waiter is woken by the first unlock, but a newcomer is faster; so it is the next one's.
    for (int i = 0; i < 20; i++) {
      mutex.lock();
      var waiter = waiting();
      mutex.unlock();
      boolean overtaken = mutex.tryLock();
      if (overtaken) {
        Thread.sleep(3);
        mutex.unlock();
        assertThat(mutex.tryLock()).as("a second newcomer").isFalse();
      }
      assertThat(waiter.result()).isTrue();
      mutex.unlock();
    }
  }

  /** Where many wait for long, each operation would else be a switch. */
  @Test
  void whoHasWaitedMayLockItAgain() throws Exception {
    boolean again = false;
    for (int i = 0; i < 300 && !again; i++) { // a lease is short, and a processor may be taken away
      mutex.lock();
      var first =
          Attempt.blocked(() -> {
            mutex.lock();
            mutex.unlock();
            return lockAgain();
          });
      var second =
          Attempt.blocked(() -> {
            mutex.lock();
            mutex.unlock();
            return true;
          });
      Thread.sleep(2);
      mutex.unlock();
      again = first.result();
      assertThat(second.result()).isTrue();
    }
    assertThat(again).isTrue();
  }

  private boolean lockAgain() {
    boolean got = mutex.tryLock();
    if (got) {
      mutex.unlock();
    }
    return got;
  }

  /** Not even who never parks: the time in which it may lock again comes to an end. */
  @OutsideBubbles
  @Test
  void isHandedOverByWhoLocksAllTheTime() throws Exception {
    var stop = new AtomicBoolean();
    var hogs = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      hogs.go(() -> {
        while (!stop.get()) {
          mutex.lock();
          mutex.unlock();
        }
      });
    }
    var others =
        Attempt.of(() -> {
          for (int i = 0; i < 20; i++) {
            mutex.lock();
            mutex.unlock();
            Go.gosched();
          }
          return true;
        });
    assertThat(others.result()).isTrue();
    stop.set(true);
    hogs.await();
  }

  /** Go's TestMutexFairness: who locks in a loop cannot keep others out for long. */
  @Test
  void isFairEnough() throws Exception {
    var stop = new AtomicBoolean();
    var hog =
        Go.go(() -> {
          while (!stop.get()) {
            mutex.lock();
            LockSupport.parkNanos(100_000);
            mutex.unlock();
          }
        });
    var others =
        Attempt.of(() -> {
          for (int i = 0; i < 10; i++) {
            Time.sleep(Duration.ofNanos(100_000));
            mutex.lock();
            mutex.unlock();
          }
          return true;
        });
    assertThat(others.result()).isTrue();
    stop.set(true);
    hog.join();
  }

  @Test
  void throwsAtOnceWhenAnInterruptIsPending() {
    for (Interruptible wait :
        new Interruptible[] {
          mutex::lockInterruptibly,
          () -> mutex.lock(Duration.ofSeconds(1)),
          () -> mutex.lock(Duration.ZERO),
          () -> mutex.tryLock(1, TimeUnit.SECONDS)
        }) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(wait::run).isInstanceOf(InterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(mutex.toString()).isEqualTo("mutex unlocked");
    }
    Thread.currentThread().interrupt();
    assertThat(mutex.tryLock()).as("tryLock does not look at it").isTrue();
    assertThat(Thread.interrupted()).isTrue();
    mutex.unlock();
  }

  private interface Interruptible {
    void run() throws InterruptedException;
  }

  @Test
  void anInterruptTakesAWaiterOut() throws Exception {
    mutex.lock();
    var first = waiting();
    var second = waiting();
    first.thread().interrupt();
    assertThatThrownBy(first::result).isInstanceOf(InterruptedException.class);
    mutex.unlock();
    assertThat(second.result()).isTrue();
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
  }

  @Test
  void lockWaitsThroughAnInterruptAndKeepsIt() throws Exception {
    mutex.lock();
    var waiter =
        Attempt.blocked(() -> {
          mutex.lock();
          return Thread.currentThread().isInterrupted();
        });
    waiter.thread().interrupt();
    assertThat(Blocked.stays(waiter.thread())).isTrue();
    mutex.unlock();
    assertThat(waiter.result()).isTrue();
  }

  @Test
  void waitsNoLongerThanTold() throws Exception {
    mutex.lock();
    assertThat(mutex.lock(Duration.ZERO)).isFalse();
    assertThat(mutex.lock(Duration.ofSeconds(-1))).isFalse();
    assertThat(mutex.tryLock(-1, TimeUnit.DAYS)).isFalse();
    long start = System.nanoTime();
    assertThat(mutex.lock(Duration.ofMillis(20))).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    var patient = Attempt.blocked(() -> mutex.lock(Duration.ofSeconds(Long.MAX_VALUE)));
    mutex.unlock();
    assertThat(patient.result()).isTrue();
    mutex.unlock();
    assertThat(mutex.lock(Duration.ZERO)).as("free again").isTrue();
  }

  @Test
  void unlocksForAnInterruptedThreadToo() {
    mutex.lock();
    Thread.currentThread().interrupt();
    mutex.unlock();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(mutex.tryLock()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void servesPlatformThreadsToo(boolean timed) throws Exception {
    mutex.lock();
    var got = new AtomicBoolean();
    var thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                if (timed) {
                  got.set(mutex.lock(Duration.ofMinutes(1)));
                } else {
                  mutex.lock();
                  got.set(true);
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    Blocked.await(thread);
    mutex.unlock();
    thread.join();
    assertThat(got).isTrue();
    assertThat(mutex.tryLock()).isFalse();
  }

  @Test
  void aStrayPermitWakesNobody() throws Exception {
    mutex.lock();
    var waiter = waiting();
    LockSupport.unpark(waiter.thread());
    assertThat(Blocked.stays(waiter.thread())).isTrue();
    mutex.unlock();
    assertThat(waiter.result()).isTrue();
  }

  @OutsideBubbles
  @Test
  void saysWhoHoldsIt() throws Exception {
    assertThat(mutex).hasToString("mutex unlocked");
    var inside = Attempt.of(() -> lockAndDescribe());
    assertThat(inside.result()).matches("mutex held by goroutine \\d+");
    var released = new Mutex();
    var holder =
        Attempt.blocked(() -> {
          released.lock();
          released.lockInterruptibly();
          return true;
        });
    assertThat(released.toString()).matches("mutex held by goroutine \\d+");
    released.unlock();
    assertThat(holder.result()).isTrue();
    mutex.unlock();
    mutex.lock();
    assertThat(mutex.toString()).isEqualTo("mutex held by main");
  }

  private String lockAndDescribe() {
    mutex.lock();
    return mutex.toString();
  }
}
