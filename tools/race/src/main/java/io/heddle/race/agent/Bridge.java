// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;

import io.heddle.race.runtime.CoreHooks;
import io.heddle.race.runtime.HandleHooks;
import io.heddle.race.runtime.Hooks;
import io.heddle.race.runtime.JdkHooks;
import io.heddle.race.runtime.OrderHooks;
import io.heddle.race.runtime.ReflectHooks;
import io.heddle.race.runtime.WaitHooks;
import java.lang.classfile.Annotation;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The class that rewritten code calls: it has the methods of the hooks and hands all on. */
final class Bridge {
  /*
   * It is in java.lang, of which every class loader must let its classes see all; the detector itself
   * is not, for a loader may hide it. The JIT inlines what it hands on, however large the method is that
   * calls it: the classes of the boot loader may ask for that.
   */
  static final String NAME = "java/lang/$HeddleRace";
  static final ClassDesc TYPE = ClassDesc.ofInternalName(NAME);

  private static final RuntimeVisibleAnnotationsAttribute INLINED =
      RuntimeVisibleAnnotationsAttribute.of(
          Annotation.of(ClassDesc.of("jdk.internal.vm.annotation.ForceInline")));
  private static final ClassDesc OUT_OF_MEMORY = ClassDesc.of("java.lang.OutOfMemoryError");

  private static final List<Class<?>> HOOKS =
      List.of(
          Hooks.class,
          OrderHooks.class,
          WaitHooks.class,
          JdkHooks.class,
          CoreHooks.class,
          HandleHooks.class,
          ReflectHooks.class);

  private Bridge() {}

  static void define(Instrumentation jvm) throws IllegalAccessException {
    var mine = Hooks.class.getModule();
    var base = Object.class.getModule();
    jvm.redefineModule(
        base,
        Set.of(mine),
        Map.of("jdk.internal.misc", Set.of(mine)),
        Map.of("java.lang", Set.of(mine)),
        Set.of(),
        Map.of());
    MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(classFile());
  }

  private static byte[] classFile() {
    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC;
    return ClassFile.of()
        .build(
            TYPE,
            builder -> {
              builder.withFlags(flags).withSuperclass(CD_Object);
              for (var hooks : HOOKS) {
                for (var method : hooks.getDeclaredMethods()) {
                  if (Modifier.isPublic(method.getModifiers())) {
                    builder.withMethod(
                        method.getName(),
                        typeOf(method),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        m -> m.with(INLINED).withCode(code -> body(code, hooks, method)));
                  }
                }
              }
            });
  }

  private static void body(CodeBuilder code, Class<?> hooks, Method method) {
    if (hooks == CoreHooks.class) { // what they share is kept in the objects' sides
      code.invokestatic(describe(Hooks.class), "isOff", MethodTypeDesc.of(CD_boolean))
          .ifThen(CodeBuilder::return_);
    }
    if (mayStop(hooks, method)) {
      code.trying(
          body -> call(body, hooks, method),
          handler -> handler.catching(OUT_OF_MEMORY, Bridge::stop));
      if (method.getReturnType() != void.class) {
        code.aconst_null();
      }
      code.return_(TypeKind.from(method.getReturnType()));
    } else {
      call(code, hooks, method);
    }
  }

  private static void call(CodeBuilder code, Class<?> hooks, Method method) {
    for (int i = 0; i < method.getParameterCount(); i++) {
      var kind = TypeKind.from(method.getParameterTypes()[i]);
      code.loadLocal(kind, code.parameterSlot(i));
    }
    code.invokestatic(describe(hooks), method.getName(), typeOf(method));
    code.return_(TypeKind.from(method.getReturnType()));
  }

  /*
   * Without memory the detector gives up, and the program goes on: but for hooks whose result the program
   * needs, and those that call the program.
   */
  private static boolean mayStop(Class<?> hooks, Method method) {
    return hooks != WaitHooks.class
        && (method.getReturnType() == void.class || method.getName().endsWith("Element"));
  }

  private static void stop(CodeBuilder code) {
    code.pop().invokestatic(describe(Hooks.class), "outOfMemory", MethodTypeDesc.of(CD_void));
  }

  private static MethodTypeDesc typeOf(Method method) {
    var parameters = method.getParameterTypes();
    var types = new ClassDesc[parameters.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = describe(parameters[i]);
    }
    return MethodTypeDesc.of(describe(method.getReturnType()), types);
  }

  private static ClassDesc describe(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }
}
