// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import jdk.internal.vm.annotation.DontInline;

/** A value for each class, which is found once; quick for classes that are asked for often. */
final class ByClass<V> {
  /*
   * A table in front of a ClassValue, by identity hash code. A class that may be unloaded is not in it.
   * Threads that meet in it overwrite what each found: it is found again.
   */
  private static final int SIZE = 256;

  private record Near(Class<?> type, Object value) {}

  private final ClassValue<V> all;
  private final Near[] near = new Near[SIZE];

  ByClass(ClassValue<V> all) {
    this.all = all;
  }

  @SuppressWarnings("unchecked") // only far puts values there
  V get(Class<?> type) {
    var n = near[System.identityHashCode(type) & SIZE - 1];
    return n != null && n.type == type ? (V) n.value : far(type);
  }

  @DontInline
  private V far(Class<?> type) {
    var value = all.get(type);
    var loader = type.getClassLoader();
    if (loader == null || loader == ClassLoader.getSystemClassLoader()) {
      near[System.identityHashCode(type) & SIZE - 1] = new Near(type, value);
    }
    return value;
  }
}
