// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import io.heddle.rewrite.Hierarchy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a call of a method of the JDK means to the detector: an access to contents, or an order
 * between threads. A table, by the class that declares the method.
 */
final class Orders {
  /*
   * Only calls in classes that are not the JDK's: what the JDK does for itself (printing, loading
   * classes) must not order a program's threads, or it would hide its races. What hands work from one
   * thread to another inside of the JDK is in JdkOrders.
   * Checked by: JucOrderTest, ExecutorOrderTest, ContentsTest.
   */
  enum Action {
    /** Reads or writes the contents of the receiver, or orders, as the receiver's class is. */
    READ,
    WRITE,
    /** Behind the call: what was released to the receiver is known. */
    ACQUIRE,
    /** The same if the call returns true. */
    ACQUIRE_IF,
    /** Before the call. */
    RELEASE,
    BOTH,
    /** Locks that are more than one thing: LockHooks looks at the receiver. */
    LOCK,
    LOCK_IF,
    UNLOCK,
    /** `lock.newCondition()`: the condition stands for the lock. */
    CONDITION,
    /** A static method of the bridge is called instead. */
    REPLACE,
    /** VarHandles and updaters: of the object that is their first argument. */
    ANY_ACQUIRE,
    ANY_RELEASE,
    ANY_BOTH,
    FENCE,
    /** On the thread that is the receiver. */
    JOIN,
    IS_ALIVE,
    INTERRUPT,
    IS_INTERRUPTED,
    /** Releases to the first argument. */
    RELEASE_ARGUMENT,
    /** Elements of arrays: arraycopy, fill, sort, copyOf. */
    ARRAYS
  }

  private record Rule(String owner, Action action) {}

  private static final Set<String> WRITES =
      Set.of(
          "add",
          "addAll",
          "addFirst",
          "addLast",
          "put",
          "putAll",
          "putIfAbsent",
          "putFirst",
          "putLast",
          "remove",
          "removeAll",
          "removeIf",
          "removeFirst",
          "removeLast",
          "removeFirstOccurrence",
          "removeLastOccurrence",
          "removeRange",
          "retainAll",
          "clear",
          "set",
          "setElementAt",
          "addElement",
          "insertElementAt",
          "removeElement",
          "removeElementAt",
          "removeAllElements",
          "replaceAll",
          "replace",
          "sort",
          "offer",
          "offerFirst",
          "offerLast",
          "poll",
          "pollFirst",
          "pollLast",
          "pollFirstEntry",
          "pollLastEntry",
          "push",
          "pop",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "merge",
          "ensureCapacity",
          "trimToSize",
          "take",
          "takeFirst",
          "takeLast",
          "drainTo",
          "transfer",
          "tryTransfer",
          "setValue");
  private static final Set<String> READS =
      Set.of(
          "get",
          "getOrDefault",
          "getFirst",
          "getLast",
          "contains",
          "containsKey",
          "containsValue",
          "containsAll",
          "size",
          "isEmpty",
          "iterator",
          "listIterator",
          "forEach",
          "toArray",
          "hashCode",
          "equals",
          "toString",
          "indexOf",
          "lastIndexOf",
          "peek",
          "peekFirst",
          "peekLast",
          "element",
          "firstKey",
          "lastKey",
          "floorKey",
          "ceilingKey",
          "higherKey",
          "lowerKey",
          "floorEntry",
          "ceilingEntry",
          "higherEntry",
          "lowerEntry",
          "firstEntry",
          "lastEntry",
          "first",
          "last",
          "floor",
          "ceiling",
          "higher",
          "lower",
          "descendingIterator",
          "stream",
          "parallelStream",
          "spliterator",
          "elementAt",
          "elements",
          "keys",
          "firstElement",
          "lastElement",
          "copyInto",
          "remainingCapacity",
          "getKey",
          "getValue",
          "clone");

  private static final List<String> COLLECTIONS =
      List.of("java/util/Collection", "java/util/Map", "java/util/Dictionary");

  private final Map<String, List<Rule>> rules = new HashMap<>();

  Orders() {
    for (var owner : COLLECTIONS) {
      WRITES.forEach(name -> add(owner, Action.WRITE, name));
      READS.forEach(name -> add(owner, Action.READ, name));
    }
    add("java/util/Iterator", Action.READ, "next", "hasNext", "previous", "hasPrevious");
    add("java/util/Iterator", Action.READ, "forEachRemaining");
    add("java/util/Iterator", Action.WRITE, "remove", "set", "add");
    texts();
    locks();
    atomics();
    threads();
    waiting();
  }

