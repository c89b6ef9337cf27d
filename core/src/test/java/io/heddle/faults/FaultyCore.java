// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import io.heddle.internal.wait.HeldLocks;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;

/**
 * A second copy of the library, in which each allocation may fail: before it stands a call of
 * {@link FaultPoint#pass}. Before calls of the JDK that allocate, too.
 */
final class FaultyCore extends ClassLoader {
  /*
   * All of io.heddle is loaded here, tests included, but for FaultPoint. Class initializers are left as
   * they are: one that fails once has failed for good. So are calls of the JDK in Parker that only park
   * and wake; what is listed below is what is called on the way of an operation and allocates nothing.
   */
  private static final ClassDesc POINT = ClassDesc.of(FaultPoint.class.getName());
  private static final Set<String> HARMLESS =
      Set.of(
          "java/lang/Thread",
          "java/lang/Object",
          "java/lang/System",
          "java/lang/Math",
          "java/lang/Record",
          "java/lang/Enum",
          "java/lang/Class",
          "java/lang/Integer",
          "java/lang/invoke/VarHandle",
          "java/lang/invoke/MethodHandle",
          "java/lang/invoke/MethodHandles",
          "java/lang/ref/WeakReference",
          "java/lang/ref/Reference",
          "java/lang/ref/ReferenceQueue",
          "java/util/Objects",
          "java/util/concurrent/locks/LockSupport",
          "java/util/concurrent/atomic/AtomicLong",
          "java/util/concurrent/atomic/AtomicInteger",
          "java/util/concurrent/atomic/AtomicBoolean",
          "java/util/concurrent/atomic/AtomicReference",
          "java/util/concurrent/ThreadLocalRandom",
          "java/lang/Runnable",
          "java/util/function/Consumer",
          "java/util/function/Predicate",
          "java/util/concurrent/locks/Lock",
          "jdk/internal/vm/Continuation");

  private static final Set<String> HARMLESS_NAMES = Set.of("longValue", "fill");

  FaultyCore() {
    super("faulty core", FaultyCore.class.getClassLoader());
  }

  /** Calls the static method {@code play} of this class, in a copy of its own. */
  static void play(Class<?> plays) throws ReflectiveOperationException {
    new FaultyCore().loadClass(plays.getName()).getMethod("play").invoke(null);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("io.heddle.") || name.equals(FaultPoint.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      var loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    var path = name.replace('.', '/') + ".class";
    try (var in = getParent().getResourceAsStream(path)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      var bytes = in.readAllBytes();
      if (!name.startsWith("io.heddle.faults.") && !name.equals(HeldLocks.class.getName())) {
        bytes = rewritten(bytes);
      }
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static byte[] rewritten(byte[] bytes) {
    var file = ClassFile.of();
    CodeTransform points =
        (builder, element) -> {
          if (allocates(element)) {
            builder.invokestatic(POINT, "pass", MethodTypeDesc.of(ConstantDescs.CD_void));
          }
          builder.with(element);
        };
    return file.transformClass(
        file.parse(bytes),
        ClassTransform.transformingMethodBodies(
            m -> !m.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME), points));
  }

  private static boolean allocates(CodeElement e) {
    return switch (e) {
      case NewObjectInstruction n -> true;
      case NewReferenceArrayInstruction n -> true;
      case NewPrimitiveArrayInstruction n -> true;
      case NewMultiArrayInstruction n -> true;
      case InvokeDynamicInstruction i -> true;
      case InvokeInstruction i -> mayAllocate(i);
      default -> false;
    };
  }

  private static boolean mayAllocate(InvokeInstruction i) {
    var owner = i.owner().asInternalName();
    return !owner.startsWith("io/heddle/")
        && !owner.startsWith("[")
        && !HARMLESS.contains(owner)
        && !HARMLESS_NAMES.contains(i.name().stringValue())
        && !(i.opcode() == Opcode.INVOKESPECIAL); // of what `new` has made
  }
}
