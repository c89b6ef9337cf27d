// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import io.heddle.rewrite.Arguments;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.MethodTypeDesc;

/** Text put together with {@code +}: the collections and builders in it are read. */
final class ConcatHooks {
  private static final String FACTORY = "Ljava/lang/invoke/StringConcatFactory;";
  private static final MethodTypeDesc READ =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_int);

  private ConcatHooks() {}

  static boolean concern(InvokeDynamicInstruction i) {
    return i.bootstrapMethod().owner().descriptorString().equals(FACTORY)
        && i.typeSymbol().parameterList().stream().anyMatch(p -> AccessHooks.isRead(p, true));
  }

  static void emit(CodeBuilder b, InvokeDynamicInstruction i, int state, int place) {
    var type = i.typeSymbol();
    int[] arguments = Arguments.keep(b, type);
    Arguments.restore(b, type, arguments);
    for (int p = 0; p < arguments.length; p++) {
      if (AccessHooks.isRead(type.parameterType(p), true)) {
        b.aload(arguments[p]).aload(state).loadConstant(place);
        b.invokestatic(Bridge.TYPE, "readContents", READ);
      }
    }
    b.with(i);
  }
}
