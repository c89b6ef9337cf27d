// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The class that rewritten code calls: it has the methods of the hooks and hands all on. */
final class Bridge {
  /*
   * It is in java.lang, of which every class loader must let its classes see all, and which the JDK's
   * own classes see. The test kit is not: so the bridge is abstract, and an heir of it, in the test
   * kit's own loader, calls the hooks.
   *
   *   rewritten code → static $HeddleTestkit.x() → heir.x$() → Hooks.x(), TimeHooks.x(), …
   *
   * There is one heir: the JIT inlines what goes through.
   */
  static final String NAME = "java/lang/$HeddleTestkit";
  private static final ClassDesc TYPE = ClassDesc.ofInternalName(NAME);
  private static final ClassDesc HEIR = ClassDesc.of("io.heddle.testkit.agent.BridgeHeir");
  private static final String FIELD = "heir";

  private Bridge() {}

  static void define(Instrumentation jvm) throws ReflectiveOperationException {
    var mine = Bridge.class.getModule();
    var base = Object.class.getModule();
    jvm.redefineModule(
        base, Set.of(), Map.of(), Map.of("java.lang", Set.of(mine)), Set.of(), Map.of());
    var hooks =
        Stream.of(Hooks.class, TimeHooks.class, RandomHooks.class, InputHooks.class)
            .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
            .filter(m -> Modifier.isPublic(m.getModifiers()))
            .toList();
    var bridge =
        MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup())
            .defineClass(bridge(hooks));
    var heir = MethodHandles.lookup().defineClass(heir(hooks));
    bridge.getField(FIELD).set(null, heir.getConstructor().newInstance());
  }

  private static byte[] bridge(List<Method> hooks) {
    return ClassFile.of()
        .build(
            TYPE,
            b -> {
              b.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT | ClassFile.ACC_SYNTHETIC);
              b.withField(FIELD, TYPE, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC);
              constructor(b, ConstantDescs.CD_Object);
              for (var m : hooks) {
                var type = typeOf(m);
                b.withMethod(
                    m.getName() + "$",
                    type,
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT,
                    abstractly -> {});
                b.withMethodBody(
                    m.getName(),
                    type,
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> {
                      code.getstatic(TYPE, FIELD, TYPE);
                      load(code, type, true);
                      code.invokevirtual(TYPE, m.getName() + "$", type);
                      code.return_(TypeKind.from(type.returnType()));
                    });
              }
            });
  }

  private static byte[] heir(List<Method> hooks) {
    return ClassFile.of()
        .build(
            HEIR,
            b -> {
              b.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC);
              b.withSuperclass(TYPE);
              constructor(b, TYPE);
              for (var m : hooks) {
                var type = typeOf(m);
                b.withMethodBody(
                    m.getName() + "$",
                    type,
                    ClassFile.ACC_PUBLIC,
                    code -> {
                      load(code, type, false);
                      code.invokestatic(describe(m.getDeclaringClass()), m.getName(), type);
                      code.return_(TypeKind.from(type.returnType()));
                    });
              }
            });
  }

  private static void constructor(java.lang.classfile.ClassBuilder b, ClassDesc above) {
    b.withMethodBody(
        ConstantDescs.INIT_NAME,
        ConstantDescs.MTD_void,
        ClassFile.ACC_PUBLIC,
        code ->
            code.aload(0)
                .invokespecial(above, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_());
  }

  private static void load(
      java.lang.classfile.CodeBuilder code, MethodTypeDesc type, boolean isStatic) {
    int slot = isStatic ? 0 : 1;
    for (var parameter : type.parameterList()) {
      var kind = TypeKind.from(parameter);
      code.loadLocal(kind, slot);
      slot += kind.slotSize();
    }
  }

  static MethodTypeDesc typeOf(Method m) {
    return MethodTypeDesc.of(
        describe(m.getReturnType()),
        Arrays.stream(m.getParameterTypes()).map(Bridge::describe).toArray(ClassDesc[]::new));
  }

  private static ClassDesc describe(Class<?> type) {
    return ClassDesc.ofDescriptor(type.descriptorString());
  }
}
