// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The traces of this process: at most one goes to a file, any number is kept in memory. */
public final class Traces {
  private static final List<Recorder> RECORDERS = new CopyOnWriteArrayList<>();
  private static final AtomicLong TASKS = new AtomicLong();

  /** Guarded by the class. */
  private static @Nullable TraceFile toFile;

  private Traces() {}

  /** What is kept in memory, until it is asked for. */
  public interface Recent {
    void dump(Path file) throws IOException;

    void close();
  }

  /** True if this began one; false if another goes to a file already. */
  public static synchronized boolean start(Path file) throws IOException {
    if (toFile != null && !toFile.isCutOff()) {
      return false;
    }
    stop();
    var trace = TraceFile.start(file);
    toFile = trace;
    RECORDERS.add(trace.recorder());
    return true;
  }

  /** Ends the one that goes to a file, if there is any. */
  public static synchronized void stop() {
    var trace = toFile;
    if (trace != null) {
      toFile = null;
      RECORDERS.remove(trace.recorder());
      trace.close();
    }
  }

  /** The one that goes to a file, to be compared; null if there is none. */
  public static synchronized @Nullable Object current() {
    return toFile;
  }

  public static Recent recent(long keepNanos) {
    var ring = Ring.start(keepNanos);
    RECORDERS.add(ring.recorder());
    return new Recent() {
      @Override
      public void dump(Path file) throws IOException {
        ring.dump(file);
      }

      @Override
      public void close() {
        RECORDERS.remove(ring.recorder());
        ring.close();
      }
    };
  }

  public static void region(boolean begins, String name) {
    tell(r -> r.region(begins, name));
  }

  public static void log(String text) {
    tell(r -> r.log(text));
  }

  /** The number of a new task. */
  public static long taskBegins(String name) {
    long number = TASKS.incrementAndGet();
    tell(r -> r.taskBegins(number, name));
    return number;
  }

  public static void taskEnds(long number) {
    tell(r -> r.taskEnds(number));
  }

  private static void tell(Consumer<Recorder> what) {
    if (!RECORDERS.isEmpty()) {
      RECORDERS.forEach(what);
    }
  }
}
