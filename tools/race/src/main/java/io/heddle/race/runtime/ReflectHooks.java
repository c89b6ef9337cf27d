// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** Calls of the JDK's methods by reflection and by method handle: of stubs, instead. */
public final class ReflectHooks {
  /*
   * The program itself makes the call, of another method and with other arguments: so exceptions, the check
   * of arguments and the right to call stay those of reflection.
   * Checked by: ReflectedCallTest.
   */
  private ReflectHooks() {}

  // ---- method.invoke(receiver, arguments) ----

  /** What is to be called instead of it: the method itself, or a stub. */
  public static Object calledMethod(Object method, Object receiver) {
    if (!(method instanceof Method m)
        || receiver == null
        || m.getDeclaringClass().getClassLoader() != null
        || !m.getDeclaringClass().isInstance(receiver)) {
      return method;
    }
    var found = stubOf(m);
    return found == null ? method : found;
  }

  /** The arguments for that. */
  public static Object calledArguments(
      Object called, Object method, Object receiver, Object arguments) {
    if (called == method) {
      return arguments;
    }
    var given = arguments == null ? new Object[0] : (Object[]) arguments;
    var all = new Object[given.length + 1];
    all[0] = receiver;
    System.arraycopy(given, 0, all, 1, given.length);
    return all;
  }

  private static Method stubOf(Method m) {
    int modifiers = m.getModifiers();
    if (Modifier.isStatic(modifiers) || !Modifier.isPublic(modifiers)) {
      return null;
    }
    var type = MethodType.methodType(m.getReturnType(), m.getParameterTypes());
    return CallStubs.of(m.getDeclaringClass(), m.getName(), type);
  }

  // ---- method handles ----

  /** {@code lookup.findVirtual(owner, name, type)} has given this. */
  public static Object virtualHandle(Object handle, Object owner, Object name, Object type) {
    var seen = owner == VarHandle.class ? seenByAll((MethodType) type) : (MethodType) type;
    return instead((MethodHandle) handle, CallStubs.of((Class<?>) owner, (String) name, seen));
  }

  /** {@code lookup.unreflect(method)}. */
  public static Object methodHandle(Object handle, Object method) {
    return instead((MethodHandle) handle, stubOf((Method) method));
  }

  /** {@code variable.toMethodHandle(mode)}. */
  public static Object modeHandle(Object handle, Object variable, Object mode) {
    var v = (VarHandle) variable;
    var m = (VarHandle.AccessMode) mode;
    var stub = CallStubs.of(VarHandle.class, m.methodName(), seenByAll(v.accessModeType(m)));
    var bound = stub == null ? null : handleOf(stub).bindTo(v.withInvokeBehavior());
    return bound == null ? handle : bound.asType(((MethodHandle) handle).type());
  }

  /** {@code MethodHandles.varHandleInvoker(mode, type)}. */
  public static Object invokerHandle(Object handle, Object mode, Object type) {
    var name = ((VarHandle.AccessMode) mode).methodName();
    return instead(
        (MethodHandle) handle, CallStubs.of(VarHandle.class, name, seenByAll((MethodType) type)));
  }

  private static Object instead(MethodHandle handle, Method stub) {
    if (stub == null) {
      return handle;
    }
    var made = handleOf(stub).asType(handle.type());
    return handle.isVarargsCollector() ? made.withVarargs(true) : made;
  }

  private static MethodHandle handleOf(Method stub) {
    try {
      return MethodHandles.lookup().unreflect(stub);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** The program's own classes are objects. */
  private static MethodType seenByAll(MethodType type) {
    var parameters =
        Arrays.stream(type.parameterArray()).map(ReflectHooks::seenByAll).toArray(Class<?>[]::new);
    return MethodType.methodType(seenByAll(type.returnType()), parameters);
  }

  private static Class<?> seenByAll(Class<?> type) {
    return type.isPrimitive() ? type : Object.class;
  }
}
