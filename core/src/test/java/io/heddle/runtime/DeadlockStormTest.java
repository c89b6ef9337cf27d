// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.sched.JdkInternals;
import io.heddle.sync.Mutex;
import io.heddle.sync.RWMutex;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Locks are taken and given back as fast as it goes, and nobody is ever said to be deadlocked. */
class DeadlockStormTest {
  private static final int THREADS = 24;
  private static final int SEARCHES = 150;

  /** How long each test searches instead, if it is given. */
  private static final int MINUTES = Integer.getInteger("heddle.deadlocks.minutes", 0);

  private volatile boolean isOver;

  /** In the order in which they may be taken. */
  private final List<Lock> locks = new ArrayList<>();

  private final Object[] monitors = {new Object(), new Object(), new Object()};

  DeadlockStormTest() {
    for (int i = 0; i < 3; i++) {
      var rw = new RWMutex();
      locks.add(new Mutex());
      locks.add(rw.readLock());
      locks.add(rw.writeLock());
      locks.add(new ReentrantLock());
    }
  }

  /** Takes two locks or monitors in order, so that no cycle can come about. */
  private void storm(long seed) {
    var random = new Random(seed);
    while (!isOver) {
      int i = random.nextInt(locks.size());
      int j = i + 1 + random.nextInt(locks.size());
      if (random.nextInt(8) == 0) {
        enter(random.nextInt(monitors.length), random.nextBoolean());
      } else if (j >= locks.size() || i % 4 == 1 && j == i + 1) { // no reader may want to write
        take(locks.get(i), null);
      } else {
        take(locks.get(i), locks.get(j));
      }
    }
  }

  private static void take(Lock first, @org.jspecify.annotations.Nullable Lock second) {
    first.lock();
    try {
      if (second != null) {
        second.lock();
        second.unlock();
      }
    } finally {
      first.unlock();
    }
  }

  private void enter(int first, boolean yields) {
    synchronized (monitors[first]) {
      if (yields) {
        Thread.yield();
      }
      if (first + 1 < monitors.length) {
        synchronized (monitors[first + 1]) {
          var _ = monitors[first].hashCode();
        }
      }
    }
  }

  /** Finds nothing, time and again; then the storm is over. */
  private void search() {
    var stood = Deadlocks.find().stream().map(Deadlock::goroutines).toList();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    int searches = 0;
    try {
      while (MINUTES == 0 ? searches < Scale.of(SEARCHES) : System.nanoTime() < end) {
        assertThat(Deadlocks.find())
            .filteredOn(d -> !stood.contains(d.goroutines())) // of other tests
            .isEmpty();
        searches++;
      }
    } finally {
      isOver = true;
      if (MINUTES > 0) {
        IO.println(searches + " searches");
      }
    }
  }

  @Test
  void noCycleIsReported() throws InterruptedException {
    var random = Seed.of(this);
    var group = new WaitGroup();
    var platform = new ArrayList<Thread>();
    for (int i = 0; i < THREADS; i++) {
      long seed = random.nextLong();
      if (i % 8 == 0) {
        platform.add(Thread.ofPlatform().daemon().start(() -> storm(seed)));
      } else if (i % 8 == 1 && JdkInternals.available()) {
        platform.add(Thread.ofVirtual().start(() -> storm(seed)));
      } else {
        group.go(() -> storm(seed));
      }
    }
    search();
    group.await();
    for (var t : platform) {
      t.join();
    }
  }

  @Test
  void locksThatAreTakenInAnyOrderButOneAfterTheOther() throws InterruptedException {
    var a = new Mutex();
    var b = new Mutex();
    var gate = new Mutex();
    var group = new WaitGroup();
    for (int i = 0; i < THREADS; i++) {
      boolean turned = i % 2 == 0;
      group.go(() -> {
        while (!isOver) {
          gate.lock();
          take(turned ? a : b, turned ? b : a);
          gate.unlock();
        }
      });
    }
    search();
    group.await();
    assertThat(go(() -> {}).join(java.time.Duration.ofSeconds(10))).isTrue();
  }
}
