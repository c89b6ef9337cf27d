// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** A test with all that JUnit would do around it, to be run inside a bubble as often as wanted. */
final class GoTestRun {
  private final ExtensionContext context;
  private final Method method;
  private final Object[] arguments;

  GoTestRun(ExtensionContext context, Method method, Object[] arguments) {
    this.context = context;
    this.method = method;
    this.arguments = arguments;
    method.setAccessible(true);
  }

  /** A new instance, the methods before each, the test, the methods after each. */
  void once() throws Exception {
    var instances = instances();
    Throwable failure = null;
    try {
      for (var instance : instances) {
        invokeAll(BeforeEach.class, HierarchyTraversalMode.TOP_DOWN, instance);
      }
      invoke(instances.getLast());
    } catch (Throwable e) {
      failure = e;
    }
    for (var instance : instances.reversed()) {
      try {
        invokeAll(AfterEach.class, HierarchyTraversalMode.BOTTOM_UP, instance);
      } catch (Throwable e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw GoTestRun.<RuntimeException>sneaky(failure);
    }
  }

  /** One of the test's class; before it those of the classes around it, from the outermost on. */
  private List<Object> instances() throws IllegalAccessException {
    var given = context.getRequiredTestInstances().getAllInstances();
    if (context.getTestInstanceLifecycle().orElse(null) == TestInstance.Lifecycle.PER_CLASS) {
      return given;
    }
    var fresh = new ArrayList<Object>();
    for (var one : given) {
      Constructor<?> c = one.getClass().getDeclaredConstructors()[0];
      c.setAccessible(true);
      fresh.add(
          fresh.isEmpty()
              ? context.getExecutableInvoker().invoke(c)
              : context.getExecutableInvoker().invoke(c, fresh.getLast()));
      adopt(one, fresh.getLast());
    }
    return fresh;
  }

  /**
   * What others have put into fields of the instance that JUnit made: a temporary folder, a mock.
   */
  private static void adopt(Object given, Object fresh) throws IllegalAccessException {
    for (Class<?> c = fresh.getClass(); c != null && c != Object.class; c = c.getSuperclass()) {
      for (var f : c.getDeclaredFields()) {
        if ((f.getModifiers() & (Modifier.STATIC | Modifier.FINAL)) == 0 && f.trySetAccessible()) {
          var value = f.get(given);
          if (value != null && f.get(fresh) == null) {
            f.set(fresh, value);
          }
        }
      }
    }
  }

  private void invokeAll(
      Class<? extends Annotation> kind, HierarchyTraversalMode order, Object instance) {
    for (var m :
        ReflectionSupport.findMethods(
            instance.getClass(), m -> m.isAnnotationPresent(kind), order)) {
      m.setAccessible(true);
      context.getExecutableInvoker().invoke(m, instance);
    }
  }

  private void invoke(Object instance) throws Throwable {
    try {
      method.invoke(instance, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @SuppressWarnings("unchecked") // so that a failure leaves as it is, whatever it is
  private static <X extends Throwable> X sneaky(@Nullable Throwable t) throws X {
    throw (X) t;
  }
}
