// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

/** Something to be done once at an instant: an entry of a {@link TimerHeap}. */
public abstract class TimerTask {
  final TimerShard shard = TimerService.get().ownShard();

  /** When it is due, by {@link TimeSource}. Written under the shard's lock. */
  long when;

  /** Breaks ties: of equal deadlines the one armed first runs first. */
  long sequence;

  /** Its slot in the heap, -1 outside. Written under the shard's lock. */
  int slot = -1;

  protected TimerTask() {}

  /**
   * Runs on a carrier (or on the timer thread) with no lock held. It must not block: it wakes
   * somebody or starts a goroutine.
   *
   * @param now the instant by {@link TimeSource}, not before the one it was armed for
   */
  protected abstract void fire(long now);

  /** When it was last armed for. */
  public final long when() {
    return when;
  }
}