  private void texts() {
    for (var owner : List.of("java/lang/StringBuilder", "java/lang/StringBuffer")) {
      add(owner, Action.WRITE, "append", "insert", "delete", "deleteCharAt", "replace", "reverse");
      add(owner, Action.WRITE, "setLength", "setCharAt", "appendCodePoint", "trimToSize");
      add(owner, Action.READ, "toString", "length", "charAt", "substring", "indexOf", "isEmpty");
      add(owner, Action.READ, "lastIndexOf", "subSequence", "chars", "codePointAt", "compareTo");
    }
    add("java/util/BitSet", Action.WRITE, "set", "clear", "flip", "and", "or", "xor", "andNot");
    add("java/util/BitSet", Action.READ, "get", "cardinality", "nextSetBit", "nextClearBit");
    add("java/util/BitSet", Action.READ, "length", "size", "isEmpty", "intersects", "toString");
    add("java/util/BitSet", Action.READ, "previousSetBit", "previousClearBit", "stream");
    add("java/util/StringJoiner", Action.WRITE, "add", "merge", "setEmptyValue");
    add("java/util/StringJoiner", Action.READ, "toString", "length");
    add("java/util/StringTokenizer", Action.WRITE, "nextToken", "nextElement");
    add("java/util/StringTokenizer", Action.READ, "hasMoreTokens", "countTokens");
    add("java/util/SplittableRandom", Action.WRITE, "nextInt", "nextLong", "nextDouble", "split");
    add("java/util/SplittableRandom", Action.WRITE, "nextBoolean", "nextBytes", "nextFloat");
    add("java/util/Calendar", Action.WRITE, "set", "add", "roll", "clear", "setTime", "get");
    add("java/util/Calendar", Action.WRITE, "getTime", "setTimeInMillis", "getTimeInMillis");
    add("java/util/Formatter", Action.WRITE, "format", "flush", "close");
    add("java/util/Scanner", Action.WRITE, "next", "nextLine", "nextInt", "hasNext", "hasNextLine");
    add("java/util/regex/Matcher", Action.WRITE, "find", "matches", "lookingAt", "reset", "group");
    add(
        "java/text/Format",
        Action.WRITE,
        "format",
        "parse",
        "parseObject",
        "formatToCharacterIterator");
    add(
        "java/text/Format",
        Action.WRITE,
        "applyPattern",
        "setTimeZone",
        "setCalendar",
        "setLenient");
    add("java/security/MessageDigest", Action.WRITE, "update", "digest", "reset");
    add("java/security/Signature", Action.WRITE, "update", "sign", "verify", "initSign");
    add("javax/crypto/Cipher", Action.WRITE, "update", "doFinal", "init");
    add("javax/crypto/Mac", Action.WRITE, "update", "doFinal", "init", "reset");
    add("java/util/zip/Checksum", Action.WRITE, "update", "reset");
    add("java/util/zip/Checksum", Action.READ, "getValue");
    buffers();
  }

  private void buffers() {
    var owner = "java/nio/Buffer";
    add(owner, Action.WRITE, "put", "putInt", "putLong", "putShort", "putChar", "putDouble");
    add(owner, Action.WRITE, "putFloat", "clear", "flip", "rewind", "mark", "reset", "compact");
    add(owner, Action.WRITE, "get", "getInt", "getLong", "getShort", "getChar", "getDouble");
    add(owner, Action.WRITE, "getFloat");
    add(owner, Action.READ, "remaining", "hasRemaining", "slice", "duplicate");
  }

