// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A trace that goes nowhere until somebody asks for the last seconds of it. */
final class Ring implements Sink, Closeable {
  /*
   * Blocks are kept until all their events are too old, or until there are too many. The array of one
   * that is dropped is used again, but not while a dump reads the blocks.
   */
  private static final long MOST_MEMORY =
      Math.min(64L << 20, Math.max(4L << 20, Runtime.getRuntime().maxMemory() / 8));
  private static final int MOST_BLOCKS = (int) (MOST_MEMORY / EventBuffer.SIZE);

  private final AtomicBoolean held = new AtomicBoolean();
  private final ArrayDeque<EventBuffer.Block> kept = new ArrayDeque<>();
  private final Recorder recorder = new Recorder(this);
  private final long keepNanos;
  private final long begin = System.nanoTime();
  private int dumps;

  private Ring(long keepNanos) {
    this.keepNanos = keepNanos;
  }

  static Ring start(long keepNanos) {
    var ring = new Ring(keepNanos);
    ring.recorder.begin();
    return ring;
  }

  Recorder recorder() {
    return recorder;
  }

  @Override
  public byte @Nullable [] take(EventBuffer.Block b) {
    byte[] free = null;
    hold();
    try {
      kept.add(b);
      long oldest = System.nanoTime() - keepNanos;
      while (kept.size() > MOST_BLOCKS || kept.getFirst().last() - oldest < 0) {
        free = kept.removeFirst().bytes();
        if (kept.isEmpty()) {
          break;
        }
      }
      return dumps == 0 ? free : null;
    } finally {
      held.set(false);
    }
  }

  private void hold() {
    while (!held.compareAndSet(false, true)) {
      Thread.onSpinWait();
    }
  }

  /** Writes what there is; it goes on. */
  void dump(Path path) throws IOException {
    recorder.metrics();
    long from = Math.max(begin, System.nanoTime() - keepNanos);
    var blocks = new ArrayList<>(recorder.names(from));
    var rest = recorder.copies(); // first: a block that is handed over in between is there twice
    hold();
    try {
      dumps++;
      blocks.addAll(kept);
    } finally {
      held.set(false);
    }
    try (var out = new BufferedOutputStream(Files.newOutputStream(path))) {
      blocks.addAll(rest);
      out.write(Header.now(from).ended(0, TraceFormat.COMPLETE, "").bytes());
      var seen = new java.util.HashSet<String>();
      for (var b : blocks) {
        if (b.first() == from || seen.add(b.stream() + " " + b.first())) {
          out.write(TraceFile.headerOf(b));
          out.write(b.bytes(), 0, b.length());
        }
      }
    } finally {
      hold();
      dumps--;
      held.set(false);
    }
  }

  @Override
  public void close() {
    recorder.end();
  }
}
