// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stack traces as a user wants to read them: without the machinery below and above the program. */
public final class Frames {
  private static final int MOST = 100;
  private static final String LIBRARY = "io.heddle.";
  private static final String[] MACHINERY = {
    "io.heddle.internal.",
    "io.heddle.cli.",
    "io.heddle.testkit.Bubble.",
    "io.heddle.testkit.agent.",
    "java.lang.$Heddle",
    "io.heddle.testkit.GoTest",
    "io.heddle.testkit.engine.",
    "io.heddle.GoStatement",
    "io.heddle.Goroutine",
    "io.heddle.context.AfterFunc",
    "io.heddle.runtime.InheritedServices",
    "io.heddle.sync.ErrGroup$",
    "io.heddle.sync.Started",
    "io.heddle.time.FunctionTimer",
    "java.lang.VirtualThread",
    "java.lang.System$1.parkVirtualThread",
    "java.lang.Thread.run",
    "java.lang.Thread.getStackTrace",
    "java.lang.reflect.Constructor.newInstance",
    "java.lang.reflect.Method.invoke",
    "java.lang.invoke.",
    "java.util.concurrent.locks.LockSupport",
    "jdk.internal.misc.Unsafe.park",
    "jdk.internal.vm.",
    "jdk.internal.reflect."
  };

  private Frames() {}

  public static List<StackTraceElement> ofUser(StackTraceElement[] stack) {
    return Arrays.stream(stack).filter(f -> !isMachinery(f)).toList();
  }

  /**
   * From where the user called the library on; all of them if nobody has, which code of ours alone
   * does.
   */
  public static List<StackTraceElement> ofCallers(List<StackTraceElement> frames) {
    int n = frames.size();
    int i = n;
    while (i > 0 && !frames.get(i - 1).getClassName().startsWith("io.heddle.runtime.")) {
      i--;
    }
    while (i < n && isLibrary(frames.get(i).getClassName())) {
      i++;
    }
    return i == n ? frames : List.copyOf(frames.subList(i, n));
  }

  /** True for the classes that users call. */
  public static boolean isLibrary(String c) {
    return c.startsWith(LIBRARY)
        && (c.indexOf('.', LIBRARY.length()) < 0
            || c.startsWith("io.heddle.sync.")
            || c.startsWith("io.heddle.context.")
            || c.startsWith("io.heddle.runtime.")
            || c.startsWith("io.heddle.time."));
  }

  /** One line per frame; of a very deep stack the ends, as in Go. */
  static void append(StringBuilder s, List<StackTraceElement> frames) {
    int n = frames.size();
    for (int i = 0; i < n; i++) {
      if (n > MOST && i == MOST / 2) {
        s.append("\t... ").append(n - MOST).append(" frames elided ...\n");
        i = n - MOST / 2;
      }
      s.append("\tat ").append(frames.get(i)).append('\n');
    }
  }

  static void appendCreatedBy(StringBuilder s, @Nullable StackTraceElement site) {
    if (site != null && !isMachinery(site)) {
      s.append("created by ").append(site).append('\n');
    }
  }

  private static boolean isMachinery(StackTraceElement f) {
    if (f.getClassName().contains("$$Lambda/")) {
      return true; // the JVM's own class between a lambda's interface and its body
    }
    if (f.getClassName().endsWith("$HeddleMain")) {
      return true; // calls the main of a program that `heddle build` has packed
    }
    var name = f.getClassName() + "." + f.getMethodName();
    for (var m : MACHINERY) {
      if (name.startsWith(m)) {
        return true;
      }
    }
    return false;
  }
}
