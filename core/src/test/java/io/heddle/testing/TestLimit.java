// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import io.heddle.internal.program.GoroutineDump;
import io.heddle.internal.sched.Bystanders;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.wait.HeldLocks;
import java.lang.reflect.Method;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * A limit on every test of the module: one that passes it prints what all goroutines wait for, is
 * interrupted and fails. One that does not heed that ends the JVM. A test during which locks were
 * taken in a wrong order fails, too.
 *
 * <p>The limit is {@code -Dheddle.test.limit}, in seconds.
 */
public final class TestLimit implements InvocationInterceptor {
  private static final int SECONDS = Integer.getInteger("heddle.test.limit", 180);
  private static final int GRACE_SECONDS = 10;
  private static final int GAVE_UP = 3;

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    limited(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    limited(invocation, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext dynamic, ExtensionContext context)
      throws Throwable {
    limited(invocation, context);
  }

  private static void limited(Invocation<Void> invocation, ExtensionContext context)
      throws Throwable {
    var name = classOf(context) + ": " + context.getDisplayName();
    var watch = new Watch(name, Thread.currentThread());
    watch.start();
    try {
      invocation.proceed();
    } catch (Throwable e) {
      if (!watch.expired) {
        throw e;
      }
      var timeout = new TimeoutException(name + ": longer than " + SECONDS + " s; see the dump");
      timeout.addSuppressed(e);
      throw timeout;
    } finally {
      watch.end();
    }
    if (watch.expired) {
      throw new TimeoutException(name + ": longer than " + SECONDS + " s; see the dump");
    }
    var wrongOrder = HeldLocks.takeViolation();
    if (wrongOrder != null) {
      throw wrongOrder;
    }
  }

  /** Dynamic tests have no class of their own. */
  private static String classOf(ExtensionContext context) {
    return context
        .getTestClass()
        .map(Class::getSimpleName)
        .orElseGet(() -> context.getParent().map(TestLimit::classOf).orElse("?"));
  }

  /** Its own platform thread, so that nothing it watches can keep it from looking. */
  private static final class Watch extends Thread {
    private final Thread test;
    private volatile boolean ended;
    volatile boolean expired;

    Watch(String name, Thread test) {
      super("heddle-test-limit " + name);
      this.test = test;
      setDaemon(true);
    }

    @Override
    public void run() {
      Bystanders.add(this);
      if (endsWithin(SECONDS)) {
        return;
      }
      expired = true;
      System.err.println(getName() + " passed; the test thread is at");
      for (var frame : test.getStackTrace()) {
        System.err.println("\tat " + frame);
      }
      System.err.println(GoroutineDump.of(Registry.get().goroutines()));
      test.interrupt();
      if (!endsWithin(GRACE_SECONDS)) {
        System.err.println("It does not heed the interrupt.");
        Runtime.getRuntime().halt(GAVE_UP);
      }
    }

    private boolean endsWithin(int seconds) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      while (!ended && System.nanoTime() < deadline) {
        LockSupport.parkNanos(this, deadline - System.nanoTime());
      }
      return ended;
    }

    void end() {
      ended = true;
      LockSupport.unpark(this);
    }
  }
}
