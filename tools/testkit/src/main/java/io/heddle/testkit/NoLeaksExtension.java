// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import io.heddle.Go;
import io.heddle.internal.program.GoroutineDump;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Registry;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs a plain test as a program, and looks for goroutines that it leaves behind. */
final class NoLeaksExtension implements InvocationInterceptor {
  /** Those that are about to end have so long for it. */
  private static final long GRACE_NANOS = 1_000_000_000;

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, call);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, call);
  }

  private static void watch(
      Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> call)
      throws Throwable {
    if (call.getExecutable().isAnnotationPresent(GoTest.class)) {
      invocation.proceed(); // it looks itself
      return;
    }
    Go.run(() -> {
      proceed(invocation);
      var left = leftBehind();
      if (!left.isEmpty()) {
        int n = left.size();
        throw new LeakError(
            (n == 1
                    ? "the test has left a goroutine behind"
                    : "the test has left " + n + " goroutines behind")
                + "\n\n"
                + GoroutineDump.of(left));
      }
    });
  }

  private static void proceed(Invocation<@Nullable Void> invocation) throws Exception {
    try {
      invocation.proceed();
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static List<Goroutine> leftBehind() throws InterruptedException {
    long end = System.nanoTime() + GRACE_NANOS;
    var main = Objects.requireNonNull(Goroutine.current());
    while (true) {
      var left =
          Registry.get().goroutines().stream()
              .filter(g -> g != main && g.owner() == main.owner() && !g.hasEnded())
              .toList();
      if (left.isEmpty() || System.nanoTime() - end > 0) {
        return left;
      }
      Thread.sleep(1);
    }
  }
}
