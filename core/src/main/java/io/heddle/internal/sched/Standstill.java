// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

/**
 * The watchdog's own watchdog: where goroutines are ready and no carrier has ended or begun a turn
 * for ten seconds, one line says so and why, for nobody else could.
 */
final class Standstill {
  /*
   * The watchdog asks at each tick; so nothing is said while the whole process stands still. Once for
   * each standstill: it must have moved before another is told.
   * Checked by: StandstillTest
   */
  static final long NANOS = 10_000_000_000L;

  private final CarrierScheduler scheduler;
  private long movedAt;
  private boolean hasSaidSo;

  Standstill(CarrierScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Watchdog only.
   *
   * @param moves whether anything has moved since the last call, or nothing is ready
   * @return true if it has said so now
   */
  boolean look(long now, boolean moves) {
    if (moves) {
      movedAt = now;
      hasSaidSo = false;
      return false;
    }
    boolean tells = !hasSaidSo && now - movedAt >= NANOS;
    if (tells) {
      hasSaidSo = true;
      LastWords.STANDS_STILL.about(this);
    }
    return tells;
  }

  /** It begins anew: the process itself has stood still. */
  void forget(long now) {
    movedAt = now;
  }

  /** What keeps the carriers, for a person. */
  @Override
  public String toString() {
    var carriers = scheduler.carriers;
    int stuck = 0;
    for (var c : carriers.all()) {
      stuck += c.stuck ? 1 : 0;
    }
    return "of "
        + carriers.all().length
        + " carriers "
        + stuck
        + " are kept by native code, a class initializer or a computation"
        + (carriers.active() < carriers.procs() ? ", and no more threads can be started" : "")
        + "; -Dheddle.extracarriers bounds those that stand in";
  }
}
