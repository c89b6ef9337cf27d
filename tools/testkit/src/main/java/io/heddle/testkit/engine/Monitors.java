// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.hook.Op;
import io.heddle.internal.sched.BubbleScheduler;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.wait.Parker;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The monitors of Java's objects, as rewritten classes use them in one bubble. */
public final class Monitors {
  /*
   * Why:      who waits for a monitor of the JVM is made ready by a thread of the JVM, a moment later:
   *           nobody can say when. So in a bubble a monitor is a lock of ours, in which one waits as in
   *           any primitive.
   * Stand-in: bytecode has to lock something. It is an object that only the owner knows; the same one
   *           as long as it owns the monitor, and after a wait again.
   * Fairness: as the JVM's: who gives back wakes the first that waits, and that one competes.
   * After:    when the bubble has ended, the wait of a java.util.Timer's thread fails, and so ends the
   *           thread: the JDK would end it when nobody refers to its timer, but by the JVM's monitor.
   * Locking:  `inUse` guards all; nobody parks under it. What is in nobody's use is not in it.
   * Checked by: AgentTest
   */
  private static final class Monitor {
    @Nullable Thread owner;
    int count;
    Object standIn = new Object();
    final ArrayDeque<Waiter> entering = new ArrayDeque<>();
    final ArrayDeque<Waiter> waiting = new ArrayDeque<>();

    boolean isFree() {
      return owner == null && entering.isEmpty() && waiting.isEmpty();
    }
  }

  private static final long END_MILLIS = 100;

  private final IdentityHashMap<Object, Monitor> inUse = new IdentityHashMap<>();
  private volatile boolean isClosed;

  /** Ends the thread of a timer. */
  private static final class Over extends Error {
    private static final long serialVersionUID = 1;

    Over() {
      super("the bubble has ended", null, false, false);
    }
  }

  Monitors() {}

  /** True if the caller owns it. */
  public boolean isHeld(Object o) {
    synchronized (inUse) {
      var m = inUse.get(o);
      return m != null && m.owner == Thread.currentThread();
    }
  }

  /** Waits until the caller owns it; what the caller is to lock instead of it. */
  public Object enter(Object o) {
    if (!isHeld(o)) {
      BubbleScheduler.before(Op.LOCK, o);
    }
    return enter(o, 1, new Object());
  }

  private Object enter(Object o, int times, Object standIn) {
    var me = Thread.currentThread();
    while (true) {
      Waiter w;
      synchronized (inUse) {
        var m = inUse.computeIfAbsent(o, x -> new Monitor());
        if (m.owner == me) {
          m.count += times;
          return m.standIn;
        }
        if (m.owner == null) {
          m.owner = me;
          m.count = times;
          m.standIn = standIn;
          return standIn;
        }
        w = new Waiter(WaitReason.MONITOR_ENTER, o);
        m.entering.add(w);
      }
      Parker.parkUninterruptibly(w);
    }
  }

  /** Gives it back; what the caller is to unlock instead: the object itself, if it is not ours. */
  public Object exit(Object o) {
    Object standIn;
    Waiter next = null;
    synchronized (inUse) {
      var m = inUse.get(o);
      if (m == null || m.owner != Thread.currentThread()) {
        return o;
      }
      standIn = m.standIn;
      if (--m.count == 0) {
        next = release(o, m);
      }
    }
    if (next != null) {
      Parker.unpark(next);
    }
    return standIn;
  }

  private @Nullable Waiter release(Object o, Monitor m) {
    m.owner = null;
    var next = m.entering.poll();
    if (m.isFree() && next == null) {
      inUse.remove(o);
    }
    return next;
  }

  /** Waits until nobody else owns it: the caller is about to lock it, in code of the JDK. */
  public void pass(Object o) {
    synchronized (inUse) {
      if (!inUse.containsKey(o)) {
        return;
      }
    }
    if (!isHeld(o)) {
      enter(o, 1, new Object());
      exit(o);
    }
  }

  /**
   * {@code Object.wait}.
   *
   * @param millis at most so long, 0: without a limit
   */
  public void await(Object o, long millis) throws InterruptedException {
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    BubbleScheduler.before(Op.AWAIT, o);
    endTimer();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    var w = new Waiter(WaitReason.OBJECT_WAIT, o);
    int count;
    Object standIn;
    Waiter next;
    synchronized (inUse) {
      var m = mine(o);
      count = m.count;
      standIn = m.standIn;
      m.waiting.add(w);
      next = release(o, m);
    }
    if (next != null) {
      Parker.unpark(next);
    }
    var outcome =
        millis == 0
            ? Parker.park(w)
            : Parker.park(w, TimeSource.after(TimeUnit.MILLISECONDS.toNanos(millis)));
    boolean isWithdrawn;
    synchronized (inUse) {
      var m = inUse.get(o);
      isWithdrawn = m != null && m.waiting.remove(w);
    }
    enter(o, count, standIn);
    endTimer();
    if (isWithdrawn) {
      outcome.raise();
    } else {
      outcome.keepInterrupt();
    }
  }

  /** The bubble has ended; called before its threads count as outside. */
  void close() {
    var left = new ArrayList<Waiter>();
    synchronized (inUse) {
      isClosed = true;
      inUse.values().forEach(m -> m.waiting.removeIf(w -> isTimers(w.thread) && left.add(w)));
    }
    left.forEach(Parker::unpark);
    try {
      for (var w : left) {
        w.thread.join(END_MILLIS);
      }
    } catch (InterruptedException e) {
      // not meant for this thread
    }
  }

  private static boolean isTimers(Thread t) {
    return t.getClass().getName().equals("java.util.TimerThread");
  }

  private void endTimer() {
    if (isClosed && isTimers(Thread.currentThread())) {
      Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});
      throw new Over();
    }
  }

  /** {@code Object.notify}, or {@code notifyAll}. */
  public void notify(Object o, boolean all) {
    BubbleScheduler.before(all ? Op.BROADCAST : Op.SIGNAL, o);
    do {
      Waiter w;
      synchronized (inUse) {
        w = mine(o).waiting.poll();
      }
      if (w == null) {
        return;
      }
      Parker.unpark(w);
    } while (all);
  }

  private Monitor mine(Object o) {
    var m = inUse.get(o);
    if (m == null || m.owner != Thread.currentThread()) {
      throw new IllegalMonitorStateException("current thread is not owner");
    }
    return m;
  }
}
