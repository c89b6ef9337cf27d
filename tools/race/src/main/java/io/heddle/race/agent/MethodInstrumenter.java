// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import io.heddle.race.runtime.Places;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

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
  private static final MethodTypeDesc TWO_STATE_INT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_Object, CD_int);
  private static final MethodTypeDesc STATE_CLASS = MethodTypeDesc.of(CD_void, CD_Object, CD_Class);

  private final ClassInstrumenter in;
  private final MethodModel method;
  private final CodeModel code;
  private final MethodShape shape;
  private final ArrayHooks arrays;
  private final FieldHooks fields;
  private final Map<String, Integer> places = new HashMap<>();
  private final Origins origins;
  private final Probes probes = new Probes();

  private int state;
  private int depth;
  private int monitor;
  private int line = -1;
  private int pendingNew;
  private int element = -1;
  private boolean isThisOnTop;
  private boolean beforeSuper;
  private Label bodyBegin;
  private Label bodyHandler;

  MethodInstrumenter(ClassInstrumenter in, MethodModel method) {
    this.in = in;
    this.method = method;
    code = method.code().orElseThrow();
    origins = new Origins(code);
    shape = new MethodShape(in, method, code);
    arrays = new ArrayHooks(this, shape, code);
    fields = new FieldHooks(in, this, shape);
    beforeSuper = shape.isConstructor;
  }

  boolean isNeeded() {
    return shape.isNeeded;
  }

  /** The local variable with the thread's state. */
  int state() {
    return state;
  }

  /** {@code this} may not be passed on yet. */
  boolean isBeforeSuper() {
    return beforeSuper;
  }

  boolean isWatched() {
    return in.scope() == Scope.ALL;
  }

  // ---- beginning and end ----

  @Override
  public void atStart(CodeBuilder b) {
    state = b.allocateLocal(TypeKind.REFERENCE);
    depth = b.allocateLocal(TypeKind.INT);
    monitor = shape.isSynchronized ? b.allocateLocal(TypeKind.REFERENCE) : -1;
    b.invokestatic(HOOKS, shape.isLeaf ? "state" : "enter", GIVES_STATE).astore(state);
    if (shape.isLeaf) {
      b.iconst_0().istore(depth);
    } else {
      b.aload(state).invokestatic(HOOKS, "depth", GIVES_DEPTH).istore(depth);
    }
    arrays.begin(b);
    if (shape.isInitialiser) {
      initialiser(b, "initialises");
    }
    if (shape.isSynchronized) {
      loadMonitor(b);
      b.dup().astore(monitor);
      b.aload(state).invokestatic(HOOKS, "monitorEntered", TWO);
      bodyBegin = b.newBoundLabel();
    }
  }

  private void loadMonitor(CodeBuilder b) {
    if (!shape.isStatic) {
      b.aload(0);
    } else if (in.hasClassConstants()) {
      b.loadConstant(in.model().thisClass().asSymbol());
    } else {
      b.loadConstant(in.name());
    }
  }

  @Override
  public void atEnd(CodeBuilder b) {
    if (shape.isSynchronized) {
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

  private Optional<StackMapTableAttribute> frames() {
    int references = 1 + (shape.isSynchronized ? 1 : 0) + arrays.variables();
    return StackMaps.of(code, references, bodyHandler);
  }

  // ---- instructions ----

  @Override
  public void accept(CodeBuilder b, CodeElement e) {
    element++;
    instrument(b, e);
    origins.follow(e);
    probes.follow(e);
    isThisOnTop = !shape.isStatic && e instanceof LoadInstruction l && l.slot() == 0;
  }

  private void instrument(CodeBuilder b, CodeElement e) {
    switch (e) {
      case LineNumber n -> {
        line = n.line();
        b.with(e);
      }
      case LabelTarget t -> {
        b.with(e);
        fields.label();
        if (shape.handlers.contains(t.label())) {
          caught(b, t.label());
        }
      }
      case FieldInstruction f -> fields.access(b, f, isThisOnTop);
      case ArrayLoadInstruction a -> arrays.load(b, a, element);
      case ArrayStoreInstruction a when probes.isMark(a) -> b.with(e);
      case ArrayStoreInstruction a -> arrays.store(b, a, element);
      case MonitorInstruction m -> monitor(b, m);
      case ReturnInstruction r -> leave(b, r);
      case NewObjectInstruction n -> {
        pendingNew++;
        b.with(e);
      }
      case InvokeInstruction i -> invoke(b, i);
      case InvokeDynamicInstruction i -> {
        if (!shape.isLeaf) {
          call(b);
        }
        if (isWatched() && ConcatHooks.concern(i)) {
          ConcatHooks.emit(b, i, state, place(""));
        } else {
          b.with(e);
        }
      }
      default -> b.with(e);
    }
  }

  private void caught(CodeBuilder b, Label handler) {
    if (!shape.isLeaf) {
      b.aload(state).iload(depth).invokestatic(HOOKS, "caught", STATE_INT);
    }
    if (shape.interruptHandlers.contains(handler)) {
      b.aload(state).invokestatic(HOOKS, "interruptCaught", ONE);
    } else if (!shape.isLeaf && shape.wideHandlers.contains(handler)) {
      b.dup().aload(state).invokestatic(HOOKS, "interruptCaughtIf", TWO);
    }
  }

  private void leave(CodeBuilder b, ReturnInstruction r) {
    if (shape.isSynchronized) {
      b.aload(monitor).aload(state).invokestatic(HOOKS, "monitorExits", TWO);
    }
    if (shape.isInitialiser) {
      initialiser(b, "initialised");
    }
    fields.constructed(b);
    if (!shape.isLeaf) {
      b.aload(state).iload(depth).invokestatic(HOOKS, "exit", STATE_INT);
    }
    b.with(r);
  }

  private void initialiser(CodeBuilder b, String hook) {
    if (in.hasClassConstants()) {
      b.aload(state).loadConstant(in.model().thisClass().asSymbol());
      b.invokestatic(HOOKS, hook, STATE_CLASS);
    }
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

  // ---- places ----

  /** The number of the place where the method is now. */
  int place(String what) {
    return place(what, false);
  }

  private int place(String what, boolean isAtomic) {
    return places.computeIfAbsent(what + ":" + line + isAtomic, w -> newPlace(what, isAtomic));
  }

  private int newPlace(String what, boolean isAtomic) {
    var at = line < 0 ? in.sourceFile() : in.sourceFile() + ":" + line;
    var name = in.name() + "." + method.methodName().stringValue() + "(" + at + ")";
    return Places.add(what, name, shape.isLeaf, isAtomic).id();
  }

  // ---- calls ----

  private void call(CodeBuilder b) {
    if (isWatched()) {
      b.aload(state).iload(depth).loadConstant(place(null));
      b.invokestatic(HOOKS, "call", STATE_INT_INT);
    }
  }

  private void invoke(CodeBuilder b, InvokeInstruction i) {
    callIfFollowed(b, i);
    var action = in.orderOf(i);
    int original = isClone(i) ? keepTop(b) : -1;
    if (action != null) {
      new CallHooks(b, i, state, isWatched(), place(i, action)).emit(action);
    } else {
      b.with(i);
    }
    if (original >= 0) {
      b.dup().aload(original).aload(state).loadConstant(place(null));
      b.invokestatic(HOOKS, "cloned", TWO_STATE_INT);
    }
    if (i.name().equalsString("<init>")) {
      if (pendingNew > 0) {
        pendingNew--;
      } else { // this(…) or super(…)
        beforeSuper = false;
      }
    }
  }

  /** A copy by the JVM has the shadow of what it was copied from. */
  private boolean isClone(InvokeInstruction i) {
    return isWatched()
        && i.name().equalsString("clone")
        && i.type().equalsString("()Ljava/lang/Object;")
        && i.opcode() != Opcode.INVOKESTATIC
        && !i.owner().asInternalName().startsWith("[");
  }

  private static int keepTop(CodeBuilder b) {
    int kept = b.allocateLocal(TypeKind.REFERENCE);
    b.dup().astore(kept);
    return kept;
  }

  private IntSupplier place(InvokeInstruction i, Orders.Action action) {
    return switch (action) {
      case HANDLE_READ, HANDLE_WRITE, REFLECT_READ, REFLECT_WRITE -> () -> place(null);
      case HANDLE_READ_OPAQUE, HANDLE_WRITE_OPAQUE -> () -> place(null, true);
      case ARGUMENTS, HELPER_WRITE -> () -> place("");
      default -> {
        var receiver = origins.under(i.typeSymbol().parameterCount());
        yield () -> place(receiver);
      }
    };
  }

  private void callIfFollowed(CodeBuilder b, InvokeInstruction i) {
    if (!shape.isLeaf && MethodShape.mayCallBack(i)) {
      call(b);
    }
  }
}
