// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.Task;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Attempt;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ContextHammerTest {
  /*
   * Each test runs in a goroutine: a round then ends and begins with a switch. On a platform thread it
   * would begin and end with the kernel waking somebody, which on a busy machine takes milliseconds, and
   * there are thousands of rounds.
   */
  private static void inGoroutine(Task test) throws Exception {
    Attempt.of(
            () -> {
              test.run();
              return true;
            })
        .result();
  }

  /** Go's TestInterlockedCancels and layers: many cancel at random places of a random tree. */
  @Test
  void allBelowHaveEndedWhenCancelReturns() throws Exception {
    inGoroutine(ContextHammerTest::cancelRandomly);
  }

  private static void cancelRandomly() throws Exception {
    var random = Seed.of(ContextHammerTest.class);
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
    inGoroutine(ContextHammerTest::watchErrAndDone);
  }

  private static void watchErrAndDone() throws Exception {
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
  void adoptionAndTheEndExcludeEachOther() throws Exception {
    inGoroutine(ContextHammerTest::deriveWhileItEnds);
  }

  private static void deriveWhileItEnds() throws Exception {
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
