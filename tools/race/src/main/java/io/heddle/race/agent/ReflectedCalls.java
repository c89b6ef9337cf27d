// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_MethodHandle;
import static java.lang.constant.ConstantDescs.CD_Object;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;

/** The hooks around calls that call methods by reflection, and that make handles of methods. */
final class ReflectedCalls extends CallSite {
  private static final ClassDesc METHOD = ClassDesc.of("java.lang.reflect.Method");

  ReflectedCalls(CodeBuilder b, InvokeInstruction call, int state) {
    super(b, call, state, false, () -> 0);
  }

  static void addTo(Orders orders) {
    orders.add("java/lang/reflect/Method", Orders.Action.REFLECT_CALL, "invoke");
    var lookup = "java/lang/invoke/MethodHandles$Lookup";
    orders.add(lookup, Orders.Action.MAKE_HANDLE, "findVirtual", "unreflect");
    orders.add("java/lang/invoke/VarHandle", Orders.Action.MAKE_HANDLE, "toMethodHandle");
    orders.add(
        "java/lang/invoke/MethodHandles",
        Orders.Action.MAKE_HANDLE,
        "varHandleInvoker",
        "varHandleExactInvoker");
  }

  void invoke() {
    keep();
    b.pop2().pop();
    int called = b.allocateLocal(TypeKind.REFERENCE);
    b.aload(receiver).aload(arguments[0]);
    hook("calledMethod", objects(2));
    b.checkcast(METHOD).dup().astore(called);
    b.aload(arguments[0]);
    b.aload(called).aload(receiver).aload(arguments[0]).aload(arguments[1]);
    hook("calledArguments", objects(4));
    b.checkcast(CD_Object.arrayType());
    b.with(call);
  }

  void makeHandle() {
    keep();
    b.with(call);
    boolean isOfReceiver = name.equals("toMethodHandle");
    if (isOfReceiver) {
      b.aload(receiver);
    }
    for (int argument : arguments) {
      b.aload(argument);
    }
    var hook =
        switch (name) {
          case "findVirtual" -> "virtualHandle";
          case "unreflect" -> "methodHandle";
          case "toMethodHandle" -> "modeHandle";
          default -> "invokerHandle";
        };
    hook(hook, objects(1 + arguments.length + (isOfReceiver ? 1 : 0)));
    b.checkcast(CD_MethodHandle);
  }

  private static MethodTypeDesc objects(int count) {
    return MethodTypeDesc.of(CD_Object, Collections.nCopies(count, CD_Object));
  }
}