  private void locks() {
    var lock = "java/util/concurrent/locks/Lock";
    add(lock, Action.LOCK, "lock", "lockInterruptibly");
    add(lock, Action.LOCK_IF, "tryLock");
    add(lock, Action.UNLOCK, "unlock");
    add(lock, Action.CONDITION, "newCondition");
    var stamped = "java/util/concurrent/locks/StampedLock";
    add(stamped, Action.REPLACE, "validate", "tryOptimisticRead");
    add(stamped, Action.LOCK, "writeLock", "readLock", "writeLockInterruptibly");
    add(stamped, Action.LOCK, "readLockInterruptibly", "tryWriteLock", "tryReadLock");
    add(stamped, Action.LOCK, "tryConvertToWriteLock", "tryConvertToReadLock");
    add(stamped, Action.UNLOCK, "unlockWrite", "unlock", "tryUnlockWrite");
    add(stamped, Action.UNLOCK, "unlockRead", "tryUnlockRead", "tryConvertToOptimisticRead");
    var queued = "java/util/concurrent/locks/AbstractQueuedSynchronizer";
    for (var owner : List.of(queued, queued.replace("Queued", "QueuedLong"))) {
      add(owner, Action.ACQUIRE, "getState");
      add(owner, Action.RELEASE, "setState");
      add(owner, Action.BOTH, "compareAndSetState");
    }
    var p = "java/util/concurrent/";
    add(p + "CountDownLatch", Action.RELEASE, "countDown");
    add(p + "CountDownLatch", Action.ACQUIRE, "await", "getCount");
    add(p + "Semaphore", Action.RELEASE, "release");
    add(p + "Semaphore", Action.ACQUIRE, "acquire", "acquireUninterruptibly", "drainPermits");
    add(p + "Semaphore", Action.ACQUIRE_IF, "tryAcquire");
    add(p + "CyclicBarrier", Action.BOTH, "await");
    add(p + "Exchanger", Action.BOTH, "exchange");
    add(p + "Phaser", Action.BOTH, "arriveAndAwaitAdvance", "arriveAndDeregister", "arrive");
    add(p + "Phaser", Action.ACQUIRE, "awaitAdvance", "awaitAdvanceInterruptibly", "getPhase");
    add(p + "Phaser", Action.ACQUIRE, "isTerminated", "register", "bulkRegister");
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
    for (var name : List.of("Integer", "Long", "Reference")) {
      var owner = p + "Atomic" + name + "FieldUpdater";
      add(owner, Action.ANY_ACQUIRE, "get");
      add(owner, Action.ANY_RELEASE, "set", "lazySet");
      add(owner, Action.ANY_BOTH, "compareAndSet", "weakCompareAndSet", "getAndSet", "getAndAdd");
      add(owner, Action.ANY_BOTH, "getAndIncrement", "getAndDecrement", "incrementAndGet");
      add(owner, Action.ANY_BOTH, "decrementAndGet", "addAndGet", "getAndUpdate", "updateAndGet");
      add(owner, Action.ANY_BOTH, "getAndAccumulate", "accumulateAndGet");
    }
    var handle = "java/lang/invoke/VarHandle";
    add(handle, Action.ANY_ACQUIRE, "getVolatile", "getAcquire", "compareAndExchangeAcquire");
    add(handle, Action.ANY_ACQUIRE, "weakCompareAndSetAcquire", "getAndSetAcquire");
    add(handle, Action.ANY_ACQUIRE, "getAndAddAcquire", "getAndBitwiseOrAcquire");
    add(handle, Action.ANY_ACQUIRE, "getAndBitwiseAndAcquire", "getAndBitwiseXorAcquire");
    add(handle, Action.ANY_RELEASE, "setVolatile", "setRelease", "compareAndExchangeRelease");
    add(handle, Action.ANY_RELEASE, "weakCompareAndSetRelease", "getAndSetRelease");
    add(handle, Action.ANY_RELEASE, "getAndAddRelease", "getAndBitwiseOrRelease");
    add(handle, Action.ANY_RELEASE, "getAndBitwiseAndRelease", "getAndBitwiseXorRelease");
    add(handle, Action.ANY_BOTH, "compareAndSet", "compareAndExchange", "weakCompareAndSet");
    add(handle, Action.ANY_BOTH, "getAndSet", "getAndAdd", "getAndBitwiseOr", "getAndBitwiseAnd");
    add(handle, Action.ANY_BOTH, "getAndBitwiseXor");
    unsafe();
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
    add("java/lang/Runtime", Action.RELEASE_ARGUMENT, "addShutdownHook");
  }

  private void waiting() {
    add("java/lang/Object", Action.REPLACE, "wait");
    var condition = "java/util/concurrent/locks/Condition";
    add(condition, Action.REPLACE, "await", "awaitNanos", "awaitUninterruptibly", "awaitUntil");
    add("java/util/concurrent/Future", Action.REPLACE, "get");
    add("java/lang/System", Action.ARRAYS, "arraycopy");
    add("java/util/Arrays", Action.ARRAYS, "fill", "sort", "copyOf", "copyOfRange");
  }

  private void add(String owner, Action action, String... names) {
    for (var name : names) {
      rules.computeIfAbsent(name, n -> new ArrayList<>()).add(new Rule(owner, action));
    }
  }

  /** Null: the call means nothing. */
  Action of(String owner, String name, Hierarchy hierarchy) {
    var candidates = rules.get(name);
    if (candidates != null) {
      for (var rule : candidates) {
        if (rule.owner.equals("java/lang/Object") || hierarchy.isSubtype(owner, rule.owner)) {
          return rule.action;
        }
      }
    }
    return null;
  }
}
