// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import java.util.function.IntSupplier;

/** The hooks around one call that {@link Orders} knows: what it orders. */
final class CallHooks extends CallSite {
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
          "tryConvertToOptimisticRead(J)J",
          "fullFence()V",
          "acquireFence()V",
          "releaseFence()V",
          "loadLoadFence()V",
          "storeStoreFence()V");

  CallHooks(
      CodeBuilder b, InvokeInstruction call, int state, boolean isWatched, IntSupplier place) {
    super(b, call, state, isWatched, place);
  }

  void emit(Orders.Action action) {
    switch (action) {
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
      case FROM_COLLECTOR -> b.with(call).dup().invokestatic(HOOKS, "knowAllIf", ONE);
      case JOIN -> around(null, "joined");
      case IS_ALIVE -> ifTrue("isAlive");
      case INTERRUPT -> around("interrupts", null);
      case IS_INTERRUPTED -> interrupted();
      case RELEASE_ARGUMENT -> releaseArgument();
      case REFLECT_CALL -> new ReflectedCalls(b, call, state).invoke();
      case MAKE_HANDLE -> new ReflectedCalls(b, call, state).makeHandle();
      default -> new AccessHooks(b, call, state, isWatched, place).emit(action);
    }
  }

  private void around(String before, String after) {
    if (isStatic) {
      b.with(call);
      return;
    }
    keep();
    if (before != null) {
      b.aload(receiver).invokestatic(HOOKS, before, ONE);
    }
    b.with(call);
    if (after != null) {
      b.aload(receiver).invokestatic(HOOKS, after, ONE);
    }
  }

  private void ifTrue(String hook) {
    keep();
    b.with(call);
    if (type.returnType().equals(CD_boolean)) {
      b.dup().aload(receiver).invokestatic(HOOKS, hook, IF);
    }
  }

  private void lock(boolean mayFail) {
    keep();
    if (name.startsWith("tryConvert")) { // from the write lock it may be
      b.aload(receiver).loadConstant("unlock").invokestatic(HOOKS, "unlocks", LOCK);
    }
    b.with(call);
    if (mayFail && type.returnType().equals(CD_boolean)) {
      b.dup().aload(receiver).loadConstant(name).invokestatic(HOOKS, "lockedIf", LOCK_IF);
    } else {
      b.aload(receiver).loadConstant(name).invokestatic(HOOKS, "locked", LOCK);
    }
  }

  private void unlock() {
    keep();
    b.aload(receiver).loadConstant(name).invokestatic(HOOKS, "unlocks", LOCK);
    b.with(call);
  }

  private void condition() {
    keep();
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
      case "validate", "tryOptimisticRead", "tryConvertToOptimisticRead" ->
          ClassDesc.of("java.util.concurrent.locks.StampedLock");
      default -> ClassDesc.of("java.util.concurrent.locks.Condition");
    };
  }

  private void any(String before, String after) {
    if (!isObject(0)) {
      b.with(call);
      return;
    }
    keep();
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
      keep();
      b.with(call).dup().aload(receiver);
    }
    b.invokestatic(HOOKS, "interruptSeenIf", IF);
  }

  private void releaseArgument() {
    keep();
    b.aload(arguments[0]).invokestatic(HOOKS, "release", ONE);
    b.with(call);
  }
}
