// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;

/** Gets at what lies on the operand stack before a call, under the arguments. */
public final class Arguments {
  private Arguments() {}

  /**
   * Copies the receiver of the call that comes next into a new local variable; the stack stays as
   * it is.
   *
   * @return the variable
   */
  public static int keepReceiver(CodeBuilder code, MethodTypeDesc type) {
    int[] kept = keep(code, type);
    int receiver = code.allocateLocal(TypeKind.REFERENCE);
    code.dup().astore(receiver);
    restore(code, type, kept);
    return receiver;
  }

  /** Takes the arguments off the stack into new local variables, which it returns. */
  public static int[] keep(CodeBuilder code, MethodTypeDesc type) {
    int[] kept = new int[type.parameterCount()];
    for (int i = kept.length - 1; i >= 0; i--) {
      var kind = TypeKind.from(type.parameterType(i));
      kept[i] = code.allocateLocal(kind);
      code.storeLocal(kind, kept[i]);
    }
    return kept;
  }

  /** Puts kept arguments back on the stack. */
  public static void restore(CodeBuilder code, MethodTypeDesc type, int[] kept) {
    for (int i = 0; i < kept.length; i++) {
      code.loadLocal(TypeKind.from(type.parameterType(i)), kept[i]);
    }
  }
}
