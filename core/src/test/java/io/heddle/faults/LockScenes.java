// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static io.heddle.Go.go;
import static io.heddle.faults.Scene.assertEnds;
import static io.heddle.faults.Scene.assertFree;
import static io.heddle.faults.Scene.await;
import static io.heddle.faults.Scene.made;
import static io.heddle.faults.Scene.parks;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.faults.Scene.Box;
import io.heddle.sync.Cond;
import io.heddle.sync.Mutex;
import io.heddle.sync.RWMutex;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Mutexes and conditions: who has locked has it, who has failed has not, and all go on. */
final class LockScenes {
  private static final long NANOS = 20_000;
  private static final long A_WHILE = 1_500_000;
  private static final long SECONDS = 20;
  private static final Duration SHORT = Duration.ofNanos(NANOS);

  private LockScenes() {}

  static void addTo(Map<String, Supplier<Scene>> all) {
    kinds("Mutex", () -> Kind.of(new Mutex()), all);
    kinds("write lock", () -> Kind.of(new RWMutex().writeLock()), all);
    kinds("read lock", () -> Kind.ofReaders(new RWMutex()), all);
    all.put("a reader beside a writer", made(() -> other(false)));
    all.put("a writer beside a reader", made(() -> other(true)));
    all.put("a writer called beside a reader: lock", made(() -> called(Lock::lock)));
    all.put(
        "a writer called beside a reader: tryLock",
        made(() -> called(lock -> assertThat(lock.tryLock(SECONDS, TimeUnit.SECONDS)).isTrue())));
    all.put("write unlock with readers and writers waiting", made(LockScenes::unlockWriter));
    all.put("Cond.await", made(LockScenes::condAwait));
    all.put("Cond.await in vain", made(LockScenes::condAwaitInVain));
    all.put("Cond.broadcast", made(() -> condWake(true)));
    all.put("Cond.signal", made(() -> condWake(false)));
  }

  /**
   * A lock.
   *
   * @param excludes what can be had only if nobody has the lock; of a read lock it is not the lock
   */
  private record Kind(Lock lock, Lock excludes) {
    static Kind of(Lock lock) {
      return new Kind(lock, lock);
    }

    static Kind ofReaders(RWMutex rw) {
      return new Kind(rw.readLock(), rw.writeLock());
    }
  }

  private static void kinds(String name, Supplier<Kind> kind, Map<String, Supplier<Scene>> all) {
    all.put(name + ": lock", made(() -> lock(kind.get(), Lock::lock)));
    all.put(name + ": lockInterruptibly", made(() -> lock(kind.get(), Lock::lockInterruptibly)));
    all.put(name + ": tryLock", made(() -> tryLock(kind.get(), 0)));
    all.put(name + ": tryLock with a limit", made(() -> tryLock(kind.get(), NANOS)));
    if (!name.equals("read lock")) {
      all.put(
          name + ": lock that waits",
          made(() -> lockThatWaits(kind.get().lock(), kind.get().lock())));
      all.put(name + ": lock in vain", made(() -> lockInVain(kind.get().lock())));
      all.put(name + ": unlock with waiters", made(() -> unlockWithWaiters(kind.get().lock())));
    }
    all.put(name + ": unlock", made(() -> unlock(kind.get())));
  }

  /** A way to lock. */
  private interface Locking {
    void lock(Lock lock) throws InterruptedException;
  }

  private static Scene lock(Kind kind, Locking how) {
    return new Scene(
        () -> how.lock(kind.lock()),
        failed -> {
          if (!failed) {
            kind.lock().unlock();
          }
          assertFree(kind.excludes());
        });
  }

  private static Scene tryLock(Kind kind, long nanos) {
    var box = new Box();
    return new Scene(
        () ->
            box.flag =
                nanos == 0
                    ? kind.lock().tryLock()
                    : kind.lock().tryLock(nanos, TimeUnit.NANOSECONDS),
        failed -> {
          assertThat(box.flag).isEqualTo(!failed);
          if (!failed) {
            kind.lock().unlock();
          }
          assertFree(kind.excludes());
        });
  }

  private static Scene lockThatWaits(Lock lock, Lock unused) {
    lock.lock();
    return lockWhile(lock, lock, unused);
  }

  /** What keeps it is given back by the helper, or afterwards. */
  private static Scene lockWhile(Lock lock, Lock kept, Lock unused) {
    var box = new Box();
    var given = new AtomicBoolean();
    return new Scene(
        () -> {
          if (unused.hashCode() % 2 == 0) {
            lock.lock();
          } else {
            box.flag = lock.tryLock(SECONDS, TimeUnit.SECONDS);
          }
        },
        () -> {
          kept.unlock();
          given.set(true);
          return true;
        },
        failed -> {
          if (!given.get()) {
            kept.unlock();
          }
          if (!failed) {
            lock.unlock();
          }
          assertFree(lock);
          assertFree(kept);
        });
  }

