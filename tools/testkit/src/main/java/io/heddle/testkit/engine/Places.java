// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.Task;
import io.heddle.internal.program.Frames;
import java.security.ProtectionDomain;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lines of the user's program. */
final class Places {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private static final Set<ProtectionDomain> OURS =
      Set.of(Places.class.getProtectionDomain(), Task.class.getProtectionDomain());

  private Places() {}

  /** The line that called into the library, or null. */
  static @Nullable StackTraceElement ofCaller() {
    return WALKER.walk(frames ->
        frames
            .filter(f -> isUsers(f.getDeclaringClass()))
            .map(StackWalker.StackFrame::toStackTraceElement)
            .findFirst()
            .orElse(null));
  }

  private static boolean isUsers(Class<?> c) {
    return c.getClassLoader() != null
        && !OURS.contains(c.getProtectionDomain())
        && !c.getName().startsWith("io.heddle.cli.");
  }

  /** The same of a stack as the JDK gives it; the library's own if nobody else is in it. */
  static @Nullable StackTraceElement ofUser(StackTraceElement[] stack) {
    StackTraceElement library = null;
    for (var f : Frames.ofUser(stack)) {
      var c = f.getClassName();
      if (c.startsWith("java.") || c.startsWith("jdk.") || c.startsWith("sun.")) {
        continue;
      }
      if (!Frames.isLibrary(c)) {
        return f;
      }
      library = library == null ? f : library;
    }
    return library;
  }

  static String inWords(@Nullable StackTraceElement place) {
    return place == null ? "" : place.getFileName() + ":" + place.getLineNumber();
  }
}
