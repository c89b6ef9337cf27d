// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static io.heddle.Go.go;

import io.heddle.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Eighty goroutines wait for a monitor; half of them own another one. */
public final class BareProgram {
  static final int MANY = 40;

  private final Object monitor = new Object();
  private final CountDownLatch isIn = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  /** Prints how many owners were asked, and how many of the others were not. */
  public static void run() throws Exception {
    var program = new BareProgram();
    go(program::hold);
    program.isIn.await();
    var owners = blocked(() -> program.enterWith(new Object()));
    var others = blocked(program::enter);
    if (JdkStacks.fullPrintOf(others.getFirst()) == null) {
      System.out.println("no prints");
    } else {
      program.count(owners, others);
    }
    program.mayEnd.countDown();
  }

  private void count(List<Thread> owners, List<Thread> others) {
    var bare = new JdkLocks.Bare();
    int asked = 0;
    int notAsked = 0;
    for (int i = 0; i < MANY; i++) {
      var owner = bare.monitorsOf(owners.get(i));
      asked += owner == null ? 0 : owner.owned().size();
      notAsked += bare.monitorsOf(others.get(i)) == null ? 1 : 0;
    }
    System.out.println(asked + " " + notAsked);
  }

  private void hold() throws InterruptedException {
    synchronized (monitor) {
      isIn.countDown();
      mayEnd.await();
    }
  }

  private void enter() {
    synchronized (monitor) {
      Thread.onSpinWait();
    }
  }

  private void enterWith(Object another) {
    synchronized (another) {
      enter();
    }
  }

  private static List<Thread> blocked(Task body) throws InterruptedException {
    var some = new ArrayList<Thread>();
    for (int i = 0; i < MANY; i++) {
      some.add(go(body));
    }
    for (var t : some) {
      while (t.getState() != Thread.State.BLOCKED) {
        Thread.sleep(1);
      }
    }
    return some;
  }

  private BareProgram() {}
}
