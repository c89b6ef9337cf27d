// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import io.heddle.race.agent.Fields.Use;
import io.heddle.race.runtime.Places;
import io.heddle.rewrite.Frames;
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
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts hooks into one method. */
final class MethodInstrumenter implements CodeTransform {
  /*
   * Straight-line calls only. A method gets two local variables of its own, the thread's state and the
   * frame's depth, set at its beginning: so all frames of its stack map have them, too (Frames).
   * A synchronized method also gets a handler for whatever leaves it, which releases its monitor in the
   * eyes of the detector and throws on; its stack map has one frame more.
   *
   *   field, element    before the access
   *   volatile          a write releases before it, a read acquires behind it
   *   monitor           entering acquires behind it, leaving releases before it
   *   call              before it: the frame is at this place; around it: what Orders says
   *   handler           at its beginning: the frame is the one that runs
   *
   * Before `super(…)` returns, `this` is not yet an object that may be passed on: fields that a
   * constructor sets before are left out.
   * Checked by: InstrumentationTest.
   */
  private static final ClassDesc HOOKS = Bridge.TYPE;
  private static final MethodTypeDesc GIVES_STATE = MethodTypeDesc.of(CD_Object);
  private static final MethodTypeDesc GIVES_DEPTH = MethodTypeDesc.of(CD_int, CD_Object);
  private static final MethodTypeDesc STATE_INT = MethodTypeDesc.of(CD_void, CD_Object, CD_int);
  private static final MethodTypeDesc STATE_INT_INT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_int);
  private static final MethodTypeDesc ONE = MethodTypeDesc.of(CD_void, CD_Object);
  private static final MethodTypeDesc TWO = MethodTypeDesc.of(CD_void, CD_Object, CD_Object);
  private static final MethodTypeDesc THREE =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_Object);
  private static final MethodTypeDesc TWO_INT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_int);
  private static final MethodTypeDesc STATE_CLASS = MethodTypeDesc.of(CD_void, CD_Object, CD_Class);
  private static final MethodTypeDesc FIELD_AT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_int, CD_Class, CD_String);
  private static final MethodTypeDesc STATIC_AT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_Class, CD_String);
  private static final MethodTypeDesc ELEMENT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_Object, CD_int);
  private static final DirectMethodHandleDesc FIELD =
      ConstantDescs.ofConstantBootstrap(HOOKS, "field", CD_Object, CD_Class, CD_int, CD_int);
  private static final int FIRST_VOLATILE = 16;
  private static final int VOLATILES = 0xFFFFFF;

  private final ClassInstrumenter in;
  private final MethodModel method;
  private final CodeModel code;
  private final boolean isConstructor;
  private final boolean isInitialiser;
  private final boolean isSynchronized;
  private final boolean isLeaf;
  private final boolean isNeeded;
  private final Set<Label> handlers = new HashSet<>();
  private final Set<Label> interruptHandlers = new HashSet<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final Origins origins;

  private int state;
  private int depth;
  private int monitor;
  private int line = -1;
  private int pendingNew;
  private boolean beforeSuper;
  private Label bodyBegin;
  private Label bodyHandler;

  MethodInstrumenter(ClassInstrumenter in, MethodModel method) {
    this.in = in;
    this.method = method;
    code = method.code().orElseThrow();
    origins = new Origins(code);
    isConstructor = method.methodName().equalsString("<init>");
    isInitialiser = method.methodName().equalsString("<clinit>");
    isSynchronized = method.flags().has(AccessFlag.SYNCHRONIZED);
    beforeSuper = isConstructor;
    boolean calls = false;
    boolean touches = isSynchronized || isInitialiser;
    for (var e : code) {
      switch (e) {
        case InvokeInstruction i -> {
          calls |= mayCallBack(i) && in.scope() == Scope.ALL;
          touches |= orderOf(i) != null;
        }
        case FieldInstruction f -> touches |= !isJdk(f.owner().asInternalName());
        case ArrayLoadInstruction a -> touches |= in.scope() == Scope.ALL;
        case ArrayStoreInstruction a -> touches |= in.scope() == Scope.ALL;
        case MonitorInstruction m -> touches = true;
        case ExceptionCatch c -> {
          handlers.add(c.handler());
          if (c.catchType().filter(t -> isInterrupt(t.asInternalName())).isPresent()) {
            interruptHandlers.add(c.handler());
          }
        }
        default -> {}
      }
    }
    isLeaf = !calls;
    isNeeded = calls || touches || !interruptHandlers.isEmpty();
  }

  boolean isNeeded() {
    return isNeeded;
  }

  private static boolean isInterrupt(String type) {
    return type.equals("java/lang/InterruptedException");
  }

  private static boolean isJdk(String owner) {
    return owner.startsWith("java/") || owner.startsWith("javax/") || owner.startsWith("jdk/");
  }

  /** False for methods of the JDK that call nobody back. */
  private static boolean mayCallBack(InvokeInstruction call) {
    return switch (call.owner().asInternalName()) {
      case "java/lang/Object" -> !call.name().equalsString("<init>");
      case "java/lang/Math",
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Double",
          "java/lang/Float",
          "java/lang/Short",
          "java/lang/Byte",
          "java/lang/Character",
          "java/lang/Boolean",
          "java/lang/System",
          "java/util/concurrent/atomic/AtomicInteger",
          "java/util/concurrent/atomic/AtomicLong",
          "java/util/concurrent/atomic/AtomicBoolean" ->
          false;
      default -> true;
    };
  }

  private Orders.Action orderOf(InvokeInstruction call) {
    if (call.name().equalsString("<init>")) {
      return null;
    }
    var owner = call.owner().asInternalName();
    return in.orders().of(owner, call.name().stringValue(), in.hierarchy());
  }

  // ---- beginning and end ----

  @Override
  public void atStart(CodeBuilder b) {
    state = b.allocateLocal(TypeKind.REFERENCE);
    depth = b.allocateLocal(TypeKind.INT);
    monitor = isSynchronized ? b.allocateLocal(TypeKind.REFERENCE) : -1;
    b.invokestatic(HOOKS, isLeaf ? "state" : "enter", GIVES_STATE).astore(state);
    if (isLeaf) {
      b.iconst_0().istore(depth);
    } else {
      b.aload(state).invokestatic(HOOKS, "depth", GIVES_DEPTH).istore(depth);
    }
    if (isSynchronized) {
      loadMonitor(b);
      b.dup().astore(monitor);
      b.aload(state).invokestatic(HOOKS, "monitorEntered", TWO);
      bodyBegin = b.newBoundLabel();
    }
  }

  private void loadMonitor(CodeBuilder b) {
    if (!method.flags().has(AccessFlag.STATIC)) {
      b.aload(0);
    } else if (in.hasClassConstants()) {
      b.loadConstant(in.model().thisClass().asSymbol());
    } else {
      b.loadConstant(in.name());
    }
  }

  @Override
  public void atEnd(CodeBuilder b) {
    if (isSynchronized) {
      var end = b.newBoundLabel();
      bodyHandler = b.newBoundLabel();
      b.aload(monitor).aload(state).invokestatic(HOOKS, "monitorExits", TWO);
      b.athrow();
      b.exceptionCatchAll(bodyBegin, end, bodyHandler);
    }
    if (in.hasFrames()) {
      frames().ifPresent(b::with);
    }
  }

  private java.util.Optional<StackMapTableAttribute> frames() {
    var added = new ArrayList<VerificationTypeInfo>();
    added.add(ObjectVerificationTypeInfo.of(CD_Object));
    added.add(SimpleVerificationTypeInfo.INTEGER);
    if (isSynchronized) {
      added.add(ObjectVerificationTypeInfo.of(CD_Object));
    }
    int locals = ((CodeAttribute) code).maxLocals();
    var own = code.findAttribute(Attributes.stackMapTable());
    if (!isSynchronized) {
      return own.map(f -> Frames.extend(f, locals, added));
    }
    var entries = new ArrayList<StackMapFrameInfo>();
    own.ifPresent(f -> entries.addAll(Frames.extend(f, locals, added).entries()));
    var types = new ArrayList<VerificationTypeInfo>();
    for (int i = 0; i < locals; i++) {
      types.add(SimpleVerificationTypeInfo.TOP);
    }
    types.addAll(added);
    var thrown = ObjectVerificationTypeInfo.of(ConstantDescs.CD_Throwable);
    entries.add(StackMapFrameInfo.of(bodyHandler, types, List.of(thrown)));
    return java.util.Optional.of(StackMapTableAttribute.of(entries));
  }

  // ---- instructions ----

  @Override
  public void accept(CodeBuilder b, CodeElement e) {
    instrument(b, e);
    origins.follow(e);
  }

  private void instrument(CodeBuilder b, CodeElement e) {
    switch (e) {
      case LineNumber n -> {
        line = n.line();
        b.with(e);
      }
      case LabelTarget t -> {
        b.with(e);
        if (handlers.contains(t.label())) {
          caught(b, t.label());
        }
      }
      case FieldInstruction f -> field(b, f);
      case ArrayLoadInstruction a -> load(b, a);
      case ArrayStoreInstruction a -> store(b, a);
      case MonitorInstruction m -> monitor(b, m);
      case ReturnInstruction r -> leave(b, r);
      case NewObjectInstruction n -> {
        pendingNew++;
        b.with(e);
      }
      case InvokeInstruction i -> invoke(b, i);
      case InvokeDynamicInstruction i -> {
        if (!isLeaf) {
          call(b);
        }
        b.with(e);
      }
      default -> b.with(e);
    }
  }

  private void caught(CodeBuilder b, Label handler) {
    if (!isLeaf) {
      b.aload(state).iload(depth).invokestatic(HOOKS, "caught", STATE_INT);
    }
    if (interruptHandlers.contains(handler)) {
      b.aload(state).invokestatic(HOOKS, "interruptCaught", ONE);
    }
  }

  private void leave(CodeBuilder b, ReturnInstruction r) {
    if (isSynchronized) {
      b.aload(monitor).aload(state).invokestatic(HOOKS, "monitorExits", TWO);
    }
    if (isInitialiser && in.hasClassConstants()) {
      b.aload(state).loadConstant(in.model().thisClass().asSymbol());
      b.invokestatic(HOOKS, "initialised", STATE_CLASS);
    }
    if (!isLeaf) {
      b.aload(state).iload(depth).invokestatic(HOOKS, "exit", STATE_INT);
    }
    b.with(r);
  }

  private void monitor(CodeBuilder b, MonitorInstruction m) {
    if (m.opcode() == Opcode.MONITORENTER) {
      b.dup().with(m);
      b.aload(state).invokestatic(HOOKS, "monitorEntered", TWO);
    } else {
      b.dup().aload(state).invokestatic(HOOKS, "monitorExits", TWO);
      b.with(m);
    }
  }

  // ---- fields ----

  private void field(CodeBuilder b, FieldInstruction f) {
    var owner = f.owner().asInternalName();
    var name = f.name().stringValue();
    if (isJdk(owner)) {
      b.with(f);
      return;
    }
    var found = in.fields().find(owner, name);
    var use = found == null ? Use.PLAIN : found.use();
    switch (f.opcode()) {
      case GETSTATIC -> getStatic(b, f, found, use);
      case PUTSTATIC -> putStatic(b, f, found, use);
      case GETFIELD -> getField(b, f, found, use);
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
      b.loadConstant(ClassDesc.ofInternalName(found.owner())).aload(state);
      b.loadConstant(role(found, f)).invokestatic(HOOKS, "readVolatile", TWO_INT);
    }
  }

  private void putStatic(CodeBuilder b, FieldInstruction f, Fields.Field found, Use use) {
    if (use == Use.VOLATILE && in.hasClassConstants()) {
      b.loadConstant(ClassDesc.ofInternalName(found.owner())).aload(state);
      b.loadConstant(role(found, f)).invokestatic(HOOKS, "writesVolatile", TWO_INT);
    }
    b.with(f);
    if (use == Use.PLAIN) {
      accessStatic(b, f, false);
    }
  }

  private void accessStatic(CodeBuilder b, FieldInstruction f, boolean isRead) {
    b.aload(state);
    if (in.hasDynamicConstants()) {
      b.loadConstant(site(f));
      b.invokestatic(HOOKS, isRead ? "readStatic" : "writeStatic", TWO);
    } else {
      constants(b, f);
      b.invokestatic(HOOKS, isRead ? "readStaticAt" : "writeStaticAt", STATIC_AT);
    }
  }

  private void getField(CodeBuilder b, FieldInstruction f, Fields.Field found, Use use) {
    if (use == Use.VOLATILE) {
      int object = b.allocateLocal(TypeKind.REFERENCE);
      b.dup().astore(object).with(f);
      b.aload(object).aload(state).loadConstant(role(found, f));
      b.invokestatic(HOOKS, "readVolatile", TWO_INT);
      return;
    }
    if (use == Use.PLAIN && isWatched() && !beforeSuper) {
      b.dup().aload(state);
      access(b, f, true);
    }
    b.with(f);
  }

  private void putField(CodeBuilder b, FieldInstruction f, Fields.Field found, Use use) {
    boolean watched = use == Use.VOLATILE || use == Use.PLAIN && isWatched();
    if (beforeSuper || !watched) {
      b.with(f);
      return;
    }
    var kind = TypeKind.fromDescriptor(f.type().stringValue());
    int value = b.allocateLocal(kind);
    b.storeLocal(kind, value).dup().aload(state);
    if (use == Use.VOLATILE) {
      b.loadConstant(role(found, f)).invokestatic(HOOKS, "writesVolatile", TWO_INT);
    } else {
      access(b, f, false);
    }
    b.loadLocal(kind, value).with(f);
  }

  /** The object and the state are on the stack. */
  private void access(CodeBuilder b, FieldInstruction f, boolean isRead) {
    if (in.hasDynamicConstants()) {
      b.loadConstant(site(f));
      b.invokestatic(HOOKS, isRead ? "readField" : "writeField", THREE);
    } else {
      constants(b, f);
      b.invokestatic(HOOKS, isRead ? "readFieldAt" : "writeFieldAt", FIELD_AT);
    }
  }

  /** What the hooks of old classes want to know: the place, the class, the name. */
  private void constants(CodeBuilder b, FieldInstruction f) {
    var name = f.name().stringValue();
    b.loadConstant(place(binaryName(f.owner().asInternalName()) + "." + name));
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

  private DynamicConstantDesc<?> site(FieldInstruction f) {
    boolean isStatic = f.opcode() == Opcode.GETSTATIC || f.opcode() == Opcode.PUTSTATIC;
    var name = f.name().stringValue();
    int place = place(binaryName(f.owner().asInternalName()) + "." + name);
    return DynamicConstantDesc.ofNamed(
        FIELD, name, CD_Object, f.owner().asSymbol(), isStatic ? 1 : 0, place);
  }

  private static int role(Fields.Field found, FieldInstruction f) {
    return FIRST_VOLATILE + ((found.owner() + "." + f.name().stringValue()).hashCode() & VOLATILES);
  }

  private static String binaryName(String internal) {
    return internal.replace('/', '.');
  }

  /** The number of the place where the method is now. */
  private int place(String what) {
    return places.computeIfAbsent(what + ":" + line, w -> newPlace(what));
  }

  private int newPlace(String what) {
    var at = line < 0 ? in.sourceFile() : in.sourceFile() + ":" + line;
    var name = in.name() + "." + method.methodName().stringValue() + "(" + at + ")";
    return Places.add(what, name, isLeaf).id();
  }

  // ---- arrays ----

  private void load(CodeBuilder b, ArrayLoadInstruction a) {
    if (isWatched()) {
      b.dup2().aload(state).loadConstant(place("[]"));
      b.invokestatic(HOOKS, "readElement", ELEMENT);
    }
    b.with(a);
  }

  private void store(CodeBuilder b, ArrayStoreInstruction a) {
    if (!isWatched()) {
      b.with(a);
      return;
    }
    var kind = a.typeKind().asLoadable();
    int value = b.allocateLocal(kind);
    b.storeLocal(kind, value).dup2().aload(state).loadConstant(place("[]"));
    b.invokestatic(HOOKS, "writeElement", ELEMENT);
    b.loadLocal(kind, value).with(a);
  }

  // ---- calls ----

  private void call(CodeBuilder b) {
    if (in.scope() == Scope.ALL) {
      b.aload(state).iload(depth).loadConstant(place(null));
      b.invokestatic(HOOKS, "call", STATE_INT_INT);
    }
  }

  private void invoke(CodeBuilder b, InvokeInstruction i) {
    boolean isInit = i.name().equalsString("<init>");
    if (isInit && pendingNew > 0) {
      pendingNew--;
      callIfFollowed(b, i);
      b.with(i);
      return;
    }
    if (isInit) { // this(…) or super(…)
      callIfFollowed(b, i);
      b.with(i);
      beforeSuper = false;
      return;
    }
    callIfFollowed(b, i);
    var action = orderOf(i);
    if (action == null) {
      b.with(i);
    } else {
      var receiver = origins.under(i.typeSymbol().parameterCount());
      new CallHooks(b, i, state, isWatched(), () -> place(receiver)).emit(action);
    }
  }

  private void callIfFollowed(CodeBuilder b, InvokeInstruction i) {
    if (!isLeaf && mayCallBack(i)) {
      call(b);
    }
  }
}
