// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.seen;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.Task;
import io.heddle.sync.Mutex;
import io.heddle.sync.RWMutex;
import io.heddle.testkit.Explorer;
import io.heddle.testkit.Strategy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each call on a lock is one step, also where rewritten code calls a lock of Heddle, which takes
 * its step itself, by Java's name of it.
 */
@Timeout(60)
class LockStepsTest {
  /** A row of the table: the place may be cut short. */
  private static final Pattern STEP = Pattern.compile("(?m)^0s +(\\S.*? #1)(?:  Lock\\S*)?$");

  /** The steps of the body, in words. */
  private static List<String> steps(Task body) {
    var failure =
        Explorer.of(1)
            .seed(1)
            .strategy(Strategy.ROUND_ROBIN)
            .adversarialTime(false)
            .explore(() -> {
              body.run();
              throw new IllegalStateException("to see the table");
            })
            .failure();
    assertThat(failure).isNotNull();
    return STEP.matcher(failure.report()).results().map(r -> r.group(1)).toList();
  }

  private static void use(Lock lock) throws InterruptedException {
    lock.lock();
    lock.unlock();
    lock.lockInterruptibly();
    lock.unlock();
    if (lock.tryLock()) {
      lock.unlock();
    }
    if (lock.tryLock(1, TimeUnit.HOURS)) {
      lock.unlock();
    }
  }

  @Test
  void ofAMutex() {
    assertThat(steps(() -> use(new Mutex())))
        .containsExactly(
            "lock mutex #1",
            "unlock mutex #1",
            "lock mutex #1",
            "unlock mutex #1",
            "try to lock mutex #1",
            "unlock mutex #1",
            "lock mutex #1",
            "unlock mutex #1");
  }

  @Test
  void ofReadersAndWriters() {
    assertThat(
            steps(() -> {
              ReadWriteLock lock = new RWMutex();
              use(lock.writeLock());
              use(lock.readLock());
            }))
        .hasSize(16)
        .startsWith("lock RWMutex #1", "unlock RWMutex #1")
        .endsWith("lock for reading RWMutex #1", "unlock for reading RWMutex #1");
  }

  @Test
  void ofAConditionOfHeddle() {
    assertThat(steps(() -> useCondition(new Mutex())))
        .containsExactly(
            "lock mutex #1",
            "wait for cond #1",
            "unlock mutex #1",
            "lock mutex #1",
            "signal cond #1",
            "broadcast on cond #1",
            "unlock mutex #1",
            "lock mutex #1",
            "unlock mutex #1");
  }

  private static void useCondition(Lock lock) throws InterruptedException {
    Condition changed = lock.newCondition();
    Go.go(() -> {
      lock.lock();
      changed.signal();
      changed.signalAll();
      lock.unlock();
    });
    lock.lock();
    changed.await();
    lock.unlock();
  }

  @Test
  void ofALockOfJava() {
    assertThat(steps(() -> use(new ReentrantLock())))
        .hasSize(8)
        .startsWith("lock ReentrantLock #1", "unlock ReentrantLock #1");
  }
}
