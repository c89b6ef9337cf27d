// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.heddle.internal.hook.PumpedChannels;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What others tell a pump. A note wakes it, but only the first: those that come until it reads are
 * read with that.
 *
 * @param <T> a note
 */
final class Notes<T> {
  /*
   * A bell costs the lock of the channel that users send to or receive from, and a note comes with each
   * value. So `told` says that the bell has been rung and nothing has been read since:
   *   add    note, then told := true; rings if it was false
   *   read   told := false, then the notes
   * Who finds it true has left the note before read made it false, or read would not have been the first
   * to do so; so the note is found. Who adds in between rings once more, which is harmless.
   * Checked by: QueueTest, ManyValuesTest
   */
  private final PumpedChannels.End bell;
  private final ConcurrentLinkedQueue<T> notes = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean told = new AtomicBoolean();

  /**
   * Empty.
   *
   * @param bell what the pump waits at
   */
  Notes(PumpedChannels.End bell) {
    this.bell = bell;
  }

  void add(T note) {
    notes.add(note);
    if (!told.getAndSet(true)) {
      bell.ring();
    }
  }

  /** All there are, in turn; the pump calls it. */
  void read(Consumer<? super T> reader) {
    told.set(false);
    for (var note = notes.poll(); note != null; note = notes.poll()) {
      reader.accept(note);
    }
  }

  boolean isEmpty() {
    return notes.isEmpty();
  }
}
