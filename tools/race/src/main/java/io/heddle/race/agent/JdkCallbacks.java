// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static io.heddle.race.agent.JdkOrders.RECEIVER;
import static io.heddle.race.agent.JdkOrders.THIS;
import static io.heddle.race.agent.JdkOrders.is;

import io.heddle.race.agent.JdkOrders.Where;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Where collections and atomics of the JDK call functions of the program, and what that orders. */
final class JdkCallbacks {
  /*
   * A call of such a method is told of where the program makes it (Orders): what it releases is released
   * before the call, what it acquires is acquired behind it. A function runs in between: it may see what others
   * have put there since, and what it does is published by the call's end. So there are hooks before and behind
   * the function, too.
   * Checked by: JucOrderTest, ContentsTest, CorpusTest.
   */
  private final JdkOrders orders;

  private JdkCallbacks(JdkOrders orders) {
    this.orders = orders;
  }

  static void addTo(JdkOrders orders) {
    var callbacks = new JdkCallbacks(orders);
    callbacks.collections();
    callbacks.functions();
    callbacks.monitors();
  }

  /** While these hold a lock they call the program back: equals, compareTo, the function given. */
  private void collections() {
    var map = "java/util/concurrent/ConcurrentHashMap";
    for (var name : List.of("equals", "apply", "accept")) {
      orders.add(map, m -> true, Where.BEFORE_CALL, is(name), "acquire", THIS);
    }
    orders.add(map, m -> true, Where.AFTER_CALL, is("advance"), "acquire", THIS); // toString
    for (var name : List.of("apply", "accept")) {
      orders.add(map, m -> true, Where.AFTER_CALL, is(name), "releaseIfUsed", THIS);
    }
    // In a bin with many keys these are compared on the way down its tree.
    orders.add(map, is("compareComparables"), Where.ENTRY, null, "knowAllOfProgram", 2);
    orders.add(map + "$", m -> true, Where.BEFORE_CALL, is("equals"), "knowAllOfProgram", RECEIVER);
    var skipList = "java/util/concurrent/ConcurrentSkipListMap";
    orders.add(skipList, m -> true, Where.BEFORE_CALL, is("cpr"), "acquire", THIS);
    Predicate<String> writes =
        m -> m.matches("(putVal|replaceNode|compute|computeIfAbsent|computeIfPresent|merge)\\(.*");
    orders.add(map, writes, Where.AFTER_CALL, is("equals"), "releaseIfUsed", THIS);
    queues();
  }

  /** They compare elements under their lock: by equals, or, where they sort, in each operation. */
  private void queues() {
    var p = "java/util/concurrent/";
    var sorted =
        List.of(
            p + "PriorityBlockingQueue",
            p + "DelayQueue",
            p + "ScheduledThreadPoolExecutor$DelayedWorkQueue");
    var others =
        List.of(p + "LinkedBlockingQueue", p + "LinkedBlockingDeque", p + "ArrayBlockingQueue");
    for (var queue : sorted) {
      locks(queue);
      for (var name : List.of("unlock", "await", "awaitNanos")) {
        orders.add(queue, m -> true, Where.BEFORE_CALL, is(name), "releaseIfUsed", THIS);
      }
    }
    for (var queue : others) {
      locks(queue);
      orders.add(queue, m -> true, Where.AFTER_CALL, is("equals"), "releaseIfUsed", THIS);
    }
    for (var name : List.of("test", "accept")) {
      var array = p + "ArrayBlockingQueue";
      orders.add(array, m -> true, Where.AFTER_CALL, is(name), "releaseIfUsed", THIS);
    }
  }

  private void locks(String queue) {
    for (var lock : List.of("lock", "lockInterruptibly", "await", "awaitNanos", "fullyLock")) {
      orders.add(queue, m -> true, Where.AFTER_CALL, is(lock), "acquire", THIS);
    }
  }

