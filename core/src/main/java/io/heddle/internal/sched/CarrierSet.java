// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
   *            no particular order, for all carriers are alike.
   * Unused:    where nobody has needed a carrier for a while, no goroutine lives and no timer is armed, all
   *            end (isUnused), and the next one who needs them starts others (needed). Else a class loader
   *            that has loaded this library would stay for ever, for a thread is held by nobody.
   *            Who makes something ready stores it, then reads isUnused; who sets that looks for
   *            work afterwards. One that finds itself unused hands over what it may still have got.
   * Late:      a turn may end while the watchdog calls it stuck. A full fence at each turn's end would let
   *            the carrier notice for sure; the watchdog's next tick does without.
   * Liveness:  who retires hands over all it has, and wakes one that sleeps: that one then minds the
   *            timers and the search for deadlocks, in case the retired one did.
   * No memory: a carrier that cannot be made is missing, and nothing else; the numbers stay right.
   * Locking:   `this` guards the set of carriers and the numbers. Nothing is run under it.
   *            What is volatile is read without it.
   * Goroutines: do not wait for this monitor but on their carrier (pinned). Else one leaves its carrier for the
   *            wait, is the next whom the JDK wakes, and needs a carrier to take the monitor, while
   *            all carriers, and the watchdog that would relieve them, stand behind it: for ever. The
   *            same may happen at any monitor that carriers enter; but there the watchdog helps.
   */
  private final CarrierScheduler scheduler;

  /** For {@link #procs}: so few that even the last retires. */
  static final int NONE = -1;

  private final int maxExtra = Integer.getInteger("heddle.extracarriers", 256);
  private @Nullable Carrier firstSpare;
  private volatile int spares;
  private volatile Crew crew = new Crew(new Carrier[0], new CarrierCounts(), 0);
  private volatile int procs;
  private volatile int active;
  private volatile boolean surplus;
  private volatile int stuck;
  private volatile long reliefs;
  private volatile boolean isUnused;
  private boolean hasSaidSo;
  private boolean hasSaidStuck;

  /**
   * Who is there, and what those have done who are not any more; never written to.
   *
   * @param turns of those
   */
  record Crew(Carrier[] all, CarrierCounts gone, long turns) {}

  CarrierSet(CarrierScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Starts as many as are configured. */
  synchronized void start() {
    procs = configuredProcs();
    var e = fillUp();
    if (e != null && crew.all.length == 0) {
      procs = 0; // nothing would ever run, which is for the caller to know
      throw e;
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

  /** Those that have been started and not ended; the array is never written to. */
  Carrier[] all() {
    return crew.all;
  }

  /** These, and what is known of those that have ended. */
  Crew crew() {
    return crew;
  }

  boolean isUnused() {
    return isUnused;
  }

  /**
   * A carrier has slept for long: if nobody needs any, all end, and the watchdog too. What has come
   * meanwhile starts them again.
   */
  void endIfUnused() {
    synchronized (this) {
      if (isUnused || !scheduler.isUnused()) {
        return;
      }
      isUnused = true;
      while (firstSpare != null) {
        recallSpare();
        active++;
      }
    }
    scheduler.watchdog.carriersEnd();
    wakeAll();
    if (scheduler.hasWork() || scheduler.hasTimers()) {
      needed();
    }
  }

  /** Somebody has work for a carrier, and there may be none. */
  void needed() {
    if (isUnused) {
      synchronized (this) {
        isUnused = false;
        fillUpOrGoOn();
        isUnused = active == 0; // the next one tries again
      }
    }
  }

  /** A carrier asks whether it is to end; what it has done is kept. */
  boolean ends(Carrier c) {
    if (!isUnused) {
      return false;
    }
    synchronized (this) {
      if (!isUnused) {
        return false;
      }
      var others = Arrays.stream(crew.all).filter(x -> x != c).toArray(Carrier[]::new);
      crew = new Crew(others, crew.gone.plus(c.counts), crew.turns + c.turns());
      active--;
      return true;
    }
  }

  /** How many are entitled to run; 0 before the start. */
  int procs() {
    return procs;
  }

  /** Changes that; returns the former value. */
  int procs(int n) {
    var change = new Change(n);
    JdkInternals.pinned(this, change);
    return change.former;
  }

  /** See Goroutines. */
  private static final class Change implements Consumer<CarrierSet> {
    private final int n;
    private int former;

    Change(int n) {
      this.n = n;
    }

    @Override
    public void accept(CarrierSet set) {
      former = set.setProcs(n);
    }
  }

  private int setProcs(int n) {
    int former;
    synchronized (this) {
      former = procs;
      procs = n;
      surplus = active > n;
      fillUpOrGoOn();
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

  int spareCount() {
    return spares;
  }

  /** Whether one of the active ones is to retire. */
  boolean hasSurplus() {
    return surplus;
  }

  /** How many stuck ones there are. */
  int stuck() {
    return stuck;
  }

  /** True if work may be left lying because no carrier can take the place of a stuck one. */
  boolean lacksCarriers() {
    return active < procs || stuck > 0 && stuck >= maxExtra;
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
    fillUpOrGoOn();
  }

  private void sayThatAllAreStuck() {
    if (stuck > 0 && !hasSaidStuck) { // with a bound of 0 nobody expects more
      hasSaidStuck = true;
      LastWords.NO_EXTRA_CARRIERS.about(maxExtra);
    }
  }

  /** Where a carrier could not be started it is tried again; called now and then. */
  void tryAgain() {
    if (active < procs) {
      synchronized (this) {
        fillUpOrGoOn();
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
    for (var c : crew.all) {
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
      c.nextSpare = firstSpare;
      firstSpare = c;
      spares++;
    }
    c.sleepAsSpare();
  }

  /**
   * Guarded by this. Wakes spares, or makes carriers, until maxProcs are active.
   *
   * @return why one could not be made
   */
  private @Nullable OutOfMemoryError fillUp() {
    while (active < procs) {
      if (firstSpare != null) {
        recallSpare();
      } else {
        try {
          startAnother();
        } catch (OutOfMemoryError e) {
          return e;
        }
      }
      active++;
    }
    return null;
  }

  /** Guarded by this. */
  private void recallSpare() {
    var c = firstSpare;
    if (c != null) {
      firstSpare = c.nextSpare;
      c.nextSpare = null;
      spares--;
      c.recall();
    }
  }

  private void startAnother() {
    var more = Arrays.copyOf(crew.all, crew.all.length + 1);
    var c = new Carrier(scheduler, more.length);
    more[more.length - 1] = c;
    var larger = new Crew(more, crew.gone, crew.turns);
    c.start();
    crew = larger;
  }

  /** Those that exist go on. */
  private void fillUpOrGoOn() {
    var e = fillUp();
    if (e != null && !hasSaidSo) {
      hasSaidSo = true;
      LastWords.NO_CARRIER.about(e);
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
