// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import static io.heddle.Go.go;
import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Selector;
import io.heddle.Task;
import io.heddle.internal.timer.TimerService;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Attempt;
import io.heddle.testing.Heap;
import io.heddle.testing.OnCarriers;
import io.heddle.testing.Scale;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is made and dropped a million times (in the profile deep; a fifth of that else) leaves
 * nothing behind, neither on the heap nor among the timers.
 */
@Tag("once") // what a list keeps is the same on every scheduler
class MillionsTest {
  private static final int N = Math.min(1_000_000, Scale.of(200_000));
  private static final Duration LONG = Duration.ofHours(1);

  /** What one million of anything would by far exceed. */
  private static final long SLACK = 4_000_000;

  private static void assertFlat(Task work) throws Exception {
    work.run(); // classes, compiled code, caches
    int timers = TimerService.get().size();
    long before = Heap.used();
    work.run();
    assertThat(Heap.used(before + SLACK / 2) - before).as("bytes kept").isLessThan(SLACK);
    assertThat(TimerService.get().size()).isLessThanOrEqualTo(timers); // others' may go off
  }

  @Test
  void childrenUnderOneParent() throws Exception {
    var parent = Context.background().withCancel();
    assertFlat(() -> {
      for (int i = 0; i < N; i++) {
        var child = i % 2 == 0 ? parent.withCancel() : parent.withTimeout(LONG);
        var registration = child.afterFunc(() -> {});
        if (i % 3 == 0) {
          child.done();
        }
        if (i % 5 == 0) {
          registration.stop();
        }
        child.close();
      }
    });
    assertThat(parent.err()).isNull();
    parent.cancel();
  }

  @Test
  void childrenThatExpire() throws Exception {
    var parent = Context.background().withCancel();
    assertFlat(() -> {
      for (int i = 0; i < N / 4; i++) {
        var child = parent.withTimeout(Duration.ZERO);
        assertThat(child.err()).isNotNull();
      }
    });
    parent.cancel();
  }

  @Test
  void timers() throws Exception {
    assertFlat(() -> {
      for (int i = 0; i < N; i++) {
        switch (i % 4) {
          case 0 -> new Timer(LONG); // dropped
          case 1 -> new Ticker(LONG); // dropped
          case 2 -> Time.after(LONG); // dropped
          default -> Time.afterFunc(LONG, () -> {}).stop();
        }
      }
    });
  }

  @Test
  void selectsThatFindDoneNotReady() throws Exception {
    var parent = Context.background().withCancel();
    assertFlat(() -> {
      for (int i = 0; i < N; i++) {
        select(onReceive(parent.done(), v -> {}), onDefault(() -> {}));
      }
    });
    assertThat(parent.done().isClosed()).isFalse();
    Reference.reachabilityFence(parent);
  }

  @Test
  void selectsThatWaitOnDoneAndLose() throws Exception {
    int n = Math.min(1_000_000, Scale.of(40_000)); // two switches each
    var parent = Context.background().withCancel();
    assertFlat(() ->
        Attempt.of(
                () -> {
                  var values = Channel.<Integer>make();
                  go(() -> {
                    for (int i = 0; i < n; i++) {
                      values.send(i);
                    }
                  });
                  for (int i = 0; i < n / 2; i++) {
                    select(onReceive(values, v -> {}), onReceive(parent.done(), v -> {}));
                  }
                  var selector = new Selector();
                  var value = selector.receive(values);
                  selector.receive(parent.done());
                  for (int i = n / 2; i < n; i++) {
                    assertThat(selector.select()).isSameAs(value);
                  }
                  return true;
                })
            .result());
    Reference.reachabilityFence(parent);
  }

  /** They are a heap of entries: no thread stands behind any of them. */
  @Test
  @OnCarriers
  void sleepersAddNoPlatformThread() throws Exception {
    int sleepers = Math.min(1_000_000, Scale.of(50_000));
    var asleep = new WaitGroup();
    var all = new WaitGroup();
    go(() -> {}).join(); // the carriers have started
    int before = platformThreads();
    asleep.add(sleepers);
    var threads = new Thread[sleepers];
    for (int i = 0; i < sleepers; i++) {
      threads[i] =
          all.go(() -> {
            asleep.done();
            Time.sleep(LONG);
          });
    }
    asleep.await();
    while (TimerService.get().size() < sleepers) {
      Thread.sleep(1);
    }
    int during = platformThreads();
    for (var thread : threads) {
      thread.interrupt();
    }
    all.await();
    assertThat(during - before)
        .as("platform threads, but for carriers that stand in for others on a busy machine")
        .isLessThan(20);
  }

  private static int platformThreads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }
}
