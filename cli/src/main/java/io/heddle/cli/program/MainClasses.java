// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which of the compiled classes can be started, read from their class files. */
final class MainClasses {
  private final Map<String, byte[]> classFiles;
  private final Map<String, ClassModel> models = new HashMap<>();

  MainClasses(Map<String, byte[]> classFiles) {
    this.classFiles = classFiles;
  }

  /** Those of the given types that have a main, own or inherited, in the order given. */
  List<String> among(Collection<String> types) {
    return types.stream().filter(type -> canStart(type, true)).toList();
  }

  /** The top-level classes that declare a main; if there are none, those that inherit one. */
  List<String> ofFolder() {
    List<String> topLevel =
        classFiles.keySet().stream().filter(name -> !name.contains("$")).sorted().toList();
    List<String> declaring = topLevel.stream().filter(type -> canStart(type, false)).toList();
    return declaring.isEmpty() ? among(topLevel) : declaring;
  }

  private boolean canStart(String type, boolean inherited) {
    ClassModel started = model(type);
    if (started == null) {
      return false;
    }
    for (ClassModel c = started; c != null; c = inherited ? superclass(c) : null) {
      for (MethodModel method : c.methods()) {
        if (isMain(method) && (isStatic(method) || canInstantiate(started))) {
          return true;
        }
      }
    }
    return false;
  }

  private @Nullable ClassModel model(String type) {
    byte[] bytes = classFiles.get(type);
    return bytes == null ? null : models.computeIfAbsent(type, t -> ClassFile.of().parse(bytes));
  }

  private @Nullable ClassModel superclass(ClassModel c) {
    return c.superclass().map(s -> model(s.asInternalName().replace('/', '.'))).orElse(null);
  }

  private static boolean isMain(MethodModel method) {
    String type = method.methodType().stringValue();
    return method.methodName().equalsString("main")
        && (type.equals("([Ljava/lang/String;)V") || type.equals("()V"))
        && !method.flags().has(AccessFlag.PRIVATE)
        && !method.flags().has(AccessFlag.ABSTRACT);
  }

  private static boolean isStatic(MethodModel method) {
    return method.flags().has(AccessFlag.STATIC);
  }

  private static boolean canInstantiate(ClassModel c) {
    return !c.flags().has(AccessFlag.ABSTRACT)
        && c.methods().stream()
            .anyMatch(m ->
                m.methodName().equalsString("<init>")
                    && m.methodType().equalsString("()V")
                    && !m.flags().has(AccessFlag.PRIVATE));
  }
}
