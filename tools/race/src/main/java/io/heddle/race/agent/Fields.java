// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.ref.WeakReference;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What fields the classes of a loader declare, read from class files; nothing is loaded. */
final class Fields {
  private static final Map<ClassLoader, Fields> KNOWN = new WeakHashMap<>();
  private static final Declared NONE = new Declared(null, List.of(), Map.of());

  /** Classes of java.util.concurrent that order whatever they give away. */
  private static final Pattern ORDERS_ITSELF =
      Pattern.compile(
          "Ljava/util/concurrent/(atomic/.*|locks/.*|Concurrent.*|CopyOnWrite.*|.*(Queue|Deque|Barrier);"
              + "|CountDownLatch;|Semaphore;|Phaser;|Exchanger;|TimeUnit;)");

  /** How a field may be used. */
  enum Use {
    PLAIN,
    /** Refers to nothing that can change. */
    FINAL,
    /** Final, and refers to what its constructor may have changed. */
    FROZEN,
    VOLATILE
  }

  /**
   * @param owner internal name of the class that declares it
   */
  record Field(String owner, Use use) {}

  private record Declared(String superclass, List<String> interfaces, Map<String, Use> fields) {}

  private final WeakReference<ClassLoader> loader;
  private final Map<String, Declared> classes = new ConcurrentHashMap<>();

  private Fields(ClassLoader loader) {
    this.loader = new WeakReference<>(loader);
  }

  static Fields of(ClassLoader loader) {
    var key = loader == null ? ClassLoader.getPlatformClassLoader() : loader;
    synchronized (KNOWN) {
      return KNOWN.computeIfAbsent(key, Fields::new);
    }
  }

  void learn(ClassModel model) {
    classes.put(model.thisClass().asInternalName(), describe(model));
  }

  /** Null if it can't be found. */
  Field find(String owner, String name) {
    var declared = declared(owner);
    var use = declared.fields.get(name);
    if (use != null) {
      return new Field(owner, use);
    }
    for (var i : declared.interfaces) {
      var found = find(i, name);
      if (found != null) {
        return found;
      }
    }
    return declared.superclass == null ? null : find(declared.superclass, name);
  }

  private Declared declared(String owner) {
    var known = classes.get(owner);
    if (known != null) {
      return known;
    }
    var from = loader.get();
    if (from == null || owner.startsWith("[")) {
      return NONE;
    }
    try (InputStream in = from.getResourceAsStream(owner + ".class")) {
      if (in == null) {
        return NONE;
      }
      var read = describe(ClassFile.of().parse(in.readAllBytes()));
      classes.put(owner, read);
      return read;
    } catch (IOException | RuntimeException e) {
      return NONE;
    }
  }

  private static Declared describe(ClassModel model) {
    var fields = new HashMap<String, Use>();
    for (var f : model.fields()) {
      fields.put(f.fieldName().stringValue(), useOf(f));
    }
    return new Declared(
        model.superclass().map(c -> c.asInternalName()).orElse(null),
        model.interfaces().stream().map(c -> c.asInternalName()).toList(),
        fields);
  }

  static Use useOf(FieldModel f) {
    if (f.flags().has(AccessFlag.VOLATILE)) {
      return Use.VOLATILE;
    }
    if (!f.flags().has(AccessFlag.FINAL)) {
      return Use.PLAIN;
    }
    boolean isFrozen =
        !f.flags().has(AccessFlag.STATIC)
            && !f.flags().has(AccessFlag.SYNTHETIC)
            && mayChange(f.fieldType().stringValue());
    return isFrozen ? Use.FROZEN : Use.FINAL;
  }

  /** What a program may extend or implement, and what the JDK's own classes may change, may. */
  private static boolean mayChange(String type) {
    return switch (type) {
      case "Ljava/lang/String;",
          "Ljava/lang/Integer;",
          "Ljava/lang/Long;",
          "Ljava/lang/Double;",
          "Ljava/lang/Float;",
          "Ljava/lang/Short;",
          "Ljava/lang/Byte;",
          "Ljava/lang/Character;",
          "Ljava/lang/Boolean;",
          "Ljava/lang/Class;",
          "Lio/heddle/Channel;" ->
          false;
      default ->
          (type.startsWith("L") || type.startsWith("["))
              && !type.startsWith("Ljava/math/")
              && !type.startsWith("Ljava/time/")
              && !type.startsWith("Ljava/nio/file/")
              && !type.startsWith("Lio/heddle/sync/")
              && !ORDERS_ITSELF.matcher(type).matches();
    };
  }
}
