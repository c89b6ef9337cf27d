// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import io.heddle.race.agent.Orders.Action;
import java.util.List;

/** Calls that order what threads do: locks, atomics, fences, threads. */
final class SyncCalls {
  /*
   * Checked by: JucOrderTest, ExecutorOrderTest.
   */
  private final Orders orders;

  private SyncCalls(Orders orders) {
    this.orders = orders;
  }

  static void addTo(Orders orders) {
    var calls = new SyncCalls(orders);
    calls.locks();
    calls.meetings();
    calls.atomics();
    calls.updaters();
    calls.handles();
    calls.unsafe();
    calls.threads();
    calls.waiting();
  }

  private void add(String owner, Action action, String... names) {
    orders.add(owner, action, names);
  }

  private void locks() {
    var lock = "java/util/concurrent/locks/Lock";
    add(lock, Action.LOCK, "lock", "lockInterruptibly");
    add(lock, Action.LOCK_IF, "tryLock");
    add(lock, Action.UNLOCK, "unlock");
    add(lock, Action.CONDITION, "newCondition");
    var stamped = "java/util/concurrent/locks/StampedLock";
    add(stamped, Action.REPLACE, "validate", "tryOptimisticRead");
    add(stamped, Action.REPLACE, "tryConvertToOptimisticRead");
    add(stamped, Action.LOCK, "writeLock", "readLock", "writeLockInterruptibly");
    add(stamped, Action.LOCK, "readLockInterruptibly", "tryWriteLock", "tryReadLock");
    add(stamped, Action.LOCK, "tryConvertToWriteLock", "tryConvertToReadLock");
    add(stamped, Action.UNLOCK, "unlockWrite", "unlock", "tryUnlockWrite");
    add(stamped, Action.UNLOCK, "unlockRead", "tryUnlockRead");
    var queued = "java/util/concurrent/locks/AbstractQueuedSynchronizer";
    for (var owner : List.of(queued, queued.replace("Queued", "QueuedLong"))) {
      add(owner, Action.ACQUIRE, "getState");
      add(owner, Action.RELEASE, "setState");
      add(owner, Action.BOTH, "compareAndSetState");
    }
  }

  private void meetings() {
    var p = "java/util/concurrent/";
    add(p + "CountDownLatch", Action.RELEASE, "countDown");
    add(p + "CountDownLatch", Action.ACQUIRE, "await", "getCount");
    add(p + "Semaphore", Action.RELEASE, "release");
    add(p + "Semaphore", Action.ACQUIRE, "acquire", "acquireUninterruptibly", "drainPermits");
    add(p + "Semaphore", Action.ACQUIRE, "availablePermits");
    add(p + "Semaphore", Action.ACQUIRE_IF, "tryAcquire");
    add(p + "CyclicBarrier", Action.BOTH, "await");
    add(p + "CyclicBarrier", Action.ACQUIRE, "getNumberWaiting", "isBroken");
    add(p + "Exchanger", Action.BOTH, "exchange");
    add(p + "Phaser", Action.BOTH, "arriveAndAwaitAdvance", "arriveAndDeregister", "arrive");
    add(p + "Phaser", Action.ACQUIRE, "awaitAdvance", "awaitAdvanceInterruptibly", "getPhase");
    add(p + "Phaser", Action.ACQUIRE, "isTerminated", "register", "bulkRegister");
    add(p + "Phaser", Action.ACQUIRE, "getArrivedParties", "getUnarrivedParties");
    add(p + "Phaser", Action.RELEASE, "forceTermination");
  }

  private void atomics() {
    var p = "java/util/concurrent/atomic/";
    for (var name :
        List.of(
            "Integer",
            "Long",
            "Boolean",
            "Reference",
            "IntegerArray",
            "LongArray",
            "ReferenceArray",
            "MarkableReference",
            "StampedReference")) {
      add(p + "Atomic" + name, Action.ACQUIRE, "get", "getAcquire", "intValue", "longValue");
      add(p + "Atomic" + name, Action.ACQUIRE, "getReference", "isMarked", "getStamp", "toString");
      add(
          p + "Atomic" + name,
          Action.ACQUIRE,
          "weakCompareAndSetAcquire",
          "compareAndExchangeAcquire");
      add(p + "Atomic" + name, Action.RELEASE, "set", "lazySet", "setRelease");
      add(
          p + "Atomic" + name,
          Action.RELEASE,
          "weakCompareAndSetRelease",
          "compareAndExchangeRelease");
      add(
          p + "Atomic" + name,
          Action.BOTH,
          "compareAndSet",
          "weakCompareAndSetVolatile",
          "getAndSet");
      add(p + "Atomic" + name, Action.BOTH, "compareAndExchange", "getAndAdd", "getAndIncrement");
      add(
          p + "Atomic" + name,
          Action.BOTH,
          "getAndDecrement",
          "incrementAndGet",
          "decrementAndGet");
      add(p + "Atomic" + name, Action.BOTH, "addAndGet", "getAndUpdate", "updateAndGet");
      add(p + "Atomic" + name, Action.BOTH, "getAndAccumulate", "accumulateAndGet", "attemptStamp");
      add(p + "Atomic" + name, Action.BOTH, "attemptMark");
    }
    for (var name : List.of("LongAdder", "DoubleAdder", "LongAccumulator", "DoubleAccumulator")) {
      add(p + name, Action.RELEASE, "add", "increment", "decrement", "accumulate", "reset");
      add(p + name, Action.ACQUIRE, "sum", "get", "intValue", "longValue", "doubleValue");
      add(p + name, Action.BOTH, "sumThenReset", "getThenReset");
    }
  }

