// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.testing.Interrupter;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Go's HammerRWMutex: a reader adds 1 to the activity, a writer 10,000. */
class RWMutexHammerTest {
  private static final int WRITER = 10_000;

  private final RWMutex mutex = new RWMutex();
  private final AtomicInteger activity = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();

  /** Written by writers, read by readers, guarded by the lock alone. */
  private long written;

  private void read() {
    int n = activity.incrementAndGet();
    if (n < 1 || n >= WRITER) {
      wrong.incrementAndGet();
    }
    long before = written;
    if (before != written) {
      wrong.incrementAndGet();
    }
    activity.decrementAndGet();
  }

  private void write() {
    if (activity.addAndGet(WRITER) != WRITER) {
      wrong.incrementAndGet();
    }
    written++;
    activity.addAndGet(-WRITER);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 10})
  void excludes(int readers) throws Exception {
    int rounds = Scale.of(5_000);
    Go.run(() -> excludes(readers, rounds)); // a program: it fails if one of its goroutines does
    assertThat(wrong).hasValue(0);
    assertThat(written).isEqualTo(2L * rounds);
    assertThat(mutex).hasToString("rwmutex unlocked");
  }

  private void excludes(int readers, int rounds) throws InterruptedException {
    var all = new WaitGroup();
    for (int w = 0; w < 2; w++) {
      all.go(() -> {
        for (int i = 0; i < rounds; i++) {
          mutex.writeLock().lock();
          write();
          mutex.writeLock().unlock();
        }
      });
    }
    for (int r = 0; r < readers; r++) {
      all.go(() -> {
        for (int i = 0; i < rounds; i++) {
          mutex.readLock().lock();
          read();
          mutex.readLock().unlock();
        }
      });
    }
    all.await();
  }

  @Test
  void survivesInterruptsAndTimeouts() throws Exception {
    var root = Seed.of(this);
    int rounds = Scale.of(3_000);
    var threads = new Thread[12];
    var all = new WaitGroup();
    var writes = new AtomicInteger();
    for (int t = 0; t < threads.length; t++) {
      var random = root.split();
      boolean writer = t % 4 == 0;
      Lock lock = writer ? mutex.writeLock() : mutex.readLock();
      threads[t] =
          all.go(() -> {
            for (int i = 0; i < rounds; i++) {
              if (!lockSomehow(lock, random)) {
                continue;
              }
              if (writer) {
                write();
                writes.incrementAndGet();
              } else {
                read();
              }
              if (random.nextInt(4) == 0) {
                Go.gosched();
              }
              lock.unlock();
            }
          });
    }
    try (var _ = new Interrupter(root.split(), threads)) {
      all.await();
    }
    assertThat(wrong).hasValue(0);
    assertThat(written).isEqualTo(writes.get());
    assertThat(mutex).hasToString("rwmutex unlocked");
    assertThat(mutex.writeLock().tryLock()).isTrue();
  }

  private static boolean lockSomehow(Lock lock, SplittableRandom random) {
    try {
      switch (random.nextInt(4)) {
        case 0 -> lock.lock();
        case 1 -> lock.lockInterruptibly();
        case 2 -> {
          var limit = Duration.ofNanos(random.nextInt(50_000));
          return lock instanceof RWMutex.ReadLock r
              ? r.lock(limit)
              : ((RWMutex.WriteLock) lock).lock(limit);
        }
        default -> {
          return lock.tryLock();
        }
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void refusesUnlocksAtTheSameTime() throws Exception {
    int rounds = Scale.of(50_000);
    var refused = new AtomicInteger();
    var all = new ArrayList<Thread>();
    for (int t = 0; t < 2; t++) {
      all.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < rounds; i++) {
                  try {
                    mutex.readLock().unlock();
                  } catch (IllegalMonitorStateException e) {
                    refused.incrementAndGet();
                  }
                }
              }));
    }
    for (var thread : all) {
      thread.join();
    }
    assertThat(refused).hasValue(2 * rounds);
    assertThat(mutex.writeLock().tryLock()).as("unlocked as before").isTrue();
  }
}
