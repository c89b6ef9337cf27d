// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Spells method references out: {@code map::put} becomes a lambda whose body is a method of the
 * class that calls {@code put}, as javac compiles {@code (k, v) -> map.put(k, v)}. There the call
 * is visible and can be rewritten.
 */
public final class MethodRefs {
  /*
   * Only plain LambdaMetafactory.metafactory: a serializable lambda is found again by the name of its
   * method. A bound receiver's type is that of the captured value: the metafactory wants both equal.
   * Checked by: CallRewriterTest.
   */
  private static final String METAFACTORY = "Ljava/lang/invoke/LambdaMetafactory;";
  private static final String PREFIX = "lambda$heddle$";

  private record Spelled(String name, MethodTypeDesc type, DirectMethodHandleDesc ref, int line) {}

  private final ClassModel model;
  private final Predicate<DirectMethodHandleDesc> wanted;
  private final List<Spelled> spelled = new ArrayList<>();

  private MethodRefs(ClassModel model, Predicate<DirectMethodHandleDesc> wanted) {
    this.model = model;
    this.wanted = wanted;
  }

  /** The class with these method references spelled out; empty if it has none. */
  public static Optional<byte[]> spellOut(
      ClassModel model, Predicate<DirectMethodHandleDesc> wanted) {
    return new MethodRefs(model, wanted).spellOut();
  }

  private Optional<byte[]> spellOut() {
    if (model.majorVersion() < ClassFile.JAVA_8_VERSION
        || model.methods().stream().noneMatch(this::concerns)) {
      return Optional.empty();
    }
    return Optional.of(
        CallRewriter.FILES.transformClass(
            model,
            new ClassTransform() {
              @Override
              public void accept(ClassBuilder builder, ClassElement element) {
                if (element instanceof MethodModel method && concerns(method)) {
                  builder.transformMethod(
                      method, MethodTransform.transformingCode(new References(method)));
                } else {
                  builder.with(element);
                }
              }

              @Override
              public void atEnd(ClassBuilder builder) {
                spelled.forEach(s -> addMethod(builder, s));
              }
            }));
  }

  private boolean concerns(MethodModel method) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .anyMatch(e -> e instanceof InvokeDynamicInstruction i && reference(i).isPresent());
  }

  private Optional<DirectMethodHandleDesc> reference(InvokeDynamicInstruction site) {
    var factory = site.bootstrapMethod();
    if (!factory.owner().descriptorString().equals(METAFACTORY)
        || !factory.methodName().equals("metafactory")
        || !(site.bootstrapArgs().get(1) instanceof DirectMethodHandleDesc ref)) {
      return Optional.empty();
    }
    return switch (ref.kind()) {
      case VIRTUAL, INTERFACE_VIRTUAL, STATIC, INTERFACE_STATIC ->
          wanted.test(ref) ? Optional.of(ref) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isStatic(DirectMethodHandleDesc ref) {
    return ref.kind() == DirectMethodHandleDesc.Kind.STATIC
        || ref.kind() == DirectMethodHandleDesc.Kind.INTERFACE_STATIC;
  }

  private final class References implements CodeTransform {
    private final Optional<StackMapTableAttribute> frames;
    private int line = -1;

    References(MethodModel method) {
      frames = method.code().flatMap(c -> c.findAttribute(Attributes.stackMapTable()));
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      if (element instanceof LineNumber number) {
        line = number.line();
      }
      var ref =
          element instanceof InvokeDynamicInstruction i
              ? reference(i)
              : Optional.<DirectMethodHandleDesc>empty();
      if (ref.isPresent()) {
        code.invokedynamic(lambda((InvokeDynamicInstruction) element, ref.get(), line));
      } else {
        code.with(element);
      }
    }

    @Override
    public void atEnd(CodeBuilder code) {
      frames.ifPresent(code::with);
    }
  }

  private DynamicCallSiteDesc lambda(
      InvokeDynamicInstruction site, DirectMethodHandleDesc ref, int line) {
    var type = ref.invocationType();
    var captured = site.typeSymbol();
    if (!isStatic(ref) && captured.parameterCount() > 0) {
      type = type.changeParameterType(0, captured.parameterType(0));
    }
    var name = PREFIX + spelled.size();
    spelled.add(new Spelled(name, type, ref, line));
    var kind =
        isInterface()
            ? DirectMethodHandleDesc.Kind.INTERFACE_STATIC
            : DirectMethodHandleDesc.Kind.STATIC;
    var args = site.bootstrapArgs().toArray(ConstantDesc[]::new);
    args[1] = MethodHandleDesc.ofMethod(kind, model.thisClass().asSymbol(), name, type);
    return DynamicCallSiteDesc.of(
        site.bootstrapMethod(), site.name().stringValue(), captured, args);
  }

  private boolean isInterface() {
    return model.flags().has(AccessFlag.INTERFACE);
  }

  private static void addMethod(ClassBuilder builder, Spelled s) {
    int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
    builder.withMethodBody(
        s.name,
        s.type,
        flags,
        code -> {
          if (s.line >= 0) {
            code.lineNumber(s.line);
          }
          for (int i = 0; i < s.type.parameterCount(); i++) {
            code.loadLocal(TypeKind.from(s.type.parameterType(i)), code.parameterSlot(i));
          }
          call(code, s.ref);
          code.return_(TypeKind.from(s.type.returnType()));
        });
  }

  private static void call(CodeBuilder code, DirectMethodHandleDesc ref) {
    ClassDesc owner = ref.owner();
    var type = MethodTypeDesc.ofDescriptor(ref.lookupDescriptor());
    switch (ref.kind()) {
      case STATIC -> code.invokestatic(owner, ref.methodName(), type, false);
      case INTERFACE_STATIC -> code.invokestatic(owner, ref.methodName(), type, true);
      case INTERFACE_VIRTUAL -> code.invokeinterface(owner, ref.methodName(), type);
      default -> code.invokevirtual(owner, ref.methodName(), type);
    }
  }
}
