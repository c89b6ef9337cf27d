// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import io.heddle.race.runtime.CallStubs;
import io.heddle.rewrite.Hierarchy;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Static methods that call one method of the JDK, with the hooks that such a call has in a program:
 * for calls by reflection and by method handle, in which no call of that method can be seen.
 */
final class Stubs implements CallStubs.Maker {
  /*
   * A stub orders, and looks at no contents: it is no place that a report could name. Only public methods of
   * public classes have one, for which the program needs no right that the stub has not as well. What asks for its
   * caller (reflection itself) has none.
   * Checked by: ReflectedCallTest.
   */
  private static final ClassDesc STUB = ClassDesc.of("io.heddle.race.agent.Stub");

  /** Of methods of the boot loader's classes only, so it keeps nothing alive. */
  private record Key(Class<?> owner, String name, MethodType type) {}

  private final Orders orders;
  private final ConcurrentHashMap<Key, Optional<Method>> known = new ConcurrentHashMap<>();

  Stubs(Orders orders) {
    this.orders = orders;
  }

  @Override
  public Method of(Class<?> owner, String name, MethodType type) {
    if (owner.getClassLoader() != null) {
      return null;
    }
    return known.computeIfAbsent(new Key(owner, name, type), this::make).orElse(null);
  }

  private Optional<Method> make(Key key) {
    var owner = key.owner;
    var internal = owner.getName().replace('.', '/');
    boolean isOpen =
        Modifier.isPublic(owner.getModifiers())
            && owner.getModule().isExported(owner.getPackageName())
            && (owner == VarHandle.class || !internal.matches("java/lang/(reflect|invoke)/.*"));
    var type = MethodTypeDesc.ofDescriptor(key.type.descriptorString());
    boolean counts =
        isOpen
            && orders.of(internal, key.name, type.descriptorString(), Hierarchy.of(null)) != null;
    if (!counts) {
      return Optional.empty();
    }
    try {
      var file = ClassInstrumenter.rewrite(null, classFile(key, type), Scope.ORDER, orders);
      var stub = MethodHandles.lookup().defineHiddenClass(file, false).lookupClass();
      for (var method : stub.getMethods()) {
        if (method.getDeclaringClass() == stub) {
          method.setAccessible(true);
          return Optional.of(method);
        }
      }
    } catch (IllegalAccessException | LinkageError e) {
      // the call is made as it stands
    }
    return Optional.empty();
  }

  private static byte[] classFile(Key key, MethodTypeDesc type) {
    var owner = ClassDesc.ofDescriptor(key.owner.descriptorString());
    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
    return ClassFile.of()
        .build(
            STUB,
            builder ->
                builder
                    .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                    .withMethodBody(
                        "call",
                        type.insertParameterTypes(0, owner),
                        flags,
                        code -> body(code, key, owner, type)));
  }

  private static void body(CodeBuilder code, Key key, ClassDesc owner, MethodTypeDesc type) {
    code.aload(0);
    for (int i = 0; i < type.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i + 1));
    }
    if (key.owner.isInterface()) {
      code.invokeinterface(owner, key.name, type);
    } else {
      code.invokevirtual(owner, key.name, type);
    }
    code.return_(TypeKind.from(type.returnType()));
  }
}
