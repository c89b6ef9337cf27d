// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Arrays;

/** What the initialiser of a class did, for those who use the class afterwards. */
final class ClassInit {
  /*
   * Order:  a first access of a static field learns the time at which the initialiser ended.
   * Done:   `new`, a call of a static method and Class.forName order as well, and far too often to be told of each.
   *         So whatever initialisers did counts as known to everybody once they have ended: the times that they took
   *         are looked up when a race is about to be reported, and cost nothing else. A race with an
   *         initialiser is seen only while that runs.
   * Locking: `DONE`.
   * Checked by: MemoryOrderTest, CorpusTest.
   */
  private static final Object DONE = new Object();

  /** Pairs of epochs, of one slot each: the first and the last one of an initialiser. */
  private static long[] times = new long[64];

  private static int count;

  private volatile Moment end;
  private volatile long epoch;

  /** Of the thread that runs the initialiser. */
  private long begin;

  /** The initialiser begins. */
  void begins(ThreadState s) {
    s.release(); // what was done before has another epoch
    begin = s.epoch;
  }

  /** The initialiser ends. */
  void done(ThreadState s) {
    long now = s.mark();
    end = s.release();
    epoch = now;
    add(Epoch.slot(begin) == Epoch.slot(now) ? begin : now, now);
  }

  /** The JVM has made sure that the class is initialised before the thread goes on. */
  void use(ThreadState s) {
    long e = epoch;
    if (e != 0 && !s.clock.knows(e)) {
      s.clock.learn(end);
    }
  }

  private static void add(long first, long last) {
    synchronized (DONE) {
      if (count == times.length) {
        times = Arrays.copyOf(times, count * 2);
      }
      times[count++] = first;
      times[count++] = last;
    }
  }

  /** True for the word of an access that an initialiser has made which has ended. */
  static boolean isDone(long word) {
    synchronized (DONE) {
      for (int i = 0; i < count; i += 2) {
        if (Epoch.slot(word) == Epoch.slot(times[i])
            && Epoch.clock(times[i]) <= Epoch.clock(word)
            && Epoch.clock(word) <= Epoch.clock(times[i + 1])) {
          return true;
        }
      }
      return false;
    }
  }
}
