// SPDX-License-Identifier: Apache-2.0
package io.heddle.lincheck;

import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.WaitGroup;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The primitives of {@code io.heddle.sync}: what does not wait, and what waits for a moment. */
class LocksLincheckTest {
  /** Bare: tried and given back, by whomever. */
  public static class TriedMutex {
    private final Mutex mutex = new Mutex();

    @Operation
    public boolean tryLock() {
      return mutex.tryLock();
    }

    @Operation
    public void unlock() {
      mutex.unlock();
    }

    public static class Spec {
      private boolean locked;

      public boolean tryLock() {
        boolean was = locked;
        locked = true;
        return !was;
      }

      public void unlock() {
        if (!locked) {
          throw new IllegalMonitorStateException();
        }
        locked = false;
      }
    }
  }

  /** A counter that is no atomic, under each of the ways to wait for a mutex. */
  public static class CounterInMutex {
    private final Mutex mutex = new Mutex();
    private int n;

    @Operation
    public int next() {
      mutex.lock();
      try {
        return ++n;
      } finally {
        mutex.unlock();
      }
    }

    @Operation
    public int twice() throws InterruptedException {
      mutex.lockInterruptibly();
      try {
        n *= 2;
        return n;
      } finally {
        mutex.unlock();
      }
    }

    public static class Spec {
      private int n;

      public int next() {
        return ++n;
      }

      public int twice() {
        n *= 2;
        return n;
      }
    }
  }

  /** A pair that readers must never see half changed. */
  public static class PairInRWMutex {
    private final RWMutex mutex = new RWMutex();
    private int left;
    private int right;

    @Operation
    public int next() {
      mutex.writeLock().lock();
      left++;
      right++;
      int n = left;
      mutex.writeLock().unlock();
      return n;
    }

    @Operation
    public int read() {
      mutex.readLock().lock();
      int n = left == right ? left : -1;
      mutex.readLock().unlock();
      return n;
    }

    @Operation
    public int readInterruptibly() throws InterruptedException {
      mutex.readLock().lockInterruptibly();
      int n = left == right ? left : -1;
      mutex.readLock().unlock();
      return n;
    }

    public static class Spec {
      private int n;

      public int next() {
        return ++n;
      }

      public int read() {
        return n;
      }

      public int readInterruptibly() {
        return n;
      }
    }
  }

  /**
   * Bare, by one reader and one writer who unlock only what they hold: a refused unlock, and a
   * writer's tryLock that fails, keep others out for an instant.
   */
  public static class TriedRWMutex {
    private final RWMutex mutex = new RWMutex();
    private int reads;
    private boolean written;

    @Operation(nonParallelGroup = "reader")
    public boolean tryRead() {
      boolean in = mutex.readLock().tryLock();
      reads += in ? 1 : 0;
      return in;
    }

    @Operation(nonParallelGroup = "reader")
    public boolean unlockRead() {
      if (reads == 0) {
        return false;
      }
      reads--;
      mutex.readLock().unlock();
      return true;
    }

    @Operation(nonParallelGroup = "writer")
    public boolean tryWrite() {
      boolean in = !written && mutex.writeLock().tryLock();
      written |= in;
      return in;
    }

    @Operation(nonParallelGroup = "writer")
    public boolean unlockWrite() {
      if (!written) {
        return false;
      }
      written = false;
      mutex.writeLock().unlock();
      return true;
    }

    public static class Spec {
      private int readers;
      private boolean written;

      public boolean tryRead() {
        readers += written ? 0 : 1;
        return !written;
      }

      public boolean unlockRead() {
        boolean had = readers > 0;
        readers -= had ? 1 : 0;
        return had;
      }

      public boolean tryWrite() {
        boolean free = readers == 0 && !written;
        written |= free;
        return free;
      }

      public boolean unlockWrite() {
        boolean had = written;
        written = false;
        return had;
      }
    }
  }

  @Param(name = "weight", gen = IntGen.class, conf = "0:3")
  public static class Weights {
    private final Semaphore semaphore = new Semaphore(4);

    @Operation
    public boolean tryAcquire(@Param(name = "weight") int n) {
      return semaphore.tryAcquire(n);
    }

    @Operation
    public void release(@Param(name = "weight") int n) {
      semaphore.release(n);
    }

    public static class Spec {
      private int free = 4;

      public boolean tryAcquire(int n) {
        boolean fits = n <= free;
        free -= fits ? n : 0;
        return fits;
      }

      public void release(int n) {
        if (n > 4 - free) {
          throw new IllegalStateException();
        }
        free += n;
      }
    }
  }

  @Param(name = "delta", gen = IntGen.class, conf = "-2:2")
  public static class Counts {
    private final WaitGroup group = new WaitGroup();

    @Operation
    public void add(@Param(name = "delta") int delta) {
      group.add(delta);
    }

    @Operation
    public void done() {
      group.done();
    }

    @Operation
    public String count() {
      return group.toString();
    }

    public static class Spec {
      private int n;

      public void add(int delta) {
        if (n + delta < 0) {
          throw new IllegalStateException();
        }
        n += delta;
      }

      public void done() {
        add(-1);
      }

      public String count() {
        return "wait group with counter " + n;
      }
    }
  }

  /** The body runs once, and whoever returns sees what it did. */
  public static class RunOnce {
    private final Once once = new Once();
    private int runs;

    @Operation
    public int run() throws Exception {
      once.run(() -> runs++);
      return runs;
    }

    public static class Spec {
      public int run() {
        return 1;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        TriedMutex.class,
        CounterInMutex.class,
        PairInRWMutex.class,
        TriedRWMutex.class,
        Weights.class,
        Counts.class,
        RunOnce.class
      })
  void isLinearizable(Class<?> operations) {
    var spec = operations.getDeclaredClasses()[0];
    Checks.modelCheck(operations, spec);
    Checks.stress(operations, spec);
  }
}
