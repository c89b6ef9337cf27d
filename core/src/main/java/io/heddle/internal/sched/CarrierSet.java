// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * All carriers: as many as are entitled to run at once, those that are stuck, and the spares. How
 * many are entitled, maxProcs, can change at any time.
 *
 * <p>At the start it is {@code -Dheddle.maxprocs}, else {@code HEDDLE_MAXPROCS}, else the
 * processors that are available. {@code -Dheddle.extracarriers} (256) bounds the carriers that
 * stand in for stuck ones.
 */
final class CarrierSet {
  /*
   *            recall, or a new one                 Watchdog: no turn for 10 ms
   *   SPARE ───────────────────────▶ ACTIVE ───────────────────────────────────▶ STUCK
   *     ▲                            │    ▲                                        │
   *     └── more active than procs ──┘    └────────── its turn ends: cameBack ─────┘
   *
   * Active:    `active` of them, which is `procs` once all have started. A stuck one is not counted; it
   *            is replaced, and is one too many when it comes back. The surplus retires to `spares`, in
   *            no particular order, for all carriers are alike. No carrier ever ends.
   * Late:      a turn may end while the watchdog calls it stuck. A full fence at each turn's end would let
   *            the carrier notice for sure; the watchdog's next tick does without.
   * Liveness:  who retires hands over all it has, and wakes one that sleeps: that one then minds the
   *            timers and the search for deadlocks, in case the retired one did.
   * Locking:   `this` guards the set of carriers and the numbers. Nothing is run under it.
   *            What is volatile is read without it.
   */
  private final CarrierScheduler scheduler;
  private final int maxExtra = Integer.getInteger("heddle.extracarriers", 256);
  private final List<Carrier> spares = new ArrayList<>();
  private volatile Carrier[] all = {};
  private volatile int procs;
  private volatile int active;
  private volatile boolean surplus;
  private volatile int stuck;
  private volatile long reliefs;
  private boolean hasSaidSo;
  private boolean hasSaidStuck;

  CarrierSet(CarrierScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Starts as many as are configured. */
  synchronized void start() {
    procs = configuredProcs();
    fillUp();
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

  /** Those that have ever been started; the array is never written to. */
  Carrier[] all() {
    return all;
  }

  /** How many are entitled to run; 0 before the start. */
  int procs() {
    return procs;
  }

  /** Changes that; returns the former value. */
  int procs(int n) {
    int former;
    synchronized (this) {
      former = procs;
      procs = n;
      surplus = active > n;
      fillUp();
    }
    if (surplus) {
      wakeAll();
    }
    return former;
  }

  int active() {
    return active;
  }

  /** How often a stuck carrier was replaced. */
  long reliefs() {
    return reliefs;
  }

  synchronized int spareCount() {
    return spares.size();
  }

  /** Whether one of the active ones is to retire. */
  boolean hasSurplus() {
    return surplus;
  }

  /** How many stuck ones there are. */
  int stuck() {
    return stuck;
  }

  /**
   * The watchdog has found {@code c} stuck in that turn: another one runs what it leaves lying.
   * Nothing happens if the turn is over.
   */
  synchronized void replace(Carrier c, long turn) {
    if (c.stuck || c.turns() != turn || !c.mayHold()) {
      return;
    }
    if (stuck >= maxExtra) {
      sayThatAllAreStuck();
      return;
    }
    c.stuck = true;
    stuck++;
    active--;
    reliefs++;
    fillUp();
  }

  private void sayThatAllAreStuck() {
    if (stuck > 0 && !hasSaidStuck) { // with a bound of 0 nobody expects more
      hasSaidStuck = true;
      System.err.println(
          "heddle: "
              + stuck
              + " goroutines keep their carriers (in native code, a class initializer, a"
              + " computation), and no more carriers are added; what is ready waits for them:"
              + " -Dheddle.extracarriers="
              + maxExtra);
    }
  }

  /** Where a carrier could not be started it is tried again; called now and then. */
  void tryAgain() {
    if (active < procs) {
      synchronized (this) {
        fillUp();
      }
    }
  }

  /**
   * A stuck carrier has finished its turn: it counts again, and there may be one too many. Who it
   * is will be seen before its next turn, when its stack no longer names the goroutine of this one.
   */
  synchronized void cameBack(Carrier c) {
    if (c.stuck) {
      c.stuck = false;
      stuck--;
      active++;
      surplus = active > procs;
    }
  }

  /**
   * The same, told by the watchdog, which sees that a later turn has come: the turn that was stuck
   * ended just as it was called that, and the carrier has not noticed.
   */
  void hasComeBack(Carrier c) {
    cameBack(c);
    if (surplus) {
      wakeAll();
    }
  }

  /** So that one of them retires. */
  private void wakeAll() {
    for (var c : all) {
      LockSupport.unpark(c);
    }
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
      c.becomeSpare();
      spares.add(c);
    }
    c.sleepAsSpare();
  }

  /** Guarded by this. Wakes spares, or makes carriers, until maxProcs are active. */
  private void fillUp() {
    while (active < procs) {
      if (!spares.isEmpty()) {
        spares.removeLast().recall();
      } else {
        var c = new Carrier(scheduler, all.length + 1);
        try {
          c.start();
        } catch (OutOfMemoryError e) {
          goOnWithout(c, e);
          return;
        }
        var more = Arrays.copyOf(all, all.length + 1);
        more[more.length - 1] = c;
        all = more;
      }
      active++;
    }
  }

  /**
   * Those that exist go on; without any nothing would ever run, which is for the caller to know.
   */
  private void goOnWithout(Carrier c, OutOfMemoryError e) {
    if (all.length == 0) {
      procs = 0;
      throw e;
    }
    if (!hasSaidSo) {
      hasSaidSo = true;
      System.err.println("heddle: goes on without " + c.getName() + ": " + e);
    }
  }

  /** The numbers, for a person. */
  @Override
  public String toString() {
    return "procs "
        + procs
        + ", active "
        + active
        + ", surplus "
        + surplus
        + ", spares "
        + spareCount();
  }
}
