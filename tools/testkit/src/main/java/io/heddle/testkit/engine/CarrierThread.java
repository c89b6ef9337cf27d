// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.sched.BubbleCarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The thread that runs bubbles, one after the other, and the one that watches it. */
final class CarrierThread implements AutoCloseable {
  /*
   * Watching: a goroutine that loops without a step keeps the carrier for ever; no other thread can
   * stop it. So after STUCK_NANOS in one turn its program is told to have failed, and the carrier is
   * left to itself: a daemon thread. A run that goes on when the time is up is broken off.
   */
  private static final long STUCK_NANOS = 5_000_000_000L;
  private static final long LOOK_MILLIS = 250;

  /** So long may a run that has been broken off be on its way to its next step. */
  private static final long BREAK_NANOS = 1_000_000_000;

  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final BubbleCarrier carrier = new BubbleCarrier(this::loop);
  private volatile boolean isClosed;
  private volatile boolean isLost;
  private @Nullable Thread watcher;

  CarrierThread(boolean watches) {
    carrier.start();
    if (watches) {
      watcher = Thread.ofPlatform().daemon().name("heddle-bubble-watch").start(this::watch);
    }
  }

  private volatile @Nullable DeterministicScheduler current;
  private volatile long breakOff;
  private volatile boolean mayBreakOff;

  /** What runs at that time, of {@code System.nanoTime}, is broken off. */
  void breaksOffAfter(long time) {
    breakOff = time;
    mayBreakOff = true;
  }

  void neverBreaksOff() {
    mayBreakOff = false;
  }

  void run(DeterministicScheduler bubble) {
    work.add(() -> {
      current = bubble;
      carrier.runs(bubble);
      try {
        bubble.loop(carrier);
      } catch (Throwable e) {
        bubble.ending.broken(e);
      } finally {
        carrier.runs(null);
        current = null;
      }
    });
  }

  private void loop() {
    while (!isClosed && !isLost) {
      try {
        var next = work.poll(1, TimeUnit.SECONDS);
        if (next != null) {
          next.run();
        }
      } catch (InterruptedException e) {
        // not meant for this thread
      } catch (Throwable e) {
        e.printStackTrace();
      }
    }
  }

  private void watch() {
    DeterministicScheduler seen = null;
    long turn = -1;
    long since = 0;
    while (!isClosed && !isLost) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
      var b = current;
      long now = System.nanoTime();
      long late = mayBreakOff ? now - breakOff : -1;
      if (b != null && late > 0) {
        b.ending.breakOff();
      }
      if (b == null || b != seen || b.turns() + b.recorder.steps() != turn || b.running() == null) {
        seen = b;
        turn = b == null ? -1 : b.turns() + b.recorder.steps();
        since = now;
      } else if ((now - since > STUCK_NANOS || late > BREAK_NANOS)
          && carrier.getState() == Thread.State.RUNNABLE) {
        isLost = true;
        b.ending.stuck(carrier);
      }
    }
  }

  /** True if a goroutine keeps the carrier and will not give it back. */
  boolean isLost() {
    return isLost;
  }

  @Override
  public void close() {
    isClosed = true;
    work.add(() -> {});
    if (watcher != null) {
      watcher.interrupt();
    }
  }
}
