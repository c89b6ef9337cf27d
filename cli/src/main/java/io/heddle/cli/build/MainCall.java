// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.build;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A class that calls a program's main, made when the program is packed.
 *
 * @param name its binary name, in the package of the main class
 * @param bytes its class file
 */
record MainCall(String name, byte[] bytes) {
  /*
   * A call by reflection makes four classes for method handles at each start: a tenth of what a small
   * program takes. Which main is called is decided by `MainMethod`; only where that is plain is a
   * call made here: in a class of its own sources that extends nothing and implements nothing.
   * `Frames` leaves the class out of reports, by the end of its name.
   */
  private static final String END = "$HeddleMain";

  private static final ClassDesc BODY = ClassDesc.of("io.heddle.internal.program.Program$Body");
  private static final MethodTypeDesc WITH_ARGUMENTS =
      MethodTypeDesc.of(CD_void, CD_String.arrayType());

  ClassDesc type() {
    return ClassDesc.of(name);
  }

  /** How one is made: from the arguments of the program. */
  static MethodTypeDesc constructor() {
    return WITH_ARGUMENTS;
  }

  /** The call of that class's main; null if it is better chosen when the program starts. */
  static @Nullable MainCall of(String mainClass, Map<String, byte[]> classFiles) {
    byte[] file = classFiles.get(mainClass);
    if (file == null) {
      return null;
    }
    ClassModel type = ClassFile.of().parse(file);
    boolean extendsNothing =
        type.superclass().map(c -> c.asInternalName().equals("java/lang/Object")).orElse(false);
    if (!extendsNothing
        || !type.interfaces().isEmpty()
        || type.flags().has(AccessFlag.INTERFACE)
        || type.flags().has(AccessFlag.ABSTRACT)) {
      return null;
    }
    MethodModel main = method(type, "main", WITH_ARGUMENTS);
    if (main == null) {
      main = method(type, "main", MTD_void);
    }
    if (main == null
        || !main.flags().has(AccessFlag.STATIC) && method(type, INIT_NAME, MTD_void) == null) {
      return null;
    }
    var name = mainClass.substring(0, mainClass.lastIndexOf('.') + 1) + END;
    return new MainCall(name, bytes(ClassDesc.of(name), ClassDesc.of(mainClass), main));
  }

  private static @Nullable MethodModel method(ClassModel type, String name, MethodTypeDesc how) {
    for (MethodModel m : type.methods()) {
      if (m.methodName().equalsString(name)
          && m.methodTypeSymbol().equals(how)
          && !m.flags().has(AccessFlag.PRIVATE)) {
        return m;
      }
    }
    return null;
  }

  /* Of main with and without arguments: Body's run, which passes on what it was made with. */
  private static byte[] bytes(ClassDesc self, ClassDesc type, MethodModel main) {
    ClassDesc strings = CD_String.arrayType();
    MethodTypeDesc how = main.methodTypeSymbol();
    return ClassFile.of()
        .build(
            self,
            c ->
                c.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL)
                    .withInterfaceSymbols(BODY)
                    .withField("args", strings, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                    .withMethodBody(
                        INIT_NAME,
                        WITH_ARGUMENTS,
                        ClassFile.ACC_PUBLIC,
                        code ->
                            code.aload(0)
                                .invokespecial(CD_Object, INIT_NAME, MTD_void)
                                .aload(0)
                                .aload(1)
                                .putfield(self, "args", strings)
                                .return_())
                    .withMethodBody(
                        "run",
                        MTD_void,
                        ClassFile.ACC_PUBLIC,
                        code -> {
                          boolean isStatic = main.flags().has(AccessFlag.STATIC);
                          if (!isStatic) {
                            code.new_(type).dup().invokespecial(type, INIT_NAME, MTD_void);
                          }
                          if (how.parameterCount() > 0) {
                            code.aload(0).getfield(self, "args", strings);
                          }
                          if (isStatic) {
                            code.invokestatic(type, "main", how);
                          } else {
                            code.invokevirtual(type, "main", how);
                          }
                          code.return_();
                        }));
  }
}
