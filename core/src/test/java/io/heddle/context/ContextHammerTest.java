// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.internal.timer.TimerService;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ContextHammerTest {
  /** Go's TestInterlockedCancels and layers: many cancel at random places of a random tree. */
  @Test
  void allBelowHaveEndedWhenCancelReturns() throws Exception {
    long seed = System.nanoTime();
    System.out.println("ContextHammerTest seed " + seed);
    var random = new SplittableRandom(seed);
    for (int round = 0; round < Scale.of(300); round++) {
      var tree = new ArrayList<CancelContext>();
      tree.add(Context.background().withCancel());
      for (int i = 1; i < 60; i++) {
        var parent = tree.get(random.nextInt(tree.size()));
        var node =
            switch (random.nextInt(3)) {
              case 0 -> parent.withTimeout(Duration.ofHours(1));
              case 1 -> parent.withValue(Key.of("k"), i).withCancel();
              default -> parent.withCancel();
            };
        tree.add(node);
        if (random.nextBoolean()) {
          node.done();
        }
      }
      var wrong = new AtomicReference<String>();
      var all = new WaitGroup();
      for (int g = 0; g < 4; g++) {
        var r = random.split();
        all.go(() -> {
          for (int i = 0; i < 10; i++) {
            tree.get(1 + r.nextInt(tree.size() - 1)).cancel();
          }
        });
      }
      all.go(() -> {
        tree.getFirst().cancel();
        for (var c : tree) {
          if (c.err() == null || !c.done().isClosed() || c.cause() == null) {
            wrong.set("a descendant is still alive: " + c);
          }
        }
      });
      all.await();
      assertThat(wrong).hasNullValue();
    }
  }

  /** Go's TestErrDoneRace: nobody sees one without the other. */
  @Test
  void errAndDoneAreSeenTogether() throws Exception {
    for (int round = 0; round < Scale.of(2_000); round++) {
      var c = Context.background().withCancel();
      var child = c.withCancel();
      var done = child.done();
      var wrong = new AtomicReference<String>();
      var all = new WaitGroup();
      for (int g = 0; g < 2; g++) {
        all.go(() -> {
          for (int i = 0; child.err() == null; i++) {
            pause(i);
          }
          if (!done.isClosed()) {
            wrong.set("err before done");
          }
        });
        all.go(() -> {
          for (int i = 0; !done.isClosed(); i++) {
            pause(i);
          }
          if (child.err() == null || child.cause() == null) {
            wrong.set("done before err");
          }
        });
      }
      all.go(c::cancel);
      all.await();
      assertThat(wrong).hasNullValue();
    }
  }

  /** Lets others run; the JDK's scheduler lets goroutines that only yield starve the rest. */
  private static void pause(int i) throws InterruptedException {
    if (i % 32 == 31) {
      Thread.sleep(0, 10_000);
    } else {
      Go.gosched();
    }
  }

  @Test
  void childrenLeaveNothingBehind() throws Exception {
    int timers = TimerService.get().size();
    var parent = Context.background().withCancel();
    long before = 0;
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < Scale.of(200_000); i++) {
        var child = i % 2 == 0 ? parent.withCancel() : parent.withTimeout(Duration.ofHours(1));
        var registration = child.afterFunc(() -> {});
        if (i % 3 == 0) {
          child.done();
        }
        registration.stop();
        child.close();
      }
      long used = used();
      if (round == 0) {
        before = used;
      }
    }
    assertThat(used() - before).as("bytes kept").isLessThan(4_000_000);
    assertThat(TimerService.get().size()).isLessThanOrEqualTo(timers); // others may go off
    parent.cancel();
  }

  private static long used() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(10);
      var runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void adoptionAndTheEndExcludeEachOther() throws Exception {
    for (int round = 0; round < Scale.of(1_000); round++) {
      var parent = Context.background().withCancel();
      var stop = new AtomicBoolean();
      var children = new ConcurrentLinkedQueue<Context>();
      var all = new WaitGroup();
      for (int g = 0; g < 3; g++) {
        all.go(() -> {
          for (int i = 0; !stop.get(); i++) {
            children.add(parent.withCancel());
            pause(i);
          }
        });
      }
      all.go(() -> {
        Go.gosched();
        parent.cancel();
        stop.set(true);
      });
      all.await();
      assertThat(children).allMatch(child -> child.err() != null && child.done().isClosed());
    }
  }
}
