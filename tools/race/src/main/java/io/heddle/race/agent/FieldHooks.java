// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.heddle.race.agent.Fields.Use;
import io.heddle.race.runtime.Layouts;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;

/** The hooks at accesses of fields. */
final class FieldHooks {
  /*
   * Plain:    told before the access; of a static field behind it.
   * Volatile: a write releases before it, a read acquires behind it.
   * Final:    what a constructor had done when it ended is known to who comes to an object through a final
   *           field of it. The constructor leaves its time in a field (Layouts.FROZEN); a read of the
   *           final field compares that with what the reader knows. Only fields that refer to what can
   *           change count.
   * Checked by: InstrumentationTest, AccessTest.
   */
  private static final ClassDesc HOOKS = Bridge.TYPE;
  private static final MethodTypeDesc TWO = MethodTypeDesc.of(CD_void, CD_Object, CD_Object);
  private static final MethodTypeDesc THREE =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_Object);
  private static final MethodTypeDesc TWO_INT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_int);
  private static final MethodTypeDesc FIELD_AT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_int, CD_Class, CD_String);
  private static final MethodTypeDesc STATIC_AT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_Class, CD_String);
  private static final MethodTypeDesc TIME = MethodTypeDesc.of(CD_long, CD_Object);
  private static final DirectMethodHandleDesc FIELD =
      ConstantDescs.ofConstantBootstrap(HOOKS, "field", CD_Object, CD_Class, CD_int, CD_int);

  private static final int WRITE = -1;

  private final ClassInstrumenter in;
  private final MethodInstrumenter method;
  private final MethodShape shape;
  private boolean knowsThis;

  FieldHooks(ClassInstrumenter in, MethodInstrumenter method, MethodShape shape) {
    this.in = in;
    this.method = method;
    this.shape = shape;
  }

  /** The constructor ends: what it did is frozen. */
  void constructed(CodeBuilder b) {
    if (in.isFrozen() && shape.isConstructor && shape.keepsThis) {
      b.aload(0).aload(method.state()).invokestatic(HOOKS, "now", TIME);
      b.putfield(in.model().thisClass().asSymbol(), Layouts.FROZEN, CD_long);
    }
  }

  /** Code may come here from elsewhere. */
  void label() {
    knowsThis = false;
  }

  /**
   * @param ofThis the object is the one whose method this is
   */
  void access(CodeBuilder b, FieldInstruction f, boolean ofThis) {
    var owner = f.owner().asInternalName();
    var name = f.name().stringValue();
    if (MethodShape.isJdk(owner)) {
      b.with(f);
      return;
    }
    var found = in.fields().find(owner, name);
    var use = found == null ? Use.PLAIN : found.use();
    switch (f.opcode()) {
      case GETSTATIC -> getStatic(b, f, found, use);
      case PUTSTATIC -> putStatic(b, f, found, use);
      case GETFIELD -> getField(b, f, found, use, ofThis);
      default -> putField(b, f, found, use);
    }
  }

  /*
   * The hook stands behind the access: only then is it certain that the class's initialiser has run, and
   * what it did is known.
   */
  private void getStatic(CodeBuilder b, FieldInstruction f, Fields.Field found, Use use) {
    b.with(f);
    accessStatic(b, f, true);
    if (use == Use.VOLATILE && in.hasClassConstants()) {
      b.loadConstant(ClassDesc.ofInternalName(found.owner())).aload(method.state());
      b.loadConstant(role(found, f)).invokestatic(HOOKS, "readVolatile", TWO_INT);
    }
  }

  private void putStatic(CodeBuilder b, FieldInstruction f, Fields.Field found, Use use) {
    if (use == Use.VOLATILE && in.hasClassConstants()) {
      b.loadConstant(ClassDesc.ofInternalName(found.owner())).aload(method.state());
      b.loadConstant(role(found, f)).invokestatic(HOOKS, "writesVolatile", TWO_INT);
    }
    b.with(f);
    if (use == Use.PLAIN) {
      accessStatic(b, f, false);
    }
  }

  private void accessStatic(CodeBuilder b, FieldInstruction f, boolean isRead) {
    b.aload(method.state());
    if (in.hasDynamicConstants()) {
      b.loadConstant(site(f, Layouts.STATIC));
      b.invokestatic(HOOKS, isRead ? "readStatic" : "writeStatic", TWO);
    } else {
      constants(b, f);
      b.invokestatic(HOOKS, isRead ? "readStaticAt" : "writeStaticAt", STATIC_AT);
    }
  }

  private void getField(
      CodeBuilder b, FieldInstruction f, Fields.Field found, Use use, boolean ofThis) {
    if (use == Use.VOLATILE) {
      int object = b.allocateLocal(TypeKind.REFERENCE);
      b.dup().astore(object).with(f);
      b.aload(object).aload(method.state()).loadConstant(role(found, f));
      b.invokestatic(HOOKS, "readVolatile", TWO_INT);
      return;
    }
    if (use == Use.PLAIN && isWatched() && !method.isBeforeSuper()) {
      b.dup().aload(method.state());
      access(b, f, Layouts.FIELD);
    } else if (use == Use.FROZEN && isWatched() && !isKnown(ofThis)) {
      b.dup().aload(method.state());
      access(b, f, Layouts.FINAL);
    }
    b.with(f);
  }

  /** It was asked for a moment ago; or is being made here. */
  private boolean isKnown(boolean ofThis) {
    boolean known = ofThis && (knowsThis || shape.isConstructor);
    knowsThis |= ofThis;
    return known;
  }

  private void putField(CodeBuilder b, FieldInstruction f, Fields.Field found, Use use) {
    boolean watched = use == Use.VOLATILE || use == Use.PLAIN && isWatched();
    if (method.isBeforeSuper() || !watched) {
      b.with(f);
      return;
    }
    var kind = TypeKind.fromDescriptor(f.type().stringValue());
    int value = b.allocateLocal(kind);
    b.storeLocal(kind, value).dup().aload(method.state());
    if (use == Use.VOLATILE) {
      b.loadConstant(role(found, f)).invokestatic(HOOKS, "writesVolatile", TWO_INT);
    } else {
      access(b, f, WRITE);
    }
    b.loadLocal(kind, value).with(f);
  }

  /** The object and the state are on the stack. */
  private void access(CodeBuilder b, FieldInstruction f, int how) {
    var hook =
        switch (how) {
          case WRITE -> "writeField";
          case Layouts.FINAL -> "readFinal";
          default -> "readField";
        };
    if (in.hasDynamicConstants()) {
      b.loadConstant(site(f, how == Layouts.FINAL ? Layouts.FINAL : Layouts.FIELD));
      b.invokestatic(HOOKS, hook, THREE);
    } else {
      constants(b, f);
      b.invokestatic(HOOKS, hook + "At", FIELD_AT);
    }
  }

  /** What the hooks of old classes want to know: the place, the class, the name. */
  private void constants(CodeBuilder b, FieldInstruction f) {
    var name = f.name().stringValue();
    b.loadConstant(method.place(binaryName(f.owner().asInternalName()) + "." + name));
    if (in.hasClassConstants()) {
      b.loadConstant(f.owner().asSymbol());
    } else {
      b.aconst_null();
    }
    b.loadConstant(name);
  }

  private boolean isWatched() {
    return in.scope() == Scope.ALL;
  }

  private DynamicConstantDesc<?> site(FieldInstruction f, int kind) {
    var name = f.name().stringValue();
    int place = method.place(binaryName(f.owner().asInternalName()) + "." + name);
    return DynamicConstantDesc.ofNamed(FIELD, name, CD_Object, f.owner().asSymbol(), kind, place);
  }

  private static int role(Fields.Field found, FieldInstruction f) {
    return Layouts.role(found.owner(), f.name().stringValue());
  }

  private static String binaryName(String internal) {
    return internal.replace('/', '.');
  }
}
