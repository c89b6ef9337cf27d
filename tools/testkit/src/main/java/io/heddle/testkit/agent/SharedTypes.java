// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

/** Which collections are made for many threads at once. */
final class SharedTypes {
  /** How a type lets many threads in. */
  enum Kind {
    NOT,
    CONCURRENT,
    /** It locks itself: as a program does that iterates over it. */
    LOCKS_ITSELF
  }

  private static final ClassValue<Kind> KINDS =
      new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
          for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            var name = c.getName();
            if (name.startsWith("java.util.concurrent.")) {
              return Kind.CONCURRENT;
            }
            if (name.startsWith("java.util.Collections$Synchronized")
                || name.equals("java.util.Vector")
                || name.equals("java.util.Hashtable")) {
              return Kind.LOCKS_ITSELF;
            }
          }
          return Kind.NOT;
        }
      };

  private SharedTypes() {}

  static Kind kindOf(Class<?> type) {
    return KINDS.get(type);
  }
}
