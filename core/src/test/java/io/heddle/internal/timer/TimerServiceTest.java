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
    for (int i = 0; i < 20_000; i++) {
      if (armed.isEmpty() || random.nextInt(100) < (i < 10_000 ? 60 : 40)) {
        var task = new Task();
        task.when = random.nextInt(500);
        task.sequence = i;
        heap.add(task);
        model.add(task);
        armed.add(task);
      } else {
        var task = random.nextBoolean() ? model.first() : armed.get(random.nextInt(armed.size()));
        heap.remove(task);
        assertThat(task.position).isNegative();
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

  @Test
  void whatIsCancelledOrPutOffDoesNotFire() throws InterruptedException {
    Go.go(() -> {}).join();
    var cancelled = new Task();
    var putOff = new Task();
    var disarmed = new Task();
    for (var task : new Task[] {cancelled, putOff, disarmed}) {
      service.arm(task, TimeSource.after(2_000 * MILLI));
    }
    assertThat(service.cancel(cancelled)).isTrue();
    assertThat(service.cancel(cancelled)).isFalse();
    service.arm(putOff, TimeSource.after(HOUR));
    service.arm(disarmed, TimeSource.NEVER);
    var sentinel = new Task();
    service.arm(sentinel, TimeSource.after(2_001 * MILLI));

    sentinel.await();

    assertThat(cancelled.times).hasValue(0);
    assertThat(putOff.times).hasValue(0);
    assertThat(disarmed.times).hasValue(0);
    assertThat(service.cancel(putOff)).isTrue();
  }
}
