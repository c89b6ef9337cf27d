// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import io.heddle.rewrite.Arguments;
import java.lang.classfile.Attributes;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Optional;

/** Puts hooks into one method of the JDK. */
final class JdkMethod implements CodeTransform {
  private static final MethodTypeDesc NONE = MethodTypeDesc.of(CD_void);
  private static final MethodTypeDesc ONE = MethodTypeDesc.of(CD_void, CD_Object);
  private static final MethodTypeDesc TWO = MethodTypeDesc.of(CD_void, CD_Object, CD_Object);

  private final MethodModel method;
  private final List<JdkOrders.Hook> hooks;
  private final boolean isStatic;
  private final Optional<StackMapTableAttribute> frames;

  JdkMethod(MethodModel method, List<JdkOrders.Hook> hooks) {
    this.method = method;
    this.hooks = hooks;
    isStatic = method.flags().has(AccessFlag.STATIC);
    frames = method.code().flatMap(c -> c.findAttribute(Attributes.stackMapTable()));
  }

  @Override
  public void atStart(CodeBuilder b) {
    for (var h : hooks) {
      if (h.where() == JdkOrders.Where.ENTRY) {
        tell(b, h);
      } else if (h.where() == JdkOrders.Where.STATUS) {
        b.iload(0).invokestatic(Bridge.TYPE, h.hook(), MethodTypeDesc.of(CD_int, CD_int));
        b.istore(0);
      } else if (h.where() == JdkOrders.Where.REPLACE_ARGUMENT) {
        b.aload(1).invokestatic(Bridge.TYPE, h.hook(), MethodTypeDesc.of(CD_Object, CD_Object));
        b.checkcast(ClassDesc.ofDescriptor("[Ljava/lang/reflect/Field;")).astore(1);
      }
    }
  }

  @Override
  public void accept(CodeBuilder b, CodeElement e) {
    if (e instanceof ReturnInstruction) {
      hooks.stream().filter(h -> h.where() == JdkOrders.Where.RETURN).forEach(h -> tell(b, h));
      b.with(e);
    } else if (e instanceof InvokeInstruction i && !i.name().equalsString("<init>")) {
      around(b, i);
    } else {
      b.with(e);
    }
  }

  @Override
  public void atEnd(CodeBuilder b) {
    frames.ifPresent(b::with);
  }

  private void around(CodeBuilder b, InvokeInstruction i) {
    int receiver = -1;
    for (var h : hooks) {
      if (h.where() == JdkOrders.Where.BEFORE_EACH) {
        tellAll(b, h);
      } else if (h.where() == JdkOrders.Where.BEFORE_CALL
          && h.call().test(i.name().stringValue())) {
        if (h.argument() == JdkOrders.RECEIVER || h.argument() == JdkOrders.BOTH) {
          receiver = receiver < 0 ? Arguments.keepReceiver(b, i.typeSymbol()) : receiver;
        }
        tell(b, h, receiver);
      }
    }
    b.with(i);
    for (var h : hooks) {
      if (h.where() == JdkOrders.Where.AFTER_CALL && h.call().test(i.name().stringValue())) {
        tell(b, h, receiver); // kept by a hook before the call
      }
    }
  }

  private void tell(CodeBuilder b, JdkOrders.Hook h, int receiver) {
    switch (h.argument()) {
      case JdkOrders.RECEIVER -> b.aload(receiver).invokestatic(Bridge.TYPE, h.hook(), ONE);
      case JdkOrders.BOTH -> b.aload(0).aload(receiver).invokestatic(Bridge.TYPE, h.hook(), TWO);
      default -> tell(b, h);
    }
  }

  private void tell(CodeBuilder b, JdkOrders.Hook h) {
    if (h.argument() == JdkOrders.NOTHING) {
      b.invokestatic(Bridge.TYPE, h.hook(), NONE);
    } else if (!isStatic || isObject(h.argument())) {
      b.aload(h.argument()).invokestatic(Bridge.TYPE, h.hook(), ONE);
    }
  }

  /** Of a static method; with no wide parameter before it. */
  private boolean isObject(int parameter) {
    var type = method.methodTypeSymbol();
    return parameter < type.parameterCount() && !type.parameterType(parameter).isPrimitive();
  }

  private void tellAll(CodeBuilder b, JdkOrders.Hook h) {
    if (!isStatic) {
      b.aload(0).invokestatic(Bridge.TYPE, h.hook(), ONE);
    }
    var type = method.methodTypeSymbol();
    for (int p = 0; p < type.parameterCount(); p++) {
      var text = type.parameterType(p).descriptorString();
      if (text.startsWith("Ljava/util/concurrent/Comp")) {
        b.aload(b.parameterSlot(p)).invokestatic(Bridge.TYPE, h.hook(), ONE);
      }
    }
  }
}
