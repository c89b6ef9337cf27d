// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

/**
 * What one carrier has done since it started. Written by the carrier alone, by plain stores, so
 * that counting costs next to nothing; others read it and may see it as it was a moment ago.
 */
final class CarrierCounts {
  /** Those whose end it was the last to see. */
  final Ended lastEnded = new Ended();

  /** Goroutines that were started here. */
  long started;

  /** Goroutines that ended here. */
  long ended;

  /** Turns that ended with the goroutine ready to go on. */
  long yields;

  /** Goroutines that it has taken from other carriers. */
  long steals;

  /** How often it was woken from sleep because there was work. */
  long wakeUps;

  /** How long those that it ran had been ready before, as far as that was timed. */
  final Latencies latencies = new Latencies();

  /** The sum of both. */
  CarrierCounts plus(CarrierCounts other) {
    var sum = new CarrierCounts();
    sum.started = started + other.started;
    sum.ended = ended + other.ended;
    sum.yields = yields + other.yields;
    sum.steals = steals + other.steals;
    sum.wakeUps = wakeUps + other.wakeUps;
    sum.lastEnded.addAll(lastEnded);
    sum.lastEnded.addAll(other.lastEnded);
    sum.latencies.plus(latencies);
    sum.latencies.plus(other.latencies);
    return sum;
  }
}
