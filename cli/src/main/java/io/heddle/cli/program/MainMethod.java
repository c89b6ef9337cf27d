// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The method by which a program starts, chosen as the JDK's launcher chooses it: {@code
 * main(String[])} before {@code main()}, own before inherited, static or not, anything but private.
 */
final class MainMethod {
  private final Method method;
  private final @Nullable Constructor<?> constructor;

  private MainMethod(Method method, @Nullable Constructor<?> constructor) {
    this.method = method;
    this.constructor = constructor;
  }

  /** The main method of a class; the class is not initialised. */
  static MainMethod of(Class<?> type) throws UserError {
    Method method = find(type, true, String[].class);
    if (method == null) {
      method = find(type, false, String[].class);
    }
    if (!isValid(method)) {
      method = find(type, false);
    }
    if (method == null || !isValid(method)) {
      throw UserError.of(
          "class " + type.getName() + " has no main method, write for example `void main() { … }`");
    }
    return new MainMethod(method, isStatic(method) ? null : constructor(type));
  }

  private static boolean isValid(@Nullable Method method) {
    return method != null
        && method.getReturnType() == void.class
        && !Modifier.isPrivate(method.getModifiers());
  }

  private static boolean isStatic(Method method) {
    return Modifier.isStatic(method.getModifiers());
  }

  private static @Nullable Method find(Class<?> type, boolean isPublic, Class<?>... parameters) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      Method found = declared(c, isPublic, parameters);
      if (found != null) {
        return found;
      }
    }
    return inherited(type, isPublic, parameters);
  }

  private static @Nullable Method declared(Class<?> c, boolean isPublic, Class<?>... parameters) {
    // Not getDeclaredMethod: the exception for one that is not there costs more than all of them.
    for (Method method : c.getDeclaredMethods()) {
      if (method.getName().equals("main")
          && !method.isBridge()
          && (!isPublic || Modifier.isPublic(method.getModifiers()))
          && Arrays.equals(method.getParameterTypes(), parameters)) {
        return method;
      }
    }
    return null;
  }

  /* A default method of an interface, of the class or of one above it. */
  private static @Nullable Method inherited(
      Class<?> type, boolean isPublic, Class<?>... parameters) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (Class<?> i : c.getInterfaces()) {
        Method own = declared(i, isPublic, parameters);
        Method found = own == null ? inherited(i, isPublic, parameters) : own;
        if (found != null && !isStatic(found) && !Modifier.isAbstract(found.getModifiers())) {
          return found;
        }
      }
    }
    return null;
  }

  private static Constructor<?> constructor(Class<?> type) throws UserError {
    boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
    if (Modifier.isAbstract(type.getModifiers()) || inner) {
      String kind = inner ? "an inner" : "an abstract";
      throw UserError.of(
          "main of "
              + type.getName()
              + " is not static, but it is "
              + kind
              + " class: make main static");
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      if (!Modifier.isPrivate(constructor.getModifiers())) {
        constructor.setAccessible(true);
        return constructor;
      }
    } catch (NoSuchMethodException e) {
      // said below
    }
    throw UserError.of(
        "main of "
            + type.getName()
            + " is not static and the class has no constructor without parameters: make main"
            + " static");
  }

  /*
   * Not by reflection: six classes are made for its method handles at each start, which take 4 ms;
   * for these two shapes of handles there is code in the JVM's archive.
   */
  /** Initialises the class and runs main; what the program throws comes out as it is. */
  void run(String[] args) throws Throwable {
    initialise(method.getDeclaringClass());
    method.setAccessible(true);
    var main = MethodHandles.lookup().unreflect(method);
    if (constructor != null) {
      main = main.bindTo(MethodHandles.lookup().unreflectConstructor(constructor).invoke());
    }
    if (method.getParameterCount() == 0) {
      main.invokeExact();
    } else {
      main.invokeExact(args);
    }
  }

  /* Its failure says where in its cause; the frames of its own are all the launcher's. */
  static void initialise(Class<?> type) throws ClassNotFoundException {
    try {
      Class.forName(type.getName(), true, type.getClassLoader());
    } catch (ExceptionInInitializerError e) {
      e.setStackTrace(new StackTraceElement[0]);
      throw e;
    }
  }
}
