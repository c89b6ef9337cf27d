// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import io.heddle.rewrite.Arguments;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import java.util.function.IntSupplier;

/** The hooks around one call that {@link Orders} knows. */
final class CallHooks {
  private static final ClassDesc HOOKS = Bridge.TYPE;
  private static final MethodTypeDesc ONE = MethodTypeDesc.of(CD_void, CD_Object);
  private static final MethodTypeDesc TWO = MethodTypeDesc.of(CD_void, CD_Object, CD_Object);
  private static final MethodTypeDesc TWO_INT =
      MethodTypeDesc.of(CD_void, CD_Object, CD_Object, CD_int);
  private static final MethodTypeDesc IF = MethodTypeDesc.of(CD_void, CD_boolean, CD_Object);
  private static final MethodTypeDesc LOCK = MethodTypeDesc.of(CD_void, CD_Object, CD_String);
  private static final MethodTypeDesc LOCK_IF =
      MethodTypeDesc.of(CD_void, CD_boolean, CD_Object, CD_String);

  private static final Set<String> REPLACED =
      Set.of(
          "wait()V",
          "wait(J)V",
          "wait(JI)V",
          "get()Ljava/lang/Object;",
          "get(JLjava/util/concurrent/TimeUnit;)Ljava/lang/Object;",
          "await()V",
          "await(JLjava/util/concurrent/TimeUnit;)Z",
          "awaitNanos(J)J",
          "awaitUninterruptibly()V",
          "awaitUntil(Ljava/util/Date;)Z",
          "validate(J)Z",
          "tryOptimisticRead()J",
          "fullFence()V",
          "acquireFence()V",
          "releaseFence()V",
          "loadLoadFence()V",
          "storeStoreFence()V");

  private final CodeBuilder b;
  private final InvokeInstruction call;
  private final MethodTypeDesc type;
  private final String name;
  private final boolean isStatic;
  private final int state;
  private final boolean isWatched;
  private final IntSupplier place;
  private int receiver = -1;
  private int[] arguments = {};

  /**
   * @param state the local variable with the thread's state
   * @param isWatched accesses are looked at, not only orders
   */
  CallHooks(
      CodeBuilder b, InvokeInstruction call, int state, boolean isWatched, IntSupplier place) {
    this.b = b;
    this.call = call;
    this.state = state;
    this.isWatched = isWatched;
    this.place = place;
    type = call.typeSymbol();
    name = call.name().stringValue();
    isStatic = call.opcode() == Opcode.INVOKESTATIC;
  }

  void emit(Orders.Action action) {
    switch (action) {
      case READ, WRITE -> contents(action == Orders.Action.WRITE);
      case ACQUIRE -> around(null, "acquire");
      case RELEASE -> around("release", null);
      case BOTH -> around("release", "acquire");
      case ACQUIRE_IF -> ifTrue("acquireIf");
      case LOCK -> lock(type.returnType().equals(CD_boolean));
      case LOCK_IF -> lock(true);
      case UNLOCK -> unlock();
      case CONDITION -> condition();
      case REPLACE -> replace();
      case ANY_ACQUIRE -> any(null, "acquireAny");
      case ANY_RELEASE -> any("releaseAny", null);
      case ANY_BOTH -> any("releaseAny", "acquireAny");
      case FENCE -> b.with(call).invokestatic(HOOKS, "fullFence", MethodTypeDesc.of(CD_void));
      case JOIN -> around(null, "joined");
      case IS_ALIVE -> ifTrue("isAlive");
      case INTERRUPT -> around("interrupts", null);
      case IS_INTERRUPTED -> interrupted();
      case RELEASE_ARGUMENT -> releaseArgument();
      case ARRAYS -> arrays();
    }
  }

  private void keepReceiver() {
    receiver = Arguments.keepReceiver(b, type);
  }

  private void contents(boolean isWrite) {
    if (isStatic) {
      b.with(call);
      return;
    }
    keepReceiver();
    b.aload(receiver).aload(state).loadConstant(isWatched ? place.getAsInt() : 0);
    b.invokestatic(HOOKS, isWrite ? "writeContents" : "readContents", TWO_INT);
    b.with(call);
    b.aload(receiver).aload(state).invokestatic(HOOKS, "calledOn", TWO);
  }

  private void around(String before, String after) {
    if (isStatic) {
      b.with(call);
      return;
    }
    keepReceiver();
    if (before != null) {
      b.aload(receiver).invokestatic(HOOKS, before, ONE);
    }
    b.with(call);
    if (after != null) {
      b.aload(receiver).invokestatic(HOOKS, after, ONE);
    }
  }

