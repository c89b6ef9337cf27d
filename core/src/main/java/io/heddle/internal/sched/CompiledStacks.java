// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Tells whether all frames of a virtual thread that stands still are of compiled methods. */
final class CompiledStacks {
  /* LiveStackFrame tells it of each frame, at several times what another walk takes. */
  private static final @Nullable Access ACCESS = open();

  private CompiledStacks() {}

  private record Access(MethodHandle walker, VarHandle mode, int compiled) {}

  private static @Nullable Access open() {
    try {
      var live = Class.forName("java.lang.LiveStackFrame");
      var info = Class.forName("java.lang.LiveStackFrameInfo");
      var continuation = Class.forName("jdk.internal.vm.Continuation");
      return new Access(
          JdkInternals.lookup(live)
              .findStatic(
                  live, "getStackWalker", MethodType.methodType(StackWalker.class, continuation))
              .asType(MethodType.methodType(StackWalker.class, Object.class)),
          JdkInternals.field(info, "mode"),
          JdkInternals.constant(info, "MODE_COMPILED"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // another JDK: of none it is known
    }
  }

  /** Whether they are, as far as anybody can say. */
  static boolean isOne(Object continuation) {
    var a = ACCESS;
    return a != null && walker(a, continuation).walk(s -> s.allMatch(f -> isCompiled(a, f)));
  }

  private static StackWalker walker(Access a, Object continuation) {
    try {
      return (StackWalker) a.walker.invokeExact(continuation);
    } catch (Throwable e) {
      throw JdkInternals.unexpected(e);
    }
  }

  private static boolean isCompiled(Access a, StackFrame frame) {
    return (int) a.mode.get(frame) == a.compiled;
  }
}
