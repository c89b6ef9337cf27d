// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Optional;

/**
 * Rewrites the calls of a class by {@link CallRules}. Method references ({@code Thread::sleep}) are
 * calls, too.
 */
public final class CallRewriter {
  /*
   * Only straight-line code is put in front of or behind an invoke, and what it keeps in new local
   * variables is read again before the next label. So the frames at all labels stay what they were:
   * the stack map table is carried over with its labels moved, and nothing about types has to be
   * known. That is what DROP_STACK_MAPS does here: it stops the class-file library from computing
   * frames of its own.
   * Checked by: CallRewriterTest.
   */
  public static final ClassFile FILES = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS);

  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(CD_void);
  private static final MethodTypeDesc OF_RECEIVER = MethodTypeDesc.of(CD_void, CD_Object);
  private static final MethodTypeDesc OF_RESULT = MethodTypeDesc.of(CD_void, CD_Object, CD_Object);
  private static final MethodTypeDesc OF_STATIC_RESULT = OF_RECEIVER;

  private final CallRules rules;

  public CallRewriter(CallRules rules) {
    this.rules = rules;
  }

  /**
   * The class with its calls rewritten; the same array if there was nothing to do.
   *
   * @throws IllegalArgumentException if it can't be: malformed, or a method would grow too large
   */
  public byte[] rewrite(byte[] classFile, Hierarchy hierarchy) {
    var model = FILES.parse(classFile);
    hierarchy.learn(model);
    var spelledOut = MethodRefs.spellOut(model, ref -> rules.find(ref, hierarchy) != null);
    model = spelledOut.isPresent() ? FILES.parse(spelledOut.get()) : model;
    if (model.methods().stream().noneMatch(m -> concerns(m, hierarchy))) {
      return classFile;
    }
    return FILES.transformClass(
        model,
        (builder, element) -> {
          if (element instanceof MethodModel method && concerns(method, hierarchy)) {
            builder.transformMethod(
                method, MethodTransform.transformingCode(new Calls(method, hierarchy)));
          } else {
            builder.with(element);
          }
        });
  }

  private boolean concerns(MethodModel method, Hierarchy hierarchy) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .anyMatch(e -> e instanceof InvokeInstruction i && rules.find(i, hierarchy) != null);
  }

  private final class Calls implements CodeTransform {
    private final Hierarchy hierarchy;
    private final Optional<StackMapTableAttribute> frames;

    Calls(MethodModel method, Hierarchy hierarchy) {
      this.hierarchy = hierarchy;
      frames = method.code().flatMap(c -> c.findAttribute(Attributes.stackMapTable()));
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      var action = element instanceof InvokeInstruction i ? rules.find(i, hierarchy) : null;
      switch (action) {
        case null -> code.with(element);
        case CallRules.Replace r -> replace(code, (InvokeInstruction) element, r.target());
        case CallRules.Surround s -> surround(code, (InvokeInstruction) element, s);
      }
    }

    @Override
    public void atEnd(CodeBuilder code) {
      frames.ifPresent(code::with);
    }
  }

  private static void replace(CodeBuilder code, InvokeInstruction call, CallRules.Target target) {
    var type = call.typeSymbol();
    if (call.opcode() != Opcode.INVOKESTATIC) {
      type = type.insertParameterTypes(0, call.owner().asSymbol());
    }
    code.invokestatic(ClassDesc.ofInternalName(target.owner()), target.name(), type);
  }

  private static void surround(
      CodeBuilder code, InvokeInstruction call, CallRules.Surround around) {
    boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
    int receiver = isStatic ? -1 : Arguments.keepReceiver(code, call.typeSymbol());
    if (around.before() != null) {
      if (!isStatic) {
        code.aload(receiver);
      }
      invoke(code, around.before(), isStatic ? NOTHING : OF_RECEIVER);
    }
    code.with(call);
    if (around.after() == null) {
      return;
    }
    if (!around.withResult()) {
      if (!isStatic) {
        code.aload(receiver);
      }
      invoke(code, around.after(), isStatic ? NOTHING : OF_RECEIVER);
      return;
    }
    int result = code.allocateLocal(TypeKind.REFERENCE);
    code.dup().astore(result);
    if (!isStatic) {
      code.aload(receiver);
    }
    code.aload(result);
    invoke(code, around.after(), isStatic ? OF_STATIC_RESULT : OF_RESULT);
  }

  private static void invoke(CodeBuilder code, CallRules.Target target, MethodTypeDesc type) {
    code.invokestatic(ClassDesc.ofInternalName(target.owner()), target.name(), type);
  }
}
