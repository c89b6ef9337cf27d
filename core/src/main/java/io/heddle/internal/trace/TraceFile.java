// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import io.heddle.internal.sched.RuntimeThreads;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A trace that goes to a file: a thread of its own writes what carriers hand over. */
final class TraceFile implements Sink, Runnable, Closeable {
  /*
   * Waiting:  the writer looks every few milliseconds; a carrier never waits for it. Whatever there is no
   *           room for in memory while the disk is too slow is lost and counted.
   * Killed:   what is in the carriers' buffers is written behind the last block once a second, and
   *           written over later. So a process that is killed leaves all but the last second.
   * Full:     after an error the file is cut behind its last whole block, and the header, which has its
   *           place already, says so. The program goes on.
   * Interrupt: not a FileChannel, which an interrupt of its user closes.
   */
  private static final long PERIOD_MILLIS = 5;
  private static final long PROVISIONAL_NANOS = 1_000_000_000;
  private static final long LEAST_MEMORY = 16L << 20;
  private static final int MOST_PENDING =
      (int) (Math.max(LEAST_MEMORY, Runtime.getRuntime().maxMemory() / 8) / EventBuffer.SIZE);
  private static final int MOST_SPARE = 64;

  private final Path path;
  private final RandomAccessFile file;
  private final Header header;
  private final Recorder recorder = new Recorder(this);
  private final Collections collections = new Collections(recorder);
  private final ConcurrentLinkedQueue<EventBuffer.Block> full = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<byte[]> spare = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicInteger spares = new AtomicInteger();
  private final Thread writer = RuntimeThreads.unstarted("heddle-trace", this);
  private final StopHook hook = new StopHook(this);
  private volatile boolean isEnding;
  private volatile @Nullable String failure;

  // The writer's alone, but for `lost`, which is guarded by the recorder's lock.
  private volatile long lost;
  private long end = TraceFormat.HEADER;
  private long written;

  private TraceFile(Path path) throws IOException {
    this.path = path;
    Files.write(path, new byte[0]); // so that what is wrong with the path is told as the JDK does
    file = new RandomAccessFile(path.toFile(), "rw");
    header = Header.now(System.nanoTime());
    try {
      file.write(header.bytes());
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  static TraceFile start(Path path) throws IOException {
    var trace = new TraceFile(path);
    try {
      Runtime.getRuntime().addShutdownHook(trace.hook);
    } catch (IllegalStateException e) {
      trace.file.close();
      throw new IOException("the process is ending");
    }
    trace.recorder.begin();
    trace.writer.start();
    return trace;
  }

  Recorder recorder() {
    return recorder;
  }

  /** Whether an error has ended it, so that it is in nobody's way. */
  boolean isCutOff() {
    return failure != null;
  }

  /** Ends it and waits until all is written. What went wrong has been told on standard error. */
  @Override
  public void close() {
    synchronized (hook) {
      if (!isEnding) {
        recorder.metrics();
        isEnding = true;
      }
    }
    boolean interrupted = false;
    while (true) {
      try {
        writer.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      if (Thread.currentThread() != hook) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    } catch (IllegalStateException e) {
      // it is on its way, and finds nothing to do
    }
  }

  @Override
  public byte @Nullable [] take(EventBuffer.Block b) {
    if (failure != null || pending.get() >= MOST_PENDING) {
      lost += b.events();
      return b.bytes();
    }
    pending.incrementAndGet();
    full.add(b);
    var next = spare.poll();
    if (next != null) {
      spares.decrementAndGet();
    }
    return next;
  }

  @Override
  public void run() {
    try {
      long provisional = System.nanoTime();
      while (!isEnding && failure == null) {
        drain();
        collections.look();
        if (System.nanoTime() - provisional > PROVISIONAL_NANOS) {
          writeProvisionally(recorder.copies());
          provisional = System.nanoTime();
        }
        pause();
      }
      collections.look();
      var rest = recorder.end();
      drain();
      write(rest);
      finish(TraceFormat.COMPLETE, "");
    } catch (IOException | OutOfMemoryError e) {
      fail(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PERIOD_MILLIS);
    } catch (InterruptedException e) {
      // nobody's: go on
    }
  }

  private void drain() throws IOException {
    for (var b = full.poll(); b != null; b = full.poll()) {
      pending.decrementAndGet();
      write(List.of(b));
      if (spares.get() < MOST_SPARE) {
        spares.incrementAndGet();
        spare.add(b.bytes());
      }
    }
  }

  private void write(List<EventBuffer.Block> blocks) throws IOException {
    for (var b : blocks) {
      file.seek(end);
      writeBlock(b);
      end = file.getFilePointer();
      written += b.events();
    }
  }

  private void writeProvisionally(List<EventBuffer.Block> blocks) throws IOException {
    file.seek(end);
    for (var b : blocks) {
      writeBlock(b);
    }
    file.setLength(file.getFilePointer());
  }

  private void writeBlock(EventBuffer.Block b) throws IOException {
    file.write(headerOf(b));
    file.write(b.bytes(), 0, b.length());
  }

  static byte[] headerOf(EventBuffer.Block b) {
    return ByteBuffer.allocate(TraceFormat.BLOCK_HEADER)
        .putInt(TraceFormat.BLOCK)
        .putInt(b.stream())
        .putInt(b.length())
        .putLong(b.first())
        .array();
  }

  private void finish(byte how, String note) throws IOException {
    file.setLength(end);
    file.seek(0);
    file.write(header.ended(lost, how, note).bytes());
    file.close();
    if (lost > 0) {
      System.err.println(
          "heddle: trace " + path + ": " + lost + " events are missing, the disk was too slow");
    }
  }

  private void fail(Throwable e) {
    var why = String.valueOf(e.getMessage());
    failure = why;
    recorder.end();
    full.clear();
    try {
      finish(TraceFormat.CUT, why);
    } catch (IOException again) {
      // the disk is gone: the file has no end, and its reader says so
    }
    System.err.println(
        "heddle: trace "
            + path
            + " is cut off after "
            + written
            + " events: "
            + why
            + "; the program goes on");
  }

  /** Ends the trace with the process. */
  private static final class StopHook extends Thread {
    private final TraceFile trace;

    StopHook(TraceFile trace) {
      super("heddle-trace-end");
      this.trace = trace;
    }

    @Override
    public void run() {
      trace.close();
    }
  }
}
