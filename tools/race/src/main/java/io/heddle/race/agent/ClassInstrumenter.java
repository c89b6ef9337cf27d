// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import io.heddle.race.runtime.Layouts;
import io.heddle.race.runtime.Options;
import io.heddle.rewrite.CallRewriter;
import io.heddle.rewrite.Hierarchy;
import io.heddle.rewrite.MethodRefs;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;

/** Rewrites one class of a program: a field for its objects' shadow, hooks in its methods. */
final class ClassInstrumenter {
  /*
   * What is added does not change what the class is to others: the field is private, transient and
   * synthetic, so the default serialVersionUID stays, and reflection does not show it (JdkOrders).
   * Checked by: InstrumentationTest.
   */
  private final ClassLoader loader;
  private final ClassModel model;
  private final Scope scope;
  private final Orders orders;
  private final Hierarchy hierarchy;
  private final Fields fields;

  private ClassInstrumenter(ClassLoader loader, ClassModel model, Scope scope, Orders orders) {
    this.loader = loader;
    this.model = model;
    this.scope = scope;
    this.orders = orders;
    hierarchy = Hierarchy.of(loader);
    fields = Fields.of(loader);
  }

  static byte[] rewrite(ClassLoader loader, byte[] file, Scope scope, Orders orders) {
    var model = CallRewriter.FILES.parse(file);
    var hierarchy = Hierarchy.of(loader);
    hierarchy.learn(model);
    Fields.of(loader).learn(model);
    var spelled =
        MethodRefs.spellOut(
            model,
            ref ->
                orders.of(
                        ref.owner().descriptorString().replaceAll("^L|;$", ""),
                        ref.methodName(),
                        hierarchy)
                    != null);
    if (spelled.isPresent()) {
      model = CallRewriter.FILES.parse(spelled.get());
    }
    return new ClassInstrumenter(loader, model, scope, orders).rewrite();
  }

  private byte[] rewrite() {
    var layout = layout();
    Layouts.add(loader, name(), layout);
    boolean hasShadow = !layout.fields().isEmpty();
    return CallRewriter.FILES.transformClass(
        model,
        new ClassTransform() {
          @Override
          public void accept(ClassBuilder builder, ClassElement element) {
            if (element instanceof MethodModel method && method.code().isPresent()) {
              instrument(builder, method);
            } else {
              builder.with(element);
            }
          }

          @Override
          public void atEnd(ClassBuilder builder) {
            if (hasShadow) {
              int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_TRANSIENT | ClassFile.ACC_SYNTHETIC;
              builder.withField(Layouts.SHADOW, ConstantDescs.CD_Object, flags);
            }
          }
        });
  }

  private void instrument(ClassBuilder builder, MethodModel method) {
    var hooks = new MethodInstrumenter(this, method);
    if (hooks.isNeeded()) {
      builder.transformMethod(method, MethodTransform.transformingCode(hooks));
    } else {
      builder.with(method);
    }
  }

  private Layouts.Layout layout() {
    var instance = new ArrayList<String>();
    var statics = new ArrayList<String>();
    var others = new ArrayList<String>();
    for (FieldModel f : model.fields()) {
      var flags = f.flags();
      boolean watched =
          scope == Scope.ALL
              && !flags.has(AccessFlag.FINAL)
              && !flags.has(AccessFlag.VOLATILE)
              && !flags.has(AccessFlag.SYNTHETIC);
      boolean isStatic = flags.has(AccessFlag.STATIC);
      (!isStatic ? instance : watched ? statics : others)
          .addAll(watched || isStatic ? List.of(f.fieldName().stringValue()) : List.of());
    }
    return new Layouts.Layout(List.copyOf(instance), List.copyOf(statics), List.copyOf(others));
  }

  ClassModel model() {
    return model;
  }

  Scope scope() {
    return scope;
  }

  Orders orders() {
    return orders;
  }

  Hierarchy hierarchy() {
    return hierarchy;
  }

  Fields fields() {
    return fields;
  }

  /** Binary name. */
  String name() {
    return model.thisClass().asInternalName().replace('/', '.');
  }

  String sourceFile() {
    var file =
        model
            .findAttribute(Attributes.sourceFile())
            .map(a -> a.sourceFile().stringValue())
            .orElse("Unknown Source");
    var prefix = Options.current().stripPathPrefix();
    return file.startsWith(prefix) ? file.substring(prefix.length()) : file;
  }

  /** True if constants may be computed at run time: since Java 11. */
  boolean hasDynamicConstants() {
    return model.majorVersion() >= ClassFile.JAVA_11_VERSION;
  }

  /** True if a class can be a constant: since Java 5. */
  boolean hasClassConstants() {
    return model.majorVersion() >= ClassFile.JAVA_5_VERSION;
  }

  /** True if its methods need stack maps: since Java 7. */
  boolean hasFrames() {
    return model.majorVersion() >= ClassFile.JAVA_6_VERSION;
  }

  static TypeKind kindOf(String descriptor) {
    return TypeKind.fromDescriptor(descriptor);
  }
}
