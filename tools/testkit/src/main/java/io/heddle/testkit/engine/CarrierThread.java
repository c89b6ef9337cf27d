// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.sched.BubbleCarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The thread that runs bubbles, one after the other. */
final class CarrierThread implements AutoCloseable {
  /*
   * Watched:  a goroutine that keeps the carrier keeps it for ever; no other thread can stop it. It may
   *           compute without a step, or wait where it can't leave its carrier: in a class initializer,
   *           below a native frame. So after STUCK_NANOS in one turn its program is told to have failed,
   *           and the carrier is left to itself: a daemon thread. Outside of explorations who computes
   *           is left alone: a test may take its time. So is who reads from the world outside, which is
   *           told as a wait in real time. A run that goes on when the time is up is broken off.
   * Ended:    who computes or reads on when its program has ended (a test's time limit has interrupted the
   *           caller) is waited for only BREAK_NANOS, for the caller waits for it.
   * Sockets:  the JDK's threads that wait for the sockets of virtual threads are virtual threads, too, and
   *           run where the first one runs that needs them. In a bubble they would end with it, and no
   *           later virtual thread would ever hear of its socket. So a carrier, which is none, starts
   *           them before it runs anything.
   */
  private static final String POLLERS = "sun.nio.ch.Poller";

  private static final long STUCK_NANOS = 5_000_000_000L;

  /** So long may a run that has been broken off, or has ended, be on its way to its next step. */
  private static final long BREAK_NANOS = 1_000_000_000;

  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final BubbleCarrier carrier = new BubbleCarrier(this::loop);
  private volatile boolean isClosed;
  private volatile boolean isLost;
  private final boolean explores;

  // what the watch has seen
  private @Nullable DeterministicScheduler seen;
  private long seenTurn;
  private long since;

  CarrierThread(boolean explores) {
    this.explores = explores;
    carrier.start();
    BubbleWatch.add(this);
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
    startPollers();
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

  private static void startPollers() {
    try {
      Class.forName(POLLERS, true, null);
    } catch (ClassNotFoundException | LinkageError e) {
      // another JDK: without sockets in bubbles all is well
    }
  }

  /** Called by the watch. */
  void look() {
    var b = current;
    long now = System.nanoTime();
    long late = mayBreakOff ? now - breakOff : -1;
    if (b != null && late > 0) {
      b.ending.breakOff();
    }
    boolean ends = b != null && b.isOver();
    long turn = b == null ? -1 : b.turns() + b.recorder.steps() + (ends ? 1 : 0);
    if (b == null || b != seen || turn != seenTurn || b.running() == null) {
      seen = b;
      seenTurn = turn;
      since = now;
    } else if (late <= BREAK_NANOS && !ends && b.rest.isInInput()) {
      since = now;
    } else if (!isLost
        && (now - since > (ends ? BREAK_NANOS : STUCK_NANOS) || late > BREAK_NANOS)) {
      var state = carrier.getState();
      if (state == Thread.State.WAITING || (explores || ends) && state == Thread.State.RUNNABLE) {
        isLost = true;
        b.ending.stuck(carrier, state == Thread.State.RUNNABLE);
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
    BubbleWatch.remove(this);
  }
}
