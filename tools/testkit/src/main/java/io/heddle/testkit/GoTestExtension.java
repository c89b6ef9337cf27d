// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import io.heddle.Task;
import io.heddle.testkit.engine.BubbleRun;
import io.heddle.testkit.engine.Rules;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.opentest4j.TestAbortedException;

/** Runs the test methods that are {@link GoTest}s. */
final class GoTestExtension implements TestTemplateInvocationContextProvider {
  /*
   * JUnit makes an instance, and calls the methods before and after each, outside of any bubble. What a
   * test uses must be made inside: so these calls are skipped, and done again inside, on an instance of
   * its own, for each schedule.
   */
  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    try {
      return GoTestArguments.of(context).map(Invocation::new);
    } catch (Exception e) {
      throw new ExtensionConfigurationException("the arguments of a @GoTest can't be had", e);
    }
  }

  @Override
  public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
    return true;
  }

  /** One call of the method: with the arguments of a source, if there is one. */
  private record Invocation(Object @Nullable [] arguments)
      implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
      return arguments == null
          ? "in a bubble"
          : "[" + index + "] " + GoTestArguments.inWords(arguments);
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return arguments == null
          ? List.of(new Interceptor(null))
          : List.of(new Interceptor(arguments), new Resolver(arguments));
    }
  }

  /** So that JUnit accepts the method's parameters. */
  private record Resolver(Object[] arguments) implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getDeclaringExecutable().equals(context.getRequiredTestMethod())
          && parameter.getIndex() < arguments.length;
    }

    @Override
    @SuppressWarnings("NullAway") // an argument may be null
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return arguments[parameter.getIndex()];
    }
  }

  private record Interceptor(Object @Nullable [] arguments) implements InvocationInterceptor {
    @Override
    public void interceptBeforeEachMethod(
        InvocationInterceptor.Invocation<@Nullable Void> invocation,
        ReflectiveInvocationContext<Method> call,
        ExtensionContext context) {
      invocation.skip();
    }

    @Override
    public void interceptAfterEachMethod(
        InvocationInterceptor.Invocation<@Nullable Void> invocation,
        ReflectiveInvocationContext<Method> call,
        ExtensionContext context) {
      invocation.skip();
    }

    @Override
    public void interceptTestTemplateMethod(
        InvocationInterceptor.Invocation<@Nullable Void> invocation,
        ReflectiveInvocationContext<Method> call,
        ExtensionContext context)
        throws Throwable {
      invocation.skip();
      var run = new GoTestRun(context, call.getExecutable(), call.getArguments().toArray());
      var test = GoTestArguments.annotationOf(call.getExecutable());
      int schedules = Integer.getInteger("heddle.test.schedules", test.schedules());
      if (schedules == 0 && test.replay().isEmpty()) {
        runPlainly(test, run);
      } else {
        explore(test, schedules, run);
      }
    }

    private static void runPlainly(GoTest test, GoTestRun run) throws Throwable {
      Bubble.requirePossible();
      var failure = BubbleRun.of(Rules.ofTest(test.leaks()), run::once).failure();
      if (failure != null) {
        throw failure;
      }
    }

    private static void explore(GoTest test, int schedules, GoTestRun run) {
      var explorer =
          Explorer.of(schedules == 0 ? 1 : schedules)
              .strategy(test.strategy())
              .leaks(test.leaks())
              .adversarialTime(test.adversarialTime())
              .repeatedBy(token -> "repeat it with @GoTest(replay = \"" + token + "\")");
      if (test.seed() != GoTest.DRAWN) {
        explorer = explorer.seed(test.seed());
      }
      // An assumption that does not hold is no failure of the schedule: it skips the test.
      var aborted = new AtomicReference<@Nullable TestAbortedException>();
      Task body =
          () -> {
            try {
              run.once();
            } catch (TestAbortedException e) {
              aborted.set(e);
            }
          };
      var found =
          test.replay().isEmpty() ? explorer.explore(body) : explorer.replay(test.replay(), body);
      if (found.failure() != null) {
        throw new AssertionError(headline(found.failure()), found.failure().cause());
      }
      if (aborted.get() != null) {
        throw aborted.get();
      }
    }

    /** The report, after a line that says all that most readers need. */
    private static String headline(Failure f) {
      var first = f.report().lines().findFirst().orElse("");
      if (f.cause() instanceof ChangedError) {
        return first + ", explore again without the token\n\n" + f.report();
      }
      var who =
          f.report()
              .lines()
              .filter(l -> l.startsWith("goroutine ") && l.endsWith(":"))
              .map(l -> l.substring(0, l.length() - 1))
              .findFirst()
              .orElse("");
      return first
          + (who.isEmpty() ? "" : " (" + who + ")")
          + ", repeat it with @GoTest(replay = \""
          + f.token()
          + "\")\n\n"
          + f.report();
    }
  }
}
