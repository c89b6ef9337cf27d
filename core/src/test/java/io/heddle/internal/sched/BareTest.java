// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of goroutines in interpreted code that own no monitor most are told to by their stacks. */
@Timeout(60)
class BareTest {
  /** So few that the JIT compiles none of the methods here. */
  private static final int MANY = 40;

  private final Object monitor = new Object();
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final List<Thread> all = new ArrayList<>();

  @BeforeEach
  void hold() throws InterruptedException {
    assumeTrue(JdkInternals.available());
    var isIn = new CountDownLatch(1);
    all.add(
        go(() -> {
          synchronized (monitor) {
            isIn.countDown();
            mayEnd.await();
          }
        }));
    isIn.await();
  }

  @AfterEach
  void end() throws InterruptedException {
    mayEnd.countDown();
    for (var t : all) {
      t.join();
    }
  }

  private void enter() {
    synchronized (monitor) {
      assertThat(monitor).isNotNull();
    }
  }

  private void enterWith(Object another) {
    synchronized (another) {
      enter();
    }
  }

  private List<Thread> blocked(Task body) throws InterruptedException {
    var some = new ArrayList<Thread>();
    for (int i = 0; i < MANY; i++) {
      some.add(go(body));
    }
    all.addAll(some);
    for (var t : some) {
      while (t.getState() != Thread.State.BLOCKED) {
        Thread.sleep(1);
      }
    }
    return some;
  }

  @Test
  void whoOwnsNoneIsNotAskedAndWhoOwnsOneIs() throws InterruptedException {
    var owners = blocked(() -> enterWith(new Object()));
    var others = blocked(this::enter);
    assumeTrue(JdkStacks.fullPrintOf(others.getFirst()) != null);
    var bare = new JdkLocks.Bare();
    int notAsked = 0;
    for (int i = 0; i < MANY; i++) {
      var owner = bare.monitorsOf(owners.get(i));
      assertThat(owner).isNotNull();
      assertThat(owner.owned()).hasSize(1);
      if (bare.monitorsOf(others.get(i)) == null) {
        notAsked++;
      }
    }
    assertThat(notAsked).isGreaterThan(MANY / 2);
  }
}
