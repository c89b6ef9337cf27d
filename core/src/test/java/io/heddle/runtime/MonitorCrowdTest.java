// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.internal.sched.JdkInternals;
import io.heddle.sync.Mutex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Of a crowd that a monitor blocks most are not asked for their monitors; whom it matters for is
 * found all the same.
 */
@Timeout(60)
class MonitorCrowdTest {
  private static final int CROWD = 3000;

  private final CountDownLatch mayGo = new CountDownLatch(1);
  private final List<Thread> crowd = new ArrayList<>();

  /** First locks a mutex, if there is one, and so stands in the same stack as one that has not. */
  private static void enter(@Nullable Mutex first, Object monitor) throws InterruptedException {
    if (first != null) {
      first.lock();
    }
    synchronized (monitor) {
      assertThat(monitor).isNotNull();
    }
  }

  private void enterAsOneOfMany(@Nullable Mutex first, Object monitor) {
    crowd.add(go("one of a crowd", () -> enter(first, monitor)));
  }

  /** The methods are to be compiled: only then is it known what monitors they own. */
  @BeforeAll
  static void warm() throws InterruptedException {
    assumeTrue(JdkInternals.available());
    for (int i = 0; i < 10_000; i++) {
      enter(new Mutex(), new Object());
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    mayGo.countDown();
    for (var t : crowd) {
      t.join();
    }
  }

  private static void awaitBlocked(List<Thread> some) throws InterruptedException {
    for (var t : some) {
      while (t.getState() != Thread.State.BLOCKED) {
        Thread.sleep(1);
      }
    }
  }

  private void crowd(Object monitor, int size) throws InterruptedException {
    for (int i = 0; i < size; i++) {
      enterAsOneOfMany(null, monitor);
    }
    awaitBlocked(crowd);
  }

  private static Set<Long> ids() {
    return Goroutines.list().stream()
        .map(Goroutine::id)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static List<Deadlock> fresh(Set<Long> before) {
    return Deadlocks.find().stream()
        .filter(d -> d.goroutines().stream().noneMatch(g -> before.contains(g.id())))
        .toList();
  }

  @Test
  void oneOfTheCrowdHoldsWhatTheOwnerOfTheMonitorWants() throws InterruptedException {
    var before = ids();
    var monitor = new Object();
    var mutex = new Mutex();
    var isIn = new CountDownLatch(1);
    var owner =
        go(
            "owner",
            () -> {
              synchronized (monitor) {
                isIn.countDown();
                mayGo.await();
                try {
                  mutex.lockInterruptibly();
                } catch (InterruptedException e) {
                  // the test is over
                }
              }
            });
    isIn.await();
    crowd(monitor, CROWD / 2);
    enterAsOneOfMany(mutex, monitor);
    crowd(monitor, CROWD / 2);
    assertThat(fresh(before)).isEmpty();
    mayGo.countDown();
    var found = fresh(before);
    while (found.isEmpty()) {
      Thread.sleep(1);
      found = fresh(before);
    }
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().goroutines()).hasSize(2);
    assertThat(found.getFirst().report()).contains("\"owner\"", "behind them wait ", " more");
    owner.interrupt();
  }
}
