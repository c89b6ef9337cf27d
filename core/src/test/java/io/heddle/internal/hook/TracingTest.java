// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.wait.Waiter;
import io.heddle.testing.Blocked;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TracingTest {
  /** Remembers what goroutines named "traced" do. */
  private static class Listening implements Tracer {
    final List<String> told = new CopyOnWriteArrayList<>();

    private static boolean isOurs(@Nullable Goroutine g) {
      return g != null && g.thread().getName().equals("traced");
    }

    private void tell(@Nullable Goroutine g, String what) {
      if (isOurs(g)) {
        told.add(what);
      }
    }

    @Override
    public void started(Goroutine g, @Nullable Goroutine by) {
      tell(g, "started");
    }

    @Override
    public void begun(Goroutine g) {
      tell(g, "begun");
    }

    @Override
    public void ended(Goroutine g) {
      tell(g, "ended");
    }

    @Override
    public Object waits(Waiter w, @Nullable Goroutine g) {
      tell(g, "waits " + w.reason.text());
      return "mark";
    }

    @Override
    public void waited(Waiter w, @Nullable Goroutine g, Object mark) {
      tell(g, "waited " + mark);
    }

    @Override
    public void wakes(Waiter w) {
      if (w.thread.getName().equals("traced")) {
        told.add("wakes");
      }
    }
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(1);
    }
  }

  private static Thread receiving(Channel<Integer> c) throws InterruptedException {
    var t = go("traced", c::receive);
    Blocked.await(t);
    return t;
  }

  @Test
  void tellsTheLifeOfAGoroutine() throws InterruptedException {
    var tracer = new Listening();
    Tracing.add(tracer);
    try {
      Channel<Integer> c = Channel.make();
      var t = receiving(c);
      c.send(1);
      t.join();
    } finally {
      Tracing.remove(tracer);
    }
    assertThat(tracer.told)
        .containsExactly("started", "begun", "waits chan receive", "wakes", "waited mark", "ended");
  }

  @Test
  void tellsSeveralAndForgetsThoseThatAreRemoved() throws InterruptedException {
    var tracers = List.of(new Listening(), new Listening(), new Listening());
    tracers.forEach(Tracing::add);
    Tracing.remove(tracers.get(1));
    try {
      var t = go("traced", () -> {});
      t.join();
    } finally {
      tracers.forEach(Tracing::remove);
    }
    assertThat(tracers.get(0).told).containsExactly("started", "begun", "ended");
    assertThat(tracers.get(1).told).isEmpty();
    assertThat(tracers.get(2).told).isEqualTo(tracers.get(0).told);
    assertThat(Tracing.isOn()).isFalse();
  }

  @Test
  void tellsTheEndOfAWaitThatItSawBegin() throws InterruptedException {
    var before = new Listening();
    var after = new Listening();
    Channel<Integer> c = Channel.make();
    Tracing.add(before);
    Thread t;
    try {
      t = receiving(c);
      until(() -> before.told.contains("waits chan receive"));
    } finally {
      Tracing.remove(before);
    }
    Tracing.add(after);
    try {
      c.send(1);
      t.join();
    } finally {
      Tracing.remove(after);
    }
    assertThat(before.told).endsWith("waits chan receive", "waited mark");
    assertThat(after.told).containsExactly("wakes", "ended");
  }

  @Test
  void aTracerThatFailsHarmsNobody() throws InterruptedException {
    var failing =
        new Listening() {
          @Override
          public Object waits(Waiter w, @Nullable Goroutine g) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void ended(Goroutine g) {
            throw new OutOfMemoryError("on purpose");
          }
        };
    Tracing.add(failing);
    try {
      Channel<Integer> c = Channel.make();
      var t = receiving(c);
      c.send(1);
      t.join();
      assertThat(failing.told).containsExactly("started", "begun", "wakes");
    } finally {
      Tracing.remove(failing);
    }
  }
}
