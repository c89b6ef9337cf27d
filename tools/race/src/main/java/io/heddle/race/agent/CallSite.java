// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import io.heddle.rewrite.Arguments;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.function.IntSupplier;

/** One call in a method that is being rewritten, and what lies on the operand stack before it. */
abstract class CallSite {
  static final ClassDesc HOOKS = Bridge.TYPE;
  static final MethodTypeDesc ONE = MethodTypeDesc.of(CD_void, CD_Object);
  static final MethodTypeDesc TWO = MethodTypeDesc.of(CD_void, CD_Object, CD_Object);
  static final MethodTypeDesc TWO_INT = MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_int);

  final CodeBuilder b;
  final InvokeInstruction call;
  final MethodTypeDesc type;
  final String name;
  final boolean isStatic;

  /** The local variable with the thread's state. */
  final int state;

  /** Accesses are looked at, not only orders. */
  final boolean isWatched;

  final IntSupplier place;

  /** Local variables, once kept. */
  int receiver = -1;

  int[] arguments = {};

  CallSite(CodeBuilder b, InvokeInstruction call, int state, boolean isWatched, IntSupplier place) {
    this.b = b;
    this.call = call;
    this.state = state;
    this.isWatched = isWatched;
    this.place = place;
    type = call.typeSymbol();
    name = call.name().stringValue();
    isStatic = call.opcode() == Opcode.INVOKESTATIC;
  }

  /** Copies all that the call takes into variables; the stack stays as it is. */
  final void keep() {
    arguments = Arguments.keep(b, type);
    if (!isStatic && !name.equals("<init>")) {
      receiver = b.allocateLocal(TypeKind.REFERENCE);
      b.dup().astore(receiver);
    }
    Arguments.restore(b, type, arguments);
  }

  final boolean isObject(int parameter) {
    return parameter < type.parameterCount() && !type.parameterType(parameter).isPrimitive();
  }

  final void hook(String name, MethodTypeDesc hookType) {
    b.invokestatic(HOOKS, name, hookType);
  }
}
