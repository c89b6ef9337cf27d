// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import io.heddle.rewrite.Hierarchy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call of a method of the JDK means to the detector: an access to contents, or an order
 * between threads. A table, by the class that declares the method.
 */
final class Orders {
  /*
   * Only calls in classes that are not the JDK's: what the JDK does for itself (printing, loading
   * classes) must not order a program's threads, or it would hide its races. What hands work from one
   * thread to another inside of the JDK is in JdkOrders.
   * Checked by: JucOrderTest, ExecutorOrderTest, ContentsTest, AccessTest.
   */
  enum Action {
    /** Reads or writes the contents of the receiver, or orders, as the receiver's class is. */
    READ,
    WRITE,
    /** Reads them, and may also say that it did: a map in the order of its uses. */
    TOUCH,
    /** A static method: the same of its first argument; all others are read. */
    HELPER_WRITE,
    /** Reads the contents of all arguments. */
    ARGUMENTS,
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
    /** Updaters and Unsafe: of the object that is their first argument. */
    ANY_ACQUIRE,
    ANY_RELEASE,
    ANY_BOTH,
    /** VarHandles, by mode: HandleHooks looks at what the handle refers to. */
    HANDLE_ACQUIRE,
    HANDLE_RELEASE,
    HANDLE_BOTH,
    HANDLE_READ,
    HANDLE_WRITE,
    HANDLE_READ_OPAQUE,
    HANDLE_WRITE_OPAQUE,
    /** Of the field that is the receiver, in the object that is the first argument. */
    REFLECT_READ,
    REFLECT_WRITE,
    /** {@code method.invoke(receiver, arguments)}. */
    REFLECT_CALL,
    /** Gives a method handle, which will be called where nobody sees what it calls. */
    MAKE_HANDLE,
    /** {@code Array.get(array, i)}. */
    ELEMENT_READ,
    ELEMENT_WRITE,
    /** Reads all elements of the array that is the receiver. */
    CLONE,
    FENCE,
    /** What the garbage collector hands over: when there is something, all is known. */
    FROM_COLLECTOR,
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

  private final Map<String, List<Rule>> rules = new HashMap<>();

  Orders() {
    ContentsCalls.addTo(this);
    SyncCalls.addTo(this);
    ReflectedCalls.addTo(this);
  }

  void add(String owner, Action action, String... names) {
    for (var name : names) {
      rules.computeIfAbsent(name, n -> new ArrayList<>()).add(new Rule(owner, action));
    }
  }

  /**
   * Null: the call means nothing.
   *
   * @param parameters the descriptor of the method, or its beginning up to the last parameter
   */
  Action of(String owner, String name, String parameters, Hierarchy hierarchy) {
    var candidates = rules.get(name);
    if (candidates != null) {
      for (var rule : candidates) {
        if (rule.owner.equals("java/lang/Object")
            || rule.owner.equals("[") && owner.startsWith("[")
            || hierarchy.isSubtype(owner, rule.owner)) {
          return rule.owner.equals("java/nio/Buffer")
              ? ofBuffer(rule, name, parameters)
              : rule.action;
        }
      }
    }
    return null;
  }

  /**
   * At an index, a buffer is an array: only its limit is read, and other elements may be in use.
   */
  private static Action ofBuffer(Rule rule, String name, String parameters) {
    boolean isAbsolute =
        name.startsWith("get") && parameters.startsWith("(I")
            || name.startsWith("put")
                && parameters.startsWith("(I")
                && !parameters.startsWith("(I)");
    return isAbsolute ? Action.READ : rule.action;
  }
}
