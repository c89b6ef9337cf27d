// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.timer.TimerService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Our own work-stealing scheduler: as many carriers as may run at once, each with a queue of its
 * own, and spare ones for the time when some are stuck. Go's {@code proc.go}.
 *
 * <p>How many: {@code -Dheddle.maxprocs}, else {@code HEDDLE_MAXPROCS}, else the processors that
 * are available. {@code -Dheddle.extracarriers} (256) bounds the carriers that stand in for stuck
 * ones.
 */
final class CarrierScheduler extends Scheduler implements TimerService.Driver {
  /*
   * Made ready by a goroutine → the next slot of its carrier, what was there → its queue's tail
   * Yielded, or by a timer    → the tail of the carrier's queue
   * From any other thread     → the global queue
   * Then IdleCarriers.wakeOne, except for what went to an empty next slot: its maker will stop soon,
   * and if not, Watchdog shares the slot.
   *
   * Carriers:  `active` ones are entitled to run: maxProcs of them, once all have started. A stuck one
   *            is not counted; it is replaced, and is one too many when it comes back (cameBack). The
   *            surplus retires to `spares`, in no particular order, for all carriers are alike.
   * Locking:   `this` guards the set of carriers, `active`, `spares`, `procs`. Nothing is run under
   *            it. `carriers`, `procs` and `surplus` are read without it.
   */
  private static final CarrierScheduler INSTANCE = new CarrierScheduler();

  final GlobalRunQueue global = new GlobalRunQueue();
  final IdleCarriers idle = new IdleCarriers();
  final Quiescence quiescence = new Quiescence(this);
  final Watchdog watchdog = new Watchdog(this);

  private final int maxExtra = Integer.getInteger("heddle.extracarriers", 256);
  private final List<Carrier> spares = new ArrayList<>();
  private final AtomicLong startedOutside = new AtomicLong();
  private volatile Carrier[] carriers = {};
  private volatile int procs;
  private volatile int active;
  private volatile boolean surplus;

  private CarrierScheduler() {}

  static CarrierScheduler instance() {
    return INSTANCE;
  }

  /** Starts the carriers and takes over the timers, at the first use. */
  private synchronized void startUp() {
    if (procs == 0) {
      TimerService.get().drivenBy(this);
      procs = configuredProcs();
      fillUp();
      SchedTrace.startIfWanted(this);
    }
  }

