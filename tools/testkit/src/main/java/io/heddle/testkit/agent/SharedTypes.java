// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

/** Which collections are made for many threads at once. */
final class SharedTypes {
  private static final ClassValue<Boolean> SHARED =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            var name = c.getName();
            if (name.startsWith("java.util.concurrent.")
                || name.startsWith("java.util.Collections$Synchronized")
                || name.equals("java.util.Vector")
                || name.equals("java.util.Hashtable")) {
              return true;
            }
          }
          return false;
        }
      };

  private SharedTypes() {}

  static boolean isShared(Class<?> type) {
    return SHARED.get(type);
  }
}
