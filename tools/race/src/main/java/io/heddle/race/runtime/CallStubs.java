// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

/** Where the hooks get the methods that stand for calls which nobody sees. */
public final class CallStubs {
  private static volatile Maker maker;

  private CallStubs() {}

  /** Makes static methods that take the receiver first, and order as a call in the program. */
  public interface Maker {
    /** Null: the call orders nothing. */
    Method of(Class<?> owner, String name, MethodType type);
  }

  public static void use(Maker made) {
    maker = made;
  }

  static Method of(Class<?> owner, String name, MethodType type) {
    var made = maker;
    return made == null ? null : made.of(owner, name, type);
  }
}
