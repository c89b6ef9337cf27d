// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static io.heddle.jcstress.Unchecked.unchecked;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * Rule: many readers or one writer hold an RWMutex, whatever its readers word goes through; who
 * gives up, or is refused, leaves nothing behind.
 */
final class RWMutexTests {
  private RWMutexTests() {}

  /** A writer and a reader: the reader sees all of the writer's section, or nothing of it. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "before or after")
  @Outcome(expect = FORBIDDEN, desc = "both were in at once")
  @State
  public static class ReaderAndWriter {
    private final RWMutex mutex = new RWMutex();
    private int x;
    private int y;

    @Actor
    public void writer() {
      mutex.writeLock().lock();
      x = 1;
      for (int i = 0; i < 20; i++) {
        Thread.onSpinWait();
      }
      y = 1;
      mutex.writeLock().unlock();
    }

    @Actor
    public void reader(II_Result r) {
      mutex.readLock().lock();
      r.r2 = y;
      r.r1 = x;
      mutex.readLock().unlock();
    }
  }

  /** The same with a reader that only tries. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 1", "-1, -1"},
      expect = ACCEPTABLE,
      desc = "before, after, refused")
  @Outcome(expect = FORBIDDEN, desc = "both were in at once")
  @State
  public static class TryingReader {
    private final RWMutex mutex = new RWMutex();
    private int x;
    private int y;

    @Actor
    public void writer() {
      mutex.writeLock().lock();
      x = 1;
      y = 1;
      mutex.writeLock().unlock();
    }

    @Actor
    public void reader(II_Result r) {
      if (mutex.readLock().tryLock()) {
        r.r2 = y;
        r.r1 = x;
        mutex.readLock().unlock();
      } else {
        r.r1 = -1;
        r.r2 = -1;
      }
    }
  }

  /** Two writers, one of which only tries. */
  @JCStressTest
  @Outcome(
      id = {"2, true", "1, false"},
      expect = ACCEPTABLE,
      desc = "all counted")
  @Outcome(expect = FORBIDDEN, desc = "both were in at once")
  @State
  public static class TwoWriters {
    private final RWMutex mutex = new RWMutex();
    private int count;

    @Actor
    public void writer() {
      mutex.writeLock().lock();
      count++;
      mutex.writeLock().unlock();
    }

    @Actor
    public void trying(IZ_Result r) {
      r.r2 = mutex.writeLock().tryLock();
      if (r.r2) {
        count++;
        mutex.writeLock().unlock();
      }
    }

    @Arbiter
    public void sum(IZ_Result r) {
      r.r1 = count;
    }
  }

  /** A refused read unlock, and a writer that sees its step there and back. */
  @JCStressTest
  @Outcome(
      id = {"refused, in", "refused, out"},
      expect = ACCEPTABLE,
      desc = "nothing has changed")
  @Outcome(expect = FORBIDDEN, desc = "not refused, or the lock is not free in the end")
  @State
  public static class RefusedUnlock {
    private final RWMutex mutex = new RWMutex();

    @Actor
    public void wrong(LL_Result r) {
      try {
        mutex.readLock().unlock();
        r.r1 = "not refused";
      } catch (IllegalMonitorStateException e) {
        r.r1 = "refused";
      }
    }

    @Actor
    public void writer(LL_Result r) {
      boolean in = mutex.writeLock().tryLock();
      if (in) {
        mutex.writeLock().unlock();
      }
      r.r2 = in ? "in" : "out";
    }

    @Arbiter
    public void end(LL_Result r) {
      if (!mutex.writeLock().tryLock()) {
        r.r2 = r.r2 + ", then " + mutex;
      }
    }
  }

  /** A writer that gives up while the reader leaves for whom it waits. */
  @JCStressTest
  @Outcome(
      id = {"true, written", "false, free"},
      expect = ACCEPTABLE,
      desc = "his, or free")
  @Outcome(expect = FORBIDDEN, desc = "held by nobody, or not held by its owner")
  @State
  public static class WriterGivesUp {
    private final RWMutex mutex = new RWMutex();

    public WriterGivesUp() {
      mutex.readLock().lock();
    }

    @Actor
    public void reader() {
      for (int i = 0; i < 50; i++) {
        Thread.onSpinWait();
      }
      mutex.readLock().unlock();
    }

    @Actor
    public void writer(ZL_Result r) {
      unchecked(() -> r.r1 = mutex.writeLock().lock(Duration.ofNanos(2_000)));
    }

    @Arbiter
    public void end(ZL_Result r) {
      if (mutex.readLock().tryLock()) {
        mutex.readLock().unlock();
        r.r2 = mutex.writeLock().tryLock() ? "free" : "closed to writers: " + mutex;
      } else {
        r.r2 = mutex.toString().contains("held by") ? "written" : mutex.toString();
      }
    }
  }
}