  private void updaters() {
    var p = "java/util/concurrent/atomic/";
    for (var name : List.of("Integer", "Long", "Reference")) {
      var owner = p + "Atomic" + name + "FieldUpdater";
      add(owner, Action.ANY_ACQUIRE, "get");
      add(owner, Action.ANY_RELEASE, "set", "lazySet");
      add(owner, Action.ANY_BOTH, "compareAndSet", "weakCompareAndSet", "getAndSet", "getAndAdd");
      add(owner, Action.ANY_BOTH, "getAndIncrement", "getAndDecrement", "incrementAndGet");
      add(owner, Action.ANY_BOTH, "decrementAndGet", "addAndGet", "getAndUpdate", "updateAndGet");
      add(owner, Action.ANY_BOTH, "getAndAccumulate", "accumulateAndGet");
    }
  }

  /** By mode; plain and opaque accesses order nothing, and are in ContentsCalls. */
  private void handles() {
    var handle = "java/lang/invoke/VarHandle";
    add(handle, Action.HANDLE_ACQUIRE, "getVolatile", "getAcquire", "compareAndExchangeAcquire");
    add(handle, Action.HANDLE_ACQUIRE, "weakCompareAndSetAcquire", "getAndSetAcquire");
    add(handle, Action.HANDLE_ACQUIRE, "getAndAddAcquire", "getAndBitwiseOrAcquire");
    add(handle, Action.HANDLE_ACQUIRE, "getAndBitwiseAndAcquire", "getAndBitwiseXorAcquire");
    add(handle, Action.HANDLE_RELEASE, "setVolatile", "setRelease", "compareAndExchangeRelease");
    add(handle, Action.HANDLE_RELEASE, "weakCompareAndSetRelease", "getAndSetRelease");
    add(handle, Action.HANDLE_RELEASE, "getAndAddRelease", "getAndBitwiseOrRelease");
    add(handle, Action.HANDLE_RELEASE, "getAndBitwiseAndRelease", "getAndBitwiseXorRelease");
    add(handle, Action.HANDLE_BOTH, "compareAndSet", "compareAndExchange", "weakCompareAndSet");
    add(
        handle,
        Action.HANDLE_BOTH,
        "getAndSet",
        "getAndAdd",
        "getAndBitwiseOr",
        "getAndBitwiseAnd");
    add(handle, Action.HANDLE_BOTH, "getAndBitwiseXor");
    add(handle, Action.REPLACE, "fullFence", "acquireFence", "releaseFence");
    add(handle, Action.REPLACE, "loadLoadFence", "storeStoreFence");
  }

  /** What lock-free libraries use where they can: the object is the first argument. */
  private void unsafe() {
    for (var owner : List.of("sun/misc/Unsafe", "jdk/internal/misc/Unsafe")) {
      for (var type : List.of("Object", "Reference", "Int", "Long", "Boolean", "Byte")) {
        add(owner, Action.ANY_ACQUIRE, "get" + type + "Volatile", "get" + type + "Acquire");
        add(owner, Action.ANY_RELEASE, "put" + type + "Volatile", "put" + type + "Release");
        add(owner, Action.ANY_RELEASE, "putOrdered" + type);
        add(owner, Action.ANY_BOTH, "compareAndSwap" + type, "compareAndSet" + type);
        add(owner, Action.ANY_BOTH, "getAndSet" + type, "getAndAdd" + type);
      }
      add(owner, Action.FENCE, "fullFence", "loadFence", "storeFence");
    }
  }

  private void threads() {
    add("java/lang/Thread", Action.JOIN, "join");
    add("java/lang/Thread", Action.IS_ALIVE, "isAlive");
    add("java/lang/Thread", Action.JOIN, "getState");
    add("java/lang/Thread", Action.INTERRUPT, "interrupt");
    add("java/lang/Thread", Action.IS_INTERRUPTED, "isInterrupted", "interrupted");
    add("java/lang/ref/ReferenceQueue", Action.FROM_COLLECTOR, "poll", "remove");
    add("java/lang/Runtime", Action.RELEASE_ARGUMENT, "addShutdownHook");
    add("java/lang/ClassValue", Action.ACQUIRE, "get");
  }

  private void waiting() {
    add("java/lang/Object", Action.REPLACE, "wait");
    var condition = "java/util/concurrent/locks/Condition";
    add(condition, Action.REPLACE, "await", "awaitNanos", "awaitUninterruptibly", "awaitUntil");
    add("java/util/concurrent/Future", Action.REPLACE, "get");
  }
}
