// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** What the initialiser of a class did, for those who use the class afterwards. */
final class ClassInit {
  private volatile int[] clock;
  private volatile long epoch;

  /** The initialiser ends. */
  void done(ThreadState s) {
    s.ownSlot();
    clock = s.clock.clone();
    epoch = s.epoch;
    s.tick();
  }

  /** The JVM has made sure that the class is initialised before the thread goes on. */
  void use(ThreadState s) {
    long e = epoch;
    if (e != 0 && !Epoch.isKnown(e, s.clock)) {
      s.clock = Epoch.join(s.clock, clock);
    }
  }
}
