// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** With what a {@link GoTest} is called: once, or for each of what its sources provide. */
final class GoTestArguments {
  private static final String SOURCES = "org.junit.jupiter.params.provider.";

  private GoTestArguments() {}

  static GoTest annotationOf(Method method) {
    return AnnotationSupport.findAnnotation(method, GoTest.class).orElseThrow();
  }

  /** The arguments of each call; null where there is no source. */
  static Stream<Object @Nullable []> of(ExtensionContext context) throws Exception {
    var method = context.getRequiredTestMethod();
    // Not even named unless there is one: the artifact with the sources need not be there.
    return Arrays.stream(method.getAnnotations()).anyMatch(GoTestArguments::isSource)
        ? GoTestSources.of(method, context)
        : Arrays.stream(new Object @Nullable [][] {null});
  }

  private static boolean isSource(Annotation a) {
    return a.annotationType().getName().startsWith(SOURCES)
        || Arrays.stream(a.annotationType().getAnnotations())
            .anyMatch(meta -> meta.annotationType().getName().startsWith(SOURCES));
  }

  static String inWords(Object[] arguments) {
    return Arrays.stream(arguments).map(String::valueOf).collect(Collectors.joining(", "));
  }
}
