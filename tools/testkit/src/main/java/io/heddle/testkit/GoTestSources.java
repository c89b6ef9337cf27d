// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumerInitializer;
import org.junit.jupiter.params.support.ParameterDeclaration;
import org.junit.jupiter.params.support.ParameterDeclarations;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.commons.support.conversion.ConversionSupport;

/** What the sources of {@code junit-jupiter-params} beside a {@link GoTest} provide. */
final class GoTestSources {
  private GoTestSources() {}

  static Stream<Object @Nullable []> of(Method method, ExtensionContext context) throws Exception {
    var calls = new ArrayList<Object @Nullable []>();
    for (var source : AnnotationSupport.findRepeatableAnnotations(method, ArgumentsSource.class)) {
      ArgumentsProvider provider = ReflectionSupport.newInstance(source.value());
      AnnotationConsumerInitializer.initialize(method, provider);
      try (Stream<? extends Arguments> all =
          provider.provideArguments(new Declared(method), context)) {
        all.forEach(a -> calls.add(converted(method, a.get())));
      }
    }
    return calls.stream();
  }

  /** Texts become what the parameters want, as JUnit does it. */
  private static @Nullable Object[] converted(Method method, @Nullable Object[] given) {
    var types = method.getParameterTypes();
    var loader = method.getDeclaringClass().getClassLoader();
    var converted = new @Nullable Object[given.length];
    for (int i = 0; i < given.length; i++) {
      converted[i] =
          i < types.length && given[i] instanceof String s && types[i] != String.class
              ? ConversionSupport.convert(s, types[i], loader)
              : given[i];
    }
    return converted;
  }

  /** The parameters of a method, for those providers that ask. */
  private record Declared(Method method) implements ParameterDeclarations {
    @Override
    public AnnotatedElement getSourceElement() {
      return method;
    }

    @Override
    public Optional<ParameterDeclaration> getFirst() {
      return getAll().stream().findFirst();
    }

    @Override
    public List<ParameterDeclaration> getAll() {
      var all = new ArrayList<ParameterDeclaration>();
      for (var p : method.getParameters()) {
        all.add(new One(p, all.size()));
      }
      return all;
    }

    @Override
    public Optional<ParameterDeclaration> get(int index) {
      return getAll().stream().skip(index).findFirst();
    }

    @Override
    public String getSourceElementDescription() {
      return "method [" + method.toGenericString() + "]";
    }
  }

  private record One(Parameter parameter, int index) implements ParameterDeclaration {
    @Override
    public AnnotatedElement getAnnotatedElement() {
      return parameter;
    }

    @Override
    public Class<?> getParameterType() {
      return parameter.getType();
    }

    @Override
    public int getParameterIndex() {
      return index;
    }

    @Override
    public Optional<String> getParameterName() {
      return parameter.isNamePresent() ? Optional.of(parameter.getName()) : Optional.empty();
    }
  }
}
