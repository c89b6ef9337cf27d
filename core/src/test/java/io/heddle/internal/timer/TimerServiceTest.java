// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimerServiceTest {
  private static final long MILLI = 1_000_000;
  private static final long HOUR = 3_600_000 * MILLI;

  private static final class Task extends TimerTask {
    final CountDownLatch fired = new CountDownLatch(1);
    final AtomicInteger times = new AtomicInteger();
    volatile long at;

    @Override
    protected void fire(long now) {
      at = now;
      times.incrementAndGet();
      fired.countDown();
    }

    void await() throws InterruptedException {
      assertThat(fired.await(30, TimeUnit.SECONDS)).as("fired within 30 s").isTrue();
    }
  }

  private final TimerService service = TimerService.get();

  @Test
  void theHeapAlwaysHasTheEarliestFirst() {
    long seed = System.nanoTime();
    System.out.println("TimerServiceTest seed " + seed);
    var random = new Random(seed);
    var heap = new TimerHeap();
    var model =
        new TreeSet<TimerTask>(
            Comparator.<TimerTask>comparingLong(t -> t.when).thenComparingLong(t -> t.sequence));
    var armed = new ArrayList<TimerTask>();
    long last = 0;
    for (int i = 0; i < 20_000; i++) {
      if (armed.isEmpty() || random.nextInt(100) < (i < 10_000 ? 60 : 40)) {
        var task = new Task();
        boolean isAlike = random.nextBoolean() && i > 0; // stands behind the one before
        task.when = isAlike ? last : random.nextInt(500);
        last = task.when;
        task.sequence = i;
        heap.add(task);
        model.add(task);
        armed.add(task);
      } else {
        var task = random.nextBoolean() ? model.first() : armed.get(random.nextInt(armed.size()));
        heap.remove(task);
        assertThat(task.slot).isNegative();
        model.remove(task);
        armed.remove(task);
      }
      assertThat(heap.first()).isSameAs(model.isEmpty() ? null : model.first());
      assertThat(heap.size()).isEqualTo(model.size());
    }
  }

  @Test
  void firesOnceAndNotTooEarly() throws InterruptedException {
    Go.go(() -> {}).join(); // somebody drives the timers
    var task = new Task();
    long when = TimeSource.after(5 * MILLI);

    service.arm(task, when);
    task.await();

    assertThat(task.at).isGreaterThanOrEqualTo(when);
    assertThat(service.cancel(task)).isFalse();
    assertThat(task.times).hasValue(1);
  }

  @Test
  void anEarlierTaskWakesWhoSleepsUntilALaterOne() throws InterruptedException {
    Go.go(() -> {}).join();
    var later = new Task();
    service.arm(later, TimeSource.after(HOUR));
    Thread.sleep(20); // the driver goes to sleep until then

    var earlier = new Task();
    service.arm(earlier, TimeSource.after(5 * MILLI));

    earlier.await();
    assertThat(service.cancel(later)).isTrue();
    assertThat(later.times).hasValue(0);
  }

  /** Only what stands in the heap is ever fired. */
  @Test
  void whatIsCancelledOrDisarmedLeavesTheHeap() {
    var task = new Task();
    service.arm(task, TimeSource.after(HOUR));
    assertThat(task.slot).isNotNegative();
    assertThat(service.cancel(task)).isTrue();
    assertThat(task.slot).isNegative();
    assertThat(service.cancel(task)).isFalse();

    service.arm(task, TimeSource.after(HOUR));
    service.arm(task, TimeSource.NEVER);
    assertThat(task.slot).isNegative();
    assertThat(service.cancel(task)).isFalse();
  }

  @Test
  void whatIsPutOffHasItsNewTimeOnly() {
    var task = new Task();
    service.arm(task, TimeSource.after(HOUR));
    long later = TimeSource.after(2 * HOUR);
    service.arm(task, later);

    assertThat(task.when()).isEqualTo(later);
    assertThat(service.cancel(task)).isTrue();
    assertThat(service.cancel(task)).isFalse();
  }
}
