// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.heddle.rewrite.Frames;
import io.heddle.rewrite.Hierarchy;
import java.lang.classfile.Attributes;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rewrites the monitors, the volatile fields and the seeds of one method. */
final class MethodRewriter implements CodeTransform {
  /*
   *   monitorenter      locks what the hook answers: in a bubble a stand-in that nobody else knows, once
   *                     the bubble's own monitor is the caller's; outside the object itself
   *   synchronized      the same by code, with a handler for whatever leaves it. It keeps the object in a
   *                     local variable of its own, which all frames get (Frames)
   *   volatile field    a step before it. Not in a constructor: nobody else has the object yet, and
   *                     before super(…) it may not be passed on
   *   new Random()      gets a seed
   *   new Date()        gets the time
   *
   * Checked by: AgentTest
   */
  private static final ClassDesc BRIDGE = ClassDesc.ofInternalName(Bridge.NAME);
  private static final MethodTypeDesc STAND_IN = MethodTypeDesc.of(CD_Object, CD_Object);
  private static final MethodTypeDesc OF_FIELD = MethodTypeDesc.of(CD_void, CD_Object, CD_String);
  private static final MethodTypeDesc GIVES_LONG = MethodTypeDesc.of(CD_long);
  private static final MethodTypeDesc TAKES_LONG = MethodTypeDesc.of(CD_void, CD_long);

  private final MethodModel method;
  private final ClassDesc type;
  private final Hierarchy hierarchy;
  private final CodeModel code;
  private final boolean isSynchronized;
  private int monitor;
  private @Nullable Label begin;
  private @Nullable Label handler;

  MethodRewriter(MethodModel method, ClassDesc type, Hierarchy hierarchy) {
    this.method = method;
    this.type = type;
    this.hierarchy = hierarchy;
    code = method.code().orElseThrow();
    isSynchronized = method.flags().has(AccessFlag.SYNCHRONIZED);
  }

  static boolean concerns(MethodModel method, Hierarchy hierarchy) {
    var code = method.code();
    return code.isPresent()
        && (method.flags().has(AccessFlag.SYNCHRONIZED)
            || code.get().elementStream().anyMatch(e -> concerns(e, method, hierarchy)));
  }

  private static boolean concerns(CodeElement e, MethodModel method, Hierarchy hierarchy) {
    return switch (e) {
      case MonitorInstruction m -> true;
      case FieldInstruction f -> isVolatile(f, method, hierarchy);
      case InvokeInstruction i -> givenByHook(i) != null;
      default -> false;
    };
  }

  private static boolean isVolatile(FieldInstruction f, MethodModel method, Hierarchy hierarchy) {
    var owner = f.owner().asInternalName();
    return !owner.startsWith("java/")
        && !method.methodName().equalsString("<init>")
        && hierarchy.isVolatile(owner, f.name().stringValue());
  }

  /** The hook that gives what a constructor without arguments would find by itself. */
  private static @Nullable String givenByHook(InvokeInstruction i) {
    if (!i.name().equalsString(ConstantDescs.INIT_NAME) || !i.type().equalsString("()V")) {
      return null;
    }
    return switch (i.owner().asInternalName()) {
      case "java/util/Random", "java/util/SplittableRandom" -> "seed";
      case "java/util/Date" -> "currentTimeMillis";
      default -> null;
    };
  }

  @Override
  public void atStart(CodeBuilder b) {
    if (!isSynchronized) {
      return;
    }
    monitor = b.allocateLocal(TypeKind.REFERENCE);
    if (method.flags().has(AccessFlag.STATIC)) {
      b.loadConstant(type);
    } else {
      b.aload(0);
    }
    b.dup().astore(monitor).invokestatic(BRIDGE, "monitorEnter", STAND_IN).monitorenter();
    begin = b.newBoundLabel();
  }

  private void leave(CodeBuilder b) {
    b.aload(monitor).invokestatic(BRIDGE, "monitorExit", STAND_IN).monitorexit();
  }

  @Override
  public void accept(CodeBuilder b, CodeElement e) {
    switch (e) {
      case MonitorInstruction m -> {
        var hook = m.opcode() == Opcode.MONITORENTER ? "monitorEnter" : "monitorExit";
        b.invokestatic(BRIDGE, hook, STAND_IN).with(m);
      }
      case FieldInstruction f when isVolatile(f, method, hierarchy) -> field(b, f);
      case InvokeInstruction i when givenByHook(i) != null ->
          b.invokestatic(BRIDGE, String.valueOf(givenByHook(i)), GIVES_LONG)
              .invokespecial(i.owner().asSymbol(), ConstantDescs.INIT_NAME, TAKES_LONG);
      case ReturnInstruction r when isSynchronized -> {
        leave(b);
        b.with(r);
      }
      default -> b.with(e);
    }
  }

  private static void field(CodeBuilder b, FieldInstruction f) {
    var name = f.name().stringValue();
    switch (f.opcode()) {
      case GETFIELD -> b.dup().loadConstant(name).invokestatic(BRIDGE, "readsField", OF_FIELD);
      case PUTFIELD -> {
        var kind = TypeKind.from(f.typeSymbol());
        int value = b.allocateLocal(kind);
        b.storeLocal(kind, value);
        b.dup().loadConstant(name).invokestatic(BRIDGE, "writesField", OF_FIELD);
        b.loadLocal(kind, value);
      }
      case GETSTATIC ->
          b.loadConstant(f.owner().asSymbol())
              .loadConstant(name)
              .invokestatic(BRIDGE, "readsField", OF_FIELD);
      default ->
          b.loadConstant(f.owner().asSymbol())
              .loadConstant(name)
              .invokestatic(BRIDGE, "writesField", OF_FIELD);
    }
    b.with(f);
  }

  @Override
  public void atEnd(CodeBuilder b) {
    var own = code.findAttribute(Attributes.stackMapTable());
    if (!isSynchronized || begin == null) {
      own.ifPresent(b::with);
      return;
    }
    var end = b.newBoundLabel();
    handler = b.newBoundLabel();
    leave(b);
    b.athrow();
    b.exceptionCatchAll(begin, end, handler);
    int locals = ((CodeAttribute) code).maxLocals();
    List<VerificationTypeInfo> added = List.of(ObjectVerificationTypeInfo.of(CD_Object));
    var entries = new ArrayList<StackMapFrameInfo>();
    own.ifPresent(f -> entries.addAll(Frames.extend(f, locals, added).entries()));
    var types =
        new ArrayList<VerificationTypeInfo>(
            Collections.nCopies(locals, SimpleVerificationTypeInfo.TOP));
    types.addAll(added);
    var thrown = ObjectVerificationTypeInfo.of(ConstantDescs.CD_Throwable);
    entries.add(StackMapFrameInfo.of(handler, types, List.of(thrown)));
    b.with(StackMapTableAttribute.of(entries));
  }
}
