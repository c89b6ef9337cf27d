// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.util.Collection;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArraySet;

/** What an object of the JDK is to its callers: who may use it at the same time. */
final class Kind {
  /*
   * By the class, found once for each: its own name or that of its nearest superclass in a list; what
   * is in no list is nothing, and calls on it are not looked at.
   * Views and iterators lead to what they belong to: through the field of the JDK's class that refers
   * to it, by its offset.
   * Checked by: ContentsTest.
   */
  enum Use {
    /** Not looked at. */
    NOTHING,
    /** Not thread-safe: calls read or write its contents. */
    CONTENTS,
    /** Belongs to the object in its field. */
    VIEW,
    /** A wrapper that takes a lock around each call. */
    SYNCHRONIZED,
    /** Takes its own monitor around each call. */
    MONITOR,
    /** Thread-safe: what precedes a write happens-before what follows a read. */
    ORDERS
  }

  private static final Set<String> CONTENTS =
      Set.of(
          "java.util.HashMap",
          "java.util.TreeMap",
          "java.util.IdentityHashMap",
          "java.util.WeakHashMap",
          "java.util.EnumMap",
          "java.util.ArrayList",
          "java.util.LinkedList",
          "java.util.ArrayDeque",
          "java.util.PriorityQueue",
          "java.util.RegularEnumSet",
          "java.util.JumboEnumSet",
          "java.util.BitSet",
          "java.util.StringJoiner",
          "java.util.StringTokenizer",
          "java.util.SplittableRandom",
          "jdk.internal.util.random.RandomSupport$AbstractSpliteratorGenerator",
          "jdk.internal.random.Xoroshiro128PlusPlus",
          "jdk.internal.random.Xoshiro256PlusPlus",
          "java.util.Calendar",
          "java.util.Formatter",
          "java.util.Scanner",
          "java.util.regex.Matcher",
          "java.text.Format",
          "java.text.Collator",
          "java.text.BreakIterator",
          "java.lang.StringBuilder",
          "java.nio.Buffer",
          "java.security.MessageDigest",
          "java.security.Signature",
          "javax.crypto.Cipher",
          "javax.crypto.Mac",
          "java.util.zip.CRC32",
          "java.util.zip.Adler32",
          "java.nio.charset.CharsetEncoder",
          "java.nio.charset.CharsetDecoder",
          "java.io.ByteArrayInputStream");
  private static final Set<String> ORDERS =
      Set.of(
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentSkipListMap",
          "java.util.concurrent.CopyOnWriteArrayList",
          "java.util.concurrent.ConcurrentLinkedQueue",
          "java.util.concurrent.ConcurrentLinkedDeque",
          "java.util.concurrent.ArrayBlockingQueue",
          "java.util.concurrent.LinkedBlockingQueue",
          "java.util.concurrent.LinkedBlockingDeque",
          "java.util.concurrent.PriorityBlockingQueue",
          "java.util.concurrent.LinkedTransferQueue",
          "java.util.concurrent.SynchronousQueue",
          "java.util.concurrent.DelayQueue",
          "java.util.Properties",
          "java.io.ByteArrayOutputStream",
          "java.io.StringWriter");
  private static final Set<String> MONITOR =
      Set.of("java.util.Vector", "java.util.Hashtable", "java.lang.StringBuffer");

  private static final Kind NOTHING = new Kind(Use.NOTHING, 0, 0);
  private static final Kind IS_CONTENTS = new Kind(Use.CONTENTS, 0, 0);
  private static final Kind IS_MONITOR = new Kind(Use.MONITOR, 0, 0);
  private static final Kind IS_ORDERS = new Kind(Use.ORDERS, 0, 0);

  private static final ByClass<Kind> OF =
      new ByClass<>(
          new ClassValue<>() {
            @Override
            protected Kind computeValue(Class<?> type) {
              return find(type);
            }
          });

  final Use use;

  /** Of the field that leads on. */
  final long next;

  /** Of the field that holds the lock. */
  final long lock;

  private Kind(Use use, long next, long lock) {
    this.use = use;
    this.next = next;
    this.lock = lock;
  }

  static Kind of(Object o) {
    return OF.get(o.getClass());
  }

  private static Kind find(Class<?> type) {
    if (type.getName().startsWith("java.util.Collections$Synchronized")) {
      return synchronizedWrapper(type);
    }
    for (var c = type; c != null; c = c.getSuperclass()) {
      var name = c.getName();
      if (CONTENTS.contains(name)) {
        return IS_CONTENTS;
      } else if (ORDERS.contains(name)) {
        return IS_ORDERS;
      } else if (MONITOR.contains(name)) {
        return IS_MONITOR;
      }
    }
    boolean mayBeView =
        type.getName().startsWith("java.util.")
            || ConcurrentSkipListSet.class.isAssignableFrom(type) // views of what they keep
            || CopyOnWriteArraySet.class.isAssignableFrom(type);
    return mayBeView ? view(type) : NOTHING;
  }

  private static Kind synchronizedWrapper(Class<?> type) {
    for (var c = type; c != null; c = c.getSuperclass()) {
      long inner = offset(c, "c", "m");
      long mutex = offset(c, "mutex");
      if (inner >= 0 && mutex >= 0) {
        return new Kind(Use.SYNCHRONIZED, inner, mutex);
      }
    }
    return NOTHING;
  }

  /** A set on a map, an iterator, a part of a list, an unmodifiable wrapper. */
  private static Kind view(Class<?> type) {
    boolean leadsOn =
        Collection.class.isAssignableFrom(type)
            || Map.class.isAssignableFrom(type)
            || Iterator.class.isAssignableFrom(type)
            || Enumeration.class.isAssignableFrom(type)
            || Map.Entry.class.isAssignableFrom(type)
                && type.getName().startsWith("java.util.concurrent.");
    for (var c = type; leadsOn && c != null; c = c.getSuperclass()) {
      long next =
          offset(c, "this$0", "root", "map", "m", "c", "i", "list", "delegate", "base", "q", "al");
      if (next >= 0) {
        return new Kind(Use.VIEW, next, 0);
      }
    }
    return NOTHING;
  }

  private static long offset(Class<?> c, String... names) {
    for (var name : names) {
      try {
        var field = c.getDeclaredField(name);
        if (!field.getType().isPrimitive()) {
          return Memory.UNSAFE.objectFieldOffset(field);
        }
      } catch (NoSuchFieldException | RuntimeException e) {
        // another name
      }
    }
    return -1;
  }
}
