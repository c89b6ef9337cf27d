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
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;

/** Rewrites one class of a program: a field for its objects' shadow, hooks in its methods. */
final class ClassInstrumenter {
  /*
   * What is added does not change what the class is to others: the field is private, transient and
   * synthetic, so the default serialVersionUID stays, and reflection does not show it (JdkOrders).
   * Events are left alone: the flight recorder rewrites them, too, and when it begins it hands over what was made
   * of them here before as if it were the class file.
   * Checked by: InstrumentationTest.
   */
  private static final String EVENT = "jdk/jfr/Event";

  private final ClassLoader loader;
  private final ClassModel model;
  private final Scope scope;
  private final Orders orders;
  private final Hierarchy hierarchy;
  private final Fields fields;
  private boolean isFrozen;

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
    if (hierarchy.isSubtype(model.thisClass().asInternalName(), EVENT)) {
      return file;
    }
    var spelled =
        MethodRefs.spellOut(
            model,
            ref ->
                orders.of(
                        ref.owner().descriptorString().replaceAll("^L|;$", ""),
                        ref.methodName(),
                        ref.lookupDescriptor(),
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
    isFrozen = !layout.frozen().isEmpty();
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
            int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_TRANSIENT | ClassFile.ACC_SYNTHETIC;
            if (hasShadow) {
              builder.withField(Layouts.SHADOW, ConstantDescs.CD_Object, flags);
            }
            if (isFrozen) {
              builder.withField(Layouts.FROZEN, ConstantDescs.CD_long, flags);
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
    var frozen = new ArrayList<String>();
    for (FieldModel f : model.fields()) {
      var name = f.fieldName().stringValue();
      boolean isWatched = scope == Scope.ALL && !f.flags().has(AccessFlag.SYNTHETIC);
      boolean isPlain = isWatched && Fields.useOf(f) == Fields.Use.PLAIN;
      if (f.flags().has(AccessFlag.STATIC)) {
        (isPlain ? statics : others).add(name);
      } else if (isPlain) {
        instance.add(name);
      } else if (isWatched && Fields.useOf(f) == Fields.Use.FROZEN) {
        frozen.add(name);
      }
    }
    return new Layouts.Layout(
        List.copyOf(instance), List.copyOf(statics), List.copyOf(others), List.copyOf(frozen));
  }

  /** Null: the call means nothing. Constructors of the JDK read what they are given. */
  Orders.Action orderOf(InvokeInstruction call) {
    var owner = call.owner().asInternalName();
    if (call.name().equalsString("<init>")) {
      boolean reads =
          scope == Scope.ALL && owner.startsWith("java/") && AccessHooks.isCopy(call.typeSymbol());
      return reads ? Orders.Action.ARGUMENTS : null;
    }
    return orders.of(owner, call.name().stringValue(), call.type().stringValue(), hierarchy);
  }

  /** Its objects tell when their constructor ended. */
  boolean isFrozen() {
    return isFrozen;
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
}
