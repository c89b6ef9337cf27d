// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static io.heddle.jcstress.Unchecked.unchecked;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Rule: each unlock of a mutex happens-before every later lock that succeeds, whoever unlocks; a
 * write unlock before later read and write locks; a read unlock before later write locks.
 *
 * <p>In each test {@code before} holds the lock from the start and writes a plain field that {@code
 * after} must see.
 */
final class LockOrderTests {
  private LockOrderTests() {}

  /** Each unlock of a mutex happens-before every later lock, whoever unlocks. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class MutexUnlockLock {
    private final Mutex mutex = new Mutex();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        mutex.unlock();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        mutex.lock();
        r.r1 = x;
      });
    }

    public MutexUnlockLock() {
      mutex.lock();
    }
  }

  /** Each unlock of a mutex happens-before a {@code tryLock} that succeeds. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class MutexTryLock {
    private final Mutex mutex = new Mutex();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        mutex.unlock();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> r.r1 = mutex.tryLock() ? x : 1);
    }

    public MutexTryLock() {
      mutex.lock();
    }
  }

  /** A write unlock happens-before every later read lock. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class WriteUnlockReadLock {
    private final RWMutex mutex = new RWMutex();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        mutex.writeLock().unlock();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        mutex.readLock().lock();
        r.r1 = x;
      });
    }

    public WriteUnlockReadLock() {
      mutex.writeLock().lock();
    }
  }

  /** A write unlock happens-before every later write lock. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class WriteUnlockWriteLock {
    private final RWMutex mutex = new RWMutex();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        mutex.writeLock().unlock();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        mutex.writeLock().lock();
        r.r1 = x;
      });
    }

    public WriteUnlockWriteLock() {
      mutex.writeLock().lock();
    }
  }

  /** A read unlock happens-before every later write lock. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "seen")
  @Outcome(expect = FORBIDDEN, desc = "not seen")
  @State
  public static class ReadUnlockWriteLock {
    private final RWMutex mutex = new RWMutex();
    private int x;

    @Actor
    public void before() {
      unchecked(() -> {
        x = 1;
        mutex.readLock().unlock();
      });
    }

    @Actor
    public void after(I_Result r) {
      unchecked(() -> {
        mutex.writeLock().lock();
        r.r1 = x;
      });
    }

    public ReadUnlockWriteLock() {
      mutex.readLock().lock();
    }
  }
}