  /**
   * These call functions of the program as well: what these see was put there before, and what they
   * do is known to whoever sees their result.
   */
  private void functions() {
    var p = "java/util/concurrent/";
    for (var owner :
        List.of(
            p + "ConcurrentSkipListMap",
            p + "CopyOnWriteArrayList",
            p + "ConcurrentLinkedQueue",
            p + "ConcurrentLinkedDeque",
            p + "LinkedTransferQueue",
            p + "atomic/AtomicReference",
            p + "atomic/AtomicReferenceArray")) {
      for (var name : List.of("apply", "accept", "test", "equals", "toString")) {
        orders.add(owner, m -> true, Where.BEFORE_CALL, is(name), "acquire", THIS);
      }
      orders.add(owner, m -> true, Where.AFTER_CALL, is("apply"), "releaseIfUsed", THIS);
    }
    // Its methods work on the array that they have read: elements of that are known.
    var list = p + "CopyOnWriteArrayList";
    orders.add(list, m -> true, Where.AFTER_CALL, is("getArray"), "acquire", THIS);
    for (var name : List.of("test", "sort")) { // under its lock
      orders.add(list, m -> true, Where.AFTER_CALL, is(name), "releaseIfUsed", THIS);
    }
    for (var owner :
        List.of("AtomicInteger", "AtomicIntegerArray", "AtomicLong", "AtomicLongArray")) {
      var function = is(owner.startsWith("AtomicI") ? "applyAsInt" : "applyAsLong");
      orders.add(p + "atomic/" + owner, m -> true, Where.BEFORE_CALL, function, "acquire", THIS);
      orders.add(
          p + "atomic/" + owner, m -> true, Where.AFTER_CALL, function, "releaseIfUsed", THIS);
    }
    for (var name : List.of("Reference.apply", "Integer.applyAsInt", "Long.applyAsLong")) {
      var updater = p + "atomic/Atomic" + name.substring(0, name.indexOf('.')) + "FieldUpdater";
      var function = is(name.substring(name.indexOf('.') + 1));
      orders.add(updater, m -> true, Where.BEFORE_CALL, function, "acquireAny", 1);
      orders.add(updater, m -> true, Where.AFTER_CALL, function, "releaseAny", 1);
    }
    // Views and spliterators of what may change while it is traversed.
    for (var owner :
        List.of(
            "ConcurrentHashMap$",
            "ConcurrentSkipListMap$",
            "ConcurrentLinkedQueue$",
            "ConcurrentLinkedDeque$",
            "LinkedBlockingQueue$",
            "ArrayBlockingQueue$",
            "LinkedBlockingDeque$",
            "LinkedTransferQueue$",
            "PriorityBlockingQueue$")) {
      for (var name : List.of("apply", "accept", "test")) {
        orders.add(p + owner, m -> true, Where.BEFORE_CALL, is(name), "traverses", THIS);
      }
      orders.add(p + owner, is("next"), Where.RETURN, null, "traverses", THIS); // Iterable.forEach
    }
  }

  /**
   * As above, under a monitor: what others did under it is known, and before it is given back, what
   * the program did there is told.
   */
  private void monitors() {
    for (var name :
        List.of(
            "Collection",
            "List",
            "Set",
            "Map",
            "SortedSet",
            "SortedMap",
            "NavigableSet",
            "NavigableMap")) {
      var wrapper = "java/util/Collections$Synchronized" + name;
      Predicate<String> made = m -> !m.startsWith("<init>");
      Predicate<String> locks = c -> !AccessHooks.VIEWS.contains(c);
      orders.add(wrapper, made, Where.BEFORE_CALL, locks, "holdsMonitor", THIS);
      orders.add(wrapper, made, Where.AFTER_CALL, locks, "underMonitor", THIS);
    }
    var given =
        Set.of(
            "forEach",
            "replaceAll",
            "removeIf",
            "sort",
            "computeIfAbsent",
            "computeIfPresent",
            "compute",
            "merge");
    Predicate<String> calls =
        m -> given.contains(m.indexOf('(') < 0 ? m : m.substring(0, m.indexOf('(')));
    Predicate<String> asks =
        m ->
            m.startsWith("append(Ljava/lang/CharSequence;")
                || m.equals("append(Ljava/lang/Object;)Ljava/lang/StringBuffer;");
    orders.add("java/lang/StringBuffer", asks, Where.ENTRY, null, "holdsMonitor", THIS);
    orders.add("java/lang/StringBuffer", asks, Where.RETURN, null, "underMonitor", THIS);
    for (var name : List.of("Vector", "Hashtable")) {
      orders.add("java/util/" + name, calls, Where.ENTRY, null, "holdsMonitor", THIS);
      orders.add("java/util/" + name, calls, Where.RETURN, null, "underMonitor", THIS);
    }
  }
}
