// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import org.jspecify.annotations.Nullable;

/** Whose code it is that stands on a stack. */
enum Origin {
  /** Also the hidden frames between a lambda's interface and its body. */
  JDK,
  /** The runtime's own, and the command's. */
  HEDDLE,
  /** Of what runs tests: it starts them, and waits. */
  HARNESS,
  /** Anybody's. */
  USER;

  private static final String[] HARNESSES = {
    "org.junit.",
    "org.testng.",
    "org.apache.maven.",
    "org.gradle.",
    "worker.org.gradle.",
    "com.intellij.",
    "org.eclipse.jdt."
  };

  static Origin of(StackTraceElement frame) {
    return isOfTheJdk(frame) ? JDK : of(frame.getClassName());
  }

  static Origin of(Class<?> c) {
    return isOfTheJdk(c) ? JDK : of(c.getName());
  }

  private static Origin of(String c) {
    if (c.startsWith("io.heddle.internal.")
        || c.startsWith("io.heddle.cli.")
        || c.startsWith("io.heddle.inspect.")) {
      return HEDDLE;
    }
    for (var harness : HARNESSES) {
      if (c.startsWith(harness)) {
        return HARNESS;
      }
    }
    return USER;
  }

  /** True if each frame is the JDK's or of that origin, and one at least is of it. */
  static boolean isAllOf(Origin origin, StackTraceElement[] stack) {
    boolean found = false;
    for (var f : stack) {
      var o = of(f);
      if (o != JDK && o != origin) {
        return false;
      }
      found |= o == origin;
    }
    return found;
  }

  static boolean isAllOfTheJdk(StackTraceElement[] stack) {
    return isAllOf(JDK, stack);
  }

  static boolean isOfTheJdk(StackTraceElement frame) {
    return isOfTheJdk(frame.getModuleName());
  }

  static boolean isOfTheJdk(Class<?> c) {
    return isOfTheJdk(c.getModule().getName());
  }

  private static boolean isOfTheJdk(@Nullable String module) {
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }
}
