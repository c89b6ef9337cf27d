// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;
import org.testng.SkipException;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** The rules of the reactive-streams TCK, which is written for TestNG, each as a test of JUnit. */
public final class TckRules {
  private TckRules() {}

  /**
   * One test for each rule of the verification that the TCK can test. An optional one that does not
   * apply is aborted.
   */
  public static Stream<DynamicTest> of(Object verification) throws Throwable {
    callAll(verification, BeforeClass.class);
    return annotated(verification, Test.class)
        .filter(rule -> !rule.getName().startsWith("untested_"))
        .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> check(verification, rule)));
  }

  private static void check(Object verification, Method rule) throws Throwable {
    callAll(verification, BeforeMethod.class);
    try {
      call(verification, rule);
    } catch (SkipException e) {
      throw new TestAbortedException(e.getMessage(), e);
    }
  }

  private static void callAll(Object verification, Class<? extends Annotation> kind)
      throws Throwable {
    for (var method : annotated(verification, kind).toList()) {
      call(verification, method);
    }
  }

  private static Stream<Method> annotated(Object verification, Class<? extends Annotation> kind) {
    return Arrays.stream(verification.getClass().getMethods())
        .filter(m -> m.isAnnotationPresent(kind))
        .sorted(Comparator.comparing(Method::getName));
  }

  private static void call(Object verification, Method method) throws Throwable {
    try {
      method.invoke(verification);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
