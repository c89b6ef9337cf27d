// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * A copy of the library, in which each allocation may fail, and of the soak that uses it. The
 * core's test of every operation has a stricter one, for one thread at a time.
 */
final class FaultyLibrary extends ClassLoader {
  private static final ClassDesc FAULT = ClassDesc.of(Fault.class.getName());

  /** Whether the library's class files can be read, and nobody has asked to leave faults out. */
  static boolean isPossible() {
    return !Boolean.getBoolean("heddle.soak.nofaults")
        && FaultyLibrary.class.getClassLoader().getResource("io/heddle/Task.class") != null;
  }

  FaultyLibrary() {
    super("faulty library", FaultyLibrary.class.getClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("io.heddle.") || name.equals(Fault.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      var loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (var in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      var bytes = in.readAllBytes();
      var code = name.startsWith("io.heddle.soak.") ? bytes : rewritten(bytes);
      return defineClass(name, code, 0, code.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  /** But for class initializers; {@link Fault} leaves out what they call. */
  private static byte[] rewritten(byte[] bytes) {
    var file = ClassFile.of();
    CodeTransform points =
        (code, element) -> {
          if (allocates(element)) {
            code.invokestatic(FAULT, "pass", MethodTypeDesc.of(ConstantDescs.CD_void));
          }
          code.with(element);
        };
    return file.transformClass(
        file.parse(bytes),
        ClassTransform.transformingMethodBodies(
            m -> !m.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME), points));
  }

  private static boolean allocates(CodeElement e) {
    return e instanceof NewObjectInstruction
        || e instanceof NewReferenceArrayInstruction
        || e instanceof NewPrimitiveArrayInstruction
        || e instanceof NewMultiArrayInstruction
        || e instanceof InvokeDynamicInstruction;
  }
}
