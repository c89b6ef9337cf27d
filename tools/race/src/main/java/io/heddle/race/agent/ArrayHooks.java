// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;

/** The hooks at accesses of the elements of arrays. */
final class ArrayHooks {
  /*
   * Told before the access. An array's shadow has to be looked for, so an instruction in a loop keeps what
   * it found last in a local variable of its own: the hook is given it and returns it, or another.
   * Checked by: ContentsTest, InstrumentationTest.
   */
  private static final ClassDesc HOOKS = Bridge.TYPE;
  private static final MethodTypeDesc ELEMENT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_Object, CD_int);
  private static final MethodTypeDesc KEPT =
      MethodTypeDesc.of(CD_Object, CD_Object, CD_int, CD_Object, CD_int, CD_Object);
  private static final int MOST = 12;

  private final MethodInstrumenter method;
  private final Map<Integer, Integer> kept = new HashMap<>();

  ArrayHooks(MethodInstrumenter method, MethodShape shape, CodeModel code) {
    this.method = method;
    int at = -1;
    for (var e : code) {
      at++;
      boolean isAccess = e instanceof ArrayLoadInstruction || e instanceof ArrayStoreInstruction;
      if (isAccess && method.isWatched() && kept.size() < MOST && shape.isInLoop(at)) {
        kept.put(at, -1);
      }
    }
  }

  /** How many local variables it has. */
  int variables() {
    return kept.size();
  }

  /** The method begins. */
  void begin(CodeBuilder b) {
    kept.replaceAll((at, none) -> {
      int variable = b.allocateLocal(TypeKind.REFERENCE);
      b.aconst_null().astore(variable);
      return variable;
    });
  }

  void load(CodeBuilder b, ArrayLoadInstruction a, int at) {
    if (method.isWatched()) {
      b.dup2();
      tell(b, "readElement", at);
    }
    b.with(a);
  }

  void store(CodeBuilder b, ArrayStoreInstruction a, int at) {
    if (!method.isWatched()) {
      b.with(a);
      return;
    }
    var kind = a.typeKind().asLoadable();
    int value = b.allocateLocal(kind);
    b.storeLocal(kind, value).dup2();
    tell(b, "writeElement", at);
    b.loadLocal(kind, value).with(a);
  }

  private void tell(CodeBuilder b, String hook, int at) {
    b.aload(method.state()).loadConstant(method.place("[]"));
    var variable = kept.get(at);
    if (variable == null) {
      b.invokestatic(HOOKS, hook, ELEMENT);
    } else {
      b.aload(variable).invokestatic(HOOKS, hook, KEPT).astore(variable);
    }
  }
}