  private void ifTrue(String hook) {
    keepReceiver();
    b.with(call);
    if (type.returnType().equals(CD_boolean)) {
      b.dup().aload(receiver).invokestatic(HOOKS, hook, IF);
    }
  }

  private void lock(boolean mayFail) {
    keepReceiver();
    b.with(call);
    if (mayFail && type.returnType().equals(CD_boolean)) {
      b.dup().aload(receiver).loadConstant(name).invokestatic(HOOKS, "lockedIf", LOCK_IF);
    } else {
      b.aload(receiver).loadConstant(name).invokestatic(HOOKS, "locked", LOCK);
    }
  }

  private void unlock() {
    keepReceiver();
    b.aload(receiver).loadConstant(name).invokestatic(HOOKS, "unlocks", LOCK);
    b.with(call);
  }

  private void condition() {
    keepReceiver();
    int made = b.allocateLocal(TypeKind.REFERENCE);
    b.with(call).dup().astore(made);
    b.aload(receiver).aload(made).invokestatic(HOOKS, "conditionOf", TWO);
  }

  /*
   * Not where the method is called as `super.method()`. A cast brings back the type that the method
   * says it returns.
   */
  private void replace() {
    if (call.opcode() == Opcode.INVOKESPECIAL
        || !REPLACED.contains(name + type.descriptorString())) {
      b.with(call);
      return;
    }
    var owner = isStatic ? null : declaring();
    var to = isStatic ? type : type.insertParameterTypes(0, owner);
    b.invokestatic(HOOKS, name, to);
  }

  private ClassDesc declaring() {
    return switch (name) {
      case "wait" -> CD_Object;
      case "get" -> ClassDesc.of("java.util.concurrent.Future");
      case "validate", "tryOptimisticRead" ->
          ClassDesc.of("java.util.concurrent.locks.StampedLock");
      default -> ClassDesc.of("java.util.concurrent.locks.Condition");
    };
  }

  private void any(String before, String after) {
    if (type.parameterCount() == 0 || type.parameterType(0).isPrimitive() || isStatic) {
      around(
          before == null ? null : "release", after == null ? null : "acquire"); // a static field's
      return;
    }
    arguments = Arguments.keep(b, type);
    Arguments.restore(b, type, arguments);
    if (before != null) {
      b.aload(arguments[0]).invokestatic(HOOKS, before, ONE);
    }
    b.with(call);
    if (after != null) {
      b.aload(arguments[0]).invokestatic(HOOKS, after, ONE);
    }
  }

  private void interrupted() {
    if (isStatic) {
      b.with(call).dup();
      b.invokestatic(
          ClassDesc.of("java.lang.Thread"),
          "currentThread",
          MethodTypeDesc.of(ClassDesc.of("java.lang.Thread")));
    } else {
      keepReceiver();
      b.with(call).dup().aload(receiver);
    }
    b.invokestatic(HOOKS, "interruptSeenIf", IF);
  }

  private void releaseArgument() {
    arguments = Arguments.keep(b, type);
    Arguments.restore(b, type, arguments);
    b.aload(arguments[0]).invokestatic(HOOKS, "release", ONE);
    b.with(call);
  }

  /** {@code arraycopy(from, at, to, at, n)}; the helpers of Arrays, whose first is an array. */
  private void arrays() {
    if (!isWatched) {
      b.with(call);
      return;
    }
    arguments = Arguments.keep(b, type);
    Arguments.restore(b, type, arguments);
    if (name.equals("arraycopy")) {
      elements("readElements", 0, 1, 4);
      elements("writeElements", 2, 3, 4);
    } else if (type.parameterType(0).isArray()) {
      wholeOrRange();
    }
    b.with(call);
  }

  private void elements(String hook, int array, int from, int count) {
    b.aload(arguments[array]).iload(arguments[from]);
    b.iload(arguments[from]).iload(arguments[count]).iadd();
    b.loadConstant(place.getAsInt());
    b.invokestatic(HOOKS, hook, MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_int, CD_int));
  }

  private void wholeOrRange() {
    boolean isWrite = name.equals("fill") || name.equals("sort");
    boolean isRange =
        type.parameterCount() >= 3
            && type.parameterType(1).equals(CD_int)
            && type.parameterType(2).equals(CD_int)
            && !name.equals("copyOf");
    b.aload(arguments[0]);
    if (isRange) {
      b.iload(arguments[1]).iload(arguments[2]);
    } else {
      b.iconst_0().loadConstant(Integer.MAX_VALUE);
    }
    b.loadConstant(place.getAsInt());
    b.invokestatic(
        HOOKS,
        isWrite ? "writeElements" : "readElements",
        MethodTypeDesc.of(CD_void, CD_Object, CD_int, CD_int, CD_int));
  }
}
