// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** What a constructor did, for those who come to its object through a final field. */
final class Frozen {
  /*
   * Java promises that who reads a final field sees what it refers to as the constructor left it, even if
   * the object itself came by a race. The object keeps one word, when its constructor ended; the clock of
   * then is taken from its thread as it is now: more order than there is, never less. What the thread did
   * behind the constructor, but before it next released to anybody, counts as before it, too.
   * The clock of another thread is read while that may change it: its entries only grow.
   * Checked by: AccessTest.
   */
  private Frozen() {}

  /** The reader did not know of that time yet. */
  static void learn(ThreadState s, long time) {
    var maker = Slots.ownerOf(time);
    if (maker != null && maker != s) {
      s.clock.learnAll(maker.clock);
    }
    s.clock.learn(Moment.entry(Epoch.slot(time), Epoch.clock(time)));
  }
}