  private static Scene lockInVain(Lock lock) {
    lock.lock();
    var box = new Box();
    return new Scene(
        () -> box.flag = lock.tryLock(NANOS, TimeUnit.NANOSECONDS),
        failed -> {
          assertThat(box.flag).isFalse();
          lock.unlock();
          assertFree(lock);
        });
  }

  private static Scene unlock(Kind kind) {
    var lock = kind.lock();
    lock.lock();
    return new Scene(
        lock::unlock,
        failed -> {
          if (failed) {
            lock.unlock();
          }
          assertFree(kind.excludes());
        });
  }

  private static Scene unlockWithWaiters(Lock lock) {
    lock.lock();
    var waiting = go(() -> lockAndUnlock(lock));
    await(() -> parks(waiting));
    return new Scene(
        lock::unlock,
        failed -> {
          if (failed) {
            lock.unlock();
          }
          assertEnds(waiting);
          assertFree(lock);
        });
  }

  private static void lockAndUnlock(Lock lock) {
    lock.lock();
    lock.unlock();
  }

  private static Scene other(boolean writes) {
    var rw = new RWMutex();
    Lock kept = writes ? rw.readLock() : rw.writeLock();
    Lock lock = writes ? rw.writeLock() : rw.readLock();
    kept.lock();
    return lockWhile(lock, kept, new Mutex());
  }

  /** The writer has been woken to compete for the lock, and first lets out who reads. */
  private static Scene called(Locking how) {
    var rw = new RWMutex();
    var lock = rw.writeLock();
    var acting = Thread.currentThread();
    var given = new AtomicBoolean();
    lock.lock();
    return new Scene(
        () -> how.lock(lock),
        () -> {
          if (!parks(acting)) {
            return false;
          }
          lock.unlock();
          given.set(true);
          if (rw.readLock().tryLock()) {
            LockSupport.parkNanos(A_WHILE);
            rw.readLock().unlock();
          }
          return true;
        },
        failed -> {
          if (!given.get()) {
            lock.unlock();
          }
          if (!failed) {
            lock.unlock();
          }
          assertFree(lock); // with this unlock it may be handed to one that has gone
          assertFree(lock);
        });
  }

  private static Scene unlockWriter() {
    var rw = new RWMutex();
    rw.writeLock().lock();
    var reader = go(() -> lockAndUnlock(rw.readLock()));
    var writer = go(() -> lockAndUnlock(rw.writeLock()));
    await(() -> parks(reader) && parks(writer));
    return new Scene(
        () -> rw.writeLock().unlock(),
        failed -> {
          if (failed) {
            rw.writeLock().unlock();
          }
          assertEnds(reader);
          assertEnds(writer);
          assertFree(rw.writeLock());
        });
  }

  private static Scene condAwait() {
    var mutex = new Mutex();
    var cond = new Cond(mutex);
    var ready = new AtomicBoolean();
    mutex.lock();
    return new Scene(
        () -> {
          while (!ready.get()) {
            cond.await();
          }
        },
        () -> {
          if (mutex.tryLock()) {
            ready.set(true);
            mutex.unlock();
            cond.signal();
            return true;
          }
          return false;
        },
        failed -> {
          assertThat(mutex.tryLock()).as("it is held on return").isFalse();
          mutex.unlock();
          assertFree(mutex);
          cond.signal();
        });
  }

  private static Scene condAwaitInVain() {
    var mutex = new Mutex();
    var cond = new Cond(mutex);
    mutex.lock();
    var box = new Box();
    return new Scene(
        () -> box.flag = cond.await(SHORT),
        failed -> {
          assertThat(box.flag).isFalse();
          assertThat(mutex.tryLock()).as("it is held on return").isFalse();
          mutex.unlock();
          assertFree(mutex);
        });
  }

  private static Scene condWake(boolean all) {
    var mutex = new Mutex();
    var cond = new Cond(mutex);
    var waiting =
        go(() -> {
          mutex.lock();
          cond.await();
          mutex.unlock();
        });
    await(() -> parks(waiting));
    return new Scene(
        () -> {
          if (all) {
            cond.broadcast();
          } else {
            cond.signal();
          }
        },
        failed -> {
          if (failed) {
            assertThat(waiting.isAlive()).isTrue();
            cond.signal();
          }
          assertEnds(waiting);
          assertFree(mutex);
        });
  }
}
