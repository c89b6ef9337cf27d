// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

/** What the initialiser of a class did, for those who use the class afterwards. */
final class ClassInit {
  private volatile Moment end;
  private volatile long epoch;

  /** The initialiser ends. */
  void done(ThreadState s) {
    long now = s.mark();
    end = s.release();
    epoch = now;
  }

  /** The JVM has made sure that the class is initialised before the thread goes on. */
  void use(ThreadState s) {
    long e = epoch;
    if (e != 0 && !s.clock.knows(e)) {
      s.clock.learn(end);
    }
  }
}
