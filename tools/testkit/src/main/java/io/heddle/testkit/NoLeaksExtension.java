// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import io.heddle.Go;
import io.heddle.internal.hook.Tracer;
import io.heddle.internal.hook.Tracing;
import io.heddle.internal.program.GoroutineDump;
import io.heddle.internal.sched.Goroutine;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    var started = new Started();
    Tracing.add(started);
    try {
      Go.run(() -> {
        proceed(invocation);
        started.requireNoneLeft();
      });
    } finally {
      Tracing.remove(started);
    }
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

  /** Those that the test has started. Held: one that nothing can wake would be garbage. */
  private static final class Started implements Tracer {
    private final Set<Goroutine> live = ConcurrentHashMap.newKeySet();

    @Override
    public void started(Goroutine g, @Nullable Goroutine by) {
      live.add(g);
    }

    @Override
    public void ended(Goroutine g) {
      live.remove(g);
    }

    void requireNoneLeft() throws InterruptedException {
      long end = System.nanoTime() + GRACE_NANOS;
      var left = left();
      while (!left.isEmpty() && System.nanoTime() - end < 0) {
        Thread.sleep(1);
        left = left();
      }
      if (!left.isEmpty()) {
        var who = left.size() == 1 ? "a goroutine" : left.size() + " goroutines";
        throw new LeakError("the test has left " + who + " behind\n\n" + GoroutineDump.of(left));
      }
    }

    /** Tests may run in parallel: those of this test's program only. */
    private List<Goroutine> left() {
      var main = Objects.requireNonNull(Goroutine.current());
      return live.stream()
          .filter(g -> g != main && g.owner() == main.owner() && !g.hasEnded())
          .sorted(Comparator.comparingLong(Goroutine::id))
          .toList();
    }
  }
}
