// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import io.heddle.internal.sched.Scheduler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where the events of a trace are written, each by one at a time, until a {@link Sink} has them.
 */
abstract class Streams {
  /*
   * Who writes:  a carrier, and the goroutine that runs on it, write into the carrier's stream, which
   *              is theirs alone, without a lock: a goroutine leaves its carrier only where it parks.
   *              All other threads share a few streams, each under a flag.
   * Handing over: a full buffer is given to the sink, and the next one becomes the stream's, under
   *              `lock`. A look at all buffers takes the same lock, and so sees each block once: in the
   *              sink or in a stream. What a look finds in a buffer are whole events, see EventBuffer.
   * The lock:    is held for some hundred instructions, and no thread that holds it can be descheduled
   *              by us; who finds it taken spins, for to wait would mean to park in a park.
   * Checked by:  TraceTest
   */
  static final int STRIPES = 8;

  private final AtomicBoolean lock = new AtomicBoolean();
  private final Sink sink;
  private final Stream[] shared = new Stream[STRIPES];
  private volatile Stream[] carriers = {};
  private volatile boolean isClosed;

  Streams(Sink sink) {
    this.sink = sink;
    for (int i = 0; i < STRIPES; i++) {
      shared[i] = new Stream(this, TraceFormat.SHARED + i, System.nanoTime());
    }
  }

  /** Copies of what has not been handed over yet. */
  final List<EventBuffer.Block> copies(boolean closing) {
    var all = new ArrayList<EventBuffer.Block>();
    take(lock);
    try {
      if (isClosed) {
        return all;
      }
      isClosed = closing;
      for (var s : carriers) {
        if (s != null) {
          all.add(s.buffer.copy());
        }
      }
      for (var s : shared) {
        all.add(s.buffer.copy());
      }
    } finally {
      lock.set(false);
    }
    all.removeIf(b -> b.length() == 0);
    return all;
  }

  /** Called by the stream's writer: its buffer is full. */
  final EventBuffer handOver(Stream s, EventBuffer full) {
    take(lock);
    try {
      byte[] next = null;
      if (!isClosed && full.length() > 0) {
        next = sink.take(full.block());
      }
      var fresh =
          new EventBuffer(
              s.number, next == null ? new byte[EventBuffer.SIZE] : next, System.nanoTime());
      s.buffer = fresh;
      return fresh;
    } finally {
      lock.set(false);
    }
  }

  private static void take(AtomicBoolean flag) {
    while (!flag.compareAndSet(false, true)) {
      while (flag.getPlain()) {
        Thread.onSpinWait();
      }
    }
  }

  final Stream ofCarrier(int number) {
    var all = carriers;
    return number < all.length && all[number] != null ? all[number] : added(number);
  }

  private Stream added(int number) {
    take(lock);
    try {
      if (number >= carriers.length) {
        carriers = Arrays.copyOf(carriers, Math.max(2 * carriers.length, number + 1));
      }
      var all = carriers;
      var s = all[number];
      if (s == null) {
        s = new Stream(this, number, System.nanoTime());
        all[number] = s;
      }
      return s;
    } finally {
      lock.set(false);
    }
  }

  /** Writes an event of whoever calls. */
  interface Event {
    void write(Stream s, long time);
  }

  final void write(Event e) {
    int carrier = Scheduler.carrierOfCaller();
    if (carrier >= 0) {
      e.write(ofCarrier(carrier), System.nanoTime());
      return;
    }
    var s = shared[(int) Thread.currentThread().threadId() & STRIPES - 1];
    take(s.held);
    try {
      e.write(s, System.nanoTime());
    } finally {
      s.held.set(false);
    }
  }
}