  private static int configuredProcs() {
    var s = System.getProperty("heddle.maxprocs", System.getenv("HEDDLE_MAXPROCS"));
    if (s != null) {
      try {
        int n = Integer.parseInt(s.strip());
        if (n > 0) {
          return n;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      System.err.println("heddle: maxprocs must be a whole number above 0, not " + s);
    }
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  Thread newThread(Goroutine g, String name) {
    if (procs == 0) {
      startUp();
    }
    return JdkInternals.newVirtualThread(g, name, g);
  }

  @Override
  void start(Goroutine g, Thread thread) {
    count(g);
    JdkInternals.start(thread);
  }

  @Override
  void begun(Goroutine g) {
    count(g);
  }

  private void count(Goroutine g) {
    if (!g.isCounted) {
      g.isCounted = true;
      var c = Carrier.current();
      if (c != null) {
        c.started++;
      } else {
        startedOutside.incrementAndGet();
      }
    }
  }

  @Override
  void ended(Goroutine g) {
    if (g.entry != null) {
      Registry.get().unlink(g);
    }
    var c = Carrier.current();
    if (c != null) {
      c.ended++;
    }
  }

  /** {@code r} can run: called by the JDK, on whatever thread made it so. */
  void ready(Ready r) {
    var thread = JdkInternals.currentCarrier();
    if (!(thread instanceof Carrier c)) {
      global.put(r);
      idle.wakeOne();
    } else if (Thread.currentThread() == thread) {
      c.putYielded(r);
    } else {
      c.putNext(r);
    }
  }

  @Override
  @Nullable Goroutine current() {
    return goroutineOf(Thread.currentThread());
  }

  private static @Nullable Goroutine goroutineOf(Thread thread) {
    return thread.isVirtual()
            && JdkInternals.schedulerOf(thread) instanceof Goroutine g
            && g.thread() == thread
        ? g
        : null;
  }

  /**
   * The short way to make a goroutine ready that is fully parked: one CAS, and into the next slot.
   * LockSupport.unpark, the long way, would also set the thread's permit, which its continuation
   * would have to take back: two more atomic steps, 20 ns of a switch.
   */
  @Override
  public void unpark(Thread thread) {
    var g = goroutineOf(thread);
    if (g == null || !JdkInternals.unparkParked(thread)) {
      LockSupport.unpark(thread);
      return;
    }
    var carrier = JdkInternals.currentCarrier();
    if (!(carrier instanceof Carrier c && Thread.currentThread() != c && c.putNextIfEmpty(g))) {
      JdkInternals.pinned(g, this::ready);
    }
  }

  @Override
  public void yield() {
    var c = Carrier.current();
    if (c == null || c.mustYield()) {
      Thread.yield();
    }
  }

  @Override
  public void earlierDeadline(long when) {
    // A carrier looks at the timers itself before it sleeps; if it computes on, the watchdog does.
    if (Carrier.current() == null) {
      idle.wakeOneMore();
    }
  }

  boolean hasWork() {
    if (global.size() > 0) {
      return true;
    }
    for (var c : carriers) {
      if (c.hasQueued()) {
        return true;
      }
    }
    return false;
  }

  Carrier[] carriers() {
    return carriers;
  }

  @Override
  public boolean isIdle() {
    return isResting() && !hasWork();
  }

  /** True if no carrier runs anything: those that are entitled to sleep, and none is stuck. */
  boolean isResting() {
    if (idle.size() < active) {
      return false;
    }
    for (var c : carriers) {
      if (c.stuck) {
        return false;
      }
    }
    return true;
  }

  @Override
  void forEachActive(Consumer<Goroutine> action) {
    forEachFirstRun(action);
    for (var c : carriers) {
      c.forEachQueued(action);
    }
    global.forEach(action);
  }

  private void forEachFirstRun(Consumer<Goroutine> action) {
    for (var c : carriers) {
      var g = c.running();
      if (g != null) {
        action.accept(g);
      }
    }
  }

  @Override
  public long count() {
    long n = startedOutside.get() - Registry.get().collected();
    for (var c : carriers) {
      n += c.started - c.ended;
    }
    return n;
  }

  @Override
  public int maxProcs() {
    if (procs == 0) {
      startUp();
    }
    return procs;
  }

  @Override
  public int maxProcs(int n) {
    int former = maxProcs();
    synchronized (this) {
      procs = n;
      surplus = active > n;
      fillUp();
    }
    if (surplus) {
      for (var c : carriers) {
        LockSupport.unpark(c);
      }
    }
    return former;
  }

  synchronized int spareCount() {
    return spares.size();
  }

  boolean hasSurplus() {
    return surplus;
  }

  /** The watchdog has found {@code c} stuck: another one runs what it leaves lying. */
  synchronized void replace(Carrier c) {
    if (c.stuck || spares.isEmpty() && carriers.length >= procs + maxExtra) {
      return;
    }
    c.stuck = true;
    active--;
    fillUp();
  }

  /** A stuck carrier has finished its turn: it counts again, and there may be one too many. */
  void cameBack(Carrier c) {
    synchronized (this) {
      c.stuck = false;
      active++;
      surplus = active > procs;
    }
    retireIfSurplus(c);
  }

  /** Sleeps among the spares while there are more active carriers than maxProcs. */
  void retireIfSurplus(Carrier c) {
    synchronized (this) {
      if (active <= procs) {
        surplus = false;
        return;
      }
      active--;
      surplus = active > procs;
      c.recalled = false;
      spares.add(c);
    }
    c.handOver();
    while (!c.recalled) {
      LockSupport.park(this);
    }
  }

  /** Guarded by this. Wakes spares, or makes carriers, until maxProcs are active. */
  private void fillUp() {
    while (active < procs) {
      if (!spares.isEmpty()) {
        var c = spares.removeLast();
        c.recalled = true;
        LockSupport.unpark(c);
      } else {
        var c = new Carrier(this, carriers.length + 1);
        try {
          c.start();
        } catch (OutOfMemoryError e) {
          reportFailure(c, e);
          return; // go on with those that exist
        }
        var all = Arrays.copyOf(carriers, carriers.length + 1);
        all[all.length - 1] = c;
        carriers = all;
      }
      active++;
    }
  }

  void reportFailure(Carrier c, Throwable e) {
    try {
      System.err.println("heddle: " + c.getName() + " goes on after " + e);
      e.printStackTrace();
    } catch (Throwable again) {
      // no memory even for that
    }
  }

  /** What a person who looks for a lost goroutine wants to know. */
  @Override
  public String toString() {
    var s = new StringBuilder();
    s.append("procs ").append(procs).append(", active ").append(active);
    s.append(", surplus ").append(surplus).append(", spares ").append(spareCount());
    s.append(", idle ").append(idle.size()).append(", searching ").append(idle.searching());
    s.append(", global ").append(global.size());
    for (var c : carriers) {
      s.append("\n  ").append(c.inWords());
    }
    return s.toString();
  }
}
