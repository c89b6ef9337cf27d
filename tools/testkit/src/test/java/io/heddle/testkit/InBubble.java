// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import io.heddle.testkit.engine.BubbleRun;
import io.heddle.testkit.engine.Rules;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs the tests of another module as they are, each in a bubble: on the deterministic scheduler
 * and in virtual time. What a test leaves behind is no failure, for its other schedulers allow it.
 */
public final class InBubble implements InvocationInterceptor {
  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context) {
    invocation.skip(); // done again inside, as for a @GoTest
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context) {
    invocation.skip();
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    run(invocation, call, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    run(invocation, call, context);
  }

  private static void run(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> call,
      ExtensionContext context)
      throws Throwable {
    invocation.skip();
    var test = new GoTestRun(context, call.getExecutable(), call.getArguments().toArray());
    var failure = BubbleRun.of(Rules.ofTest(false), test::once).failure();
    if (failure != null) {
      throw failure;
    }
  }
}
