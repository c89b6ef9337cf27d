// SPDX-License-Identifier: Apache-2.0
package io.heddle.rewrite;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.lang.ref.WeakReference;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The supertypes of the classes that a loader sees, read from their class files. No class is ever
 * loaded: a transformer that loads classes while one is being defined can dead-lock, or define it
 * twice.
 */
public final class Hierarchy implements ClassHierarchyResolver {
  /*
   * A class whose file can't be found (generated at run time, or hidden) has no known supertypes:
   * then isSubtype answers false, and a rule for a supertype does not apply to calls on it.
   * Known classes are remembered per loader; loaders are held weakly.
   * Checked by: HierarchyTest.
   */
  private static final Map<ClassLoader, Hierarchy> KNOWN = new WeakHashMap<>();
  private static final Type UNKNOWN = new Type(false, null, List.of(), Map.of());
  private static final String OBJECT = "java/lang/Object";

  /**
   * @param superclass internal name; null for Object and for what could not be found
   * @param interfaces internal names
   * @param fields whether each that it declares is volatile
   */
  private record Type(
      boolean isInterface,
      @Nullable String superclass,
      List<String> interfaces,
      Map<String, Boolean> fields) {}

  private final WeakReference<ClassLoader> loader;
  private final Map<String, Type> types = new ConcurrentHashMap<>();

  private Hierarchy(ClassLoader loader) {
    this.loader = new WeakReference<>(loader);
  }

  /** The hierarchy as this loader sees it; null is the boot loader. */
  public static Hierarchy of(@Nullable ClassLoader loader) {
    var key = loader == null ? ClassLoader.getPlatformClassLoader() : loader;
    synchronized (KNOWN) {
      return KNOWN.computeIfAbsent(key, Hierarchy::new);
    }
  }

  /**
   * True if one class is the other, extends or implements it, directly or not.
   *
   * @param name internal name, as {@code java/util/HashMap}
   * @param ancestor internal name
   */
  public boolean isSubtype(String name, String ancestor) {
    if (name.equals(ancestor) || ancestor.equals(OBJECT)) {
      return true;
    }
    if (name.startsWith("[")) {
      return false;
    }
    var type = typeOf(name);
    if (type.superclass != null && isSubtype(type.superclass, ancestor)) {
      return true;
    }
    for (var i : type.interfaces) {
      if (isSubtype(i, ancestor)) {
        return true;
      }
    }
    return false;
  }

  /** True if the field is volatile, of the class or of one above it; false if it can't be found. */
  public boolean isVolatile(String owner, String field) {
    for (var at = owner; at != null; ) {
      var type = typeOf(at);
      var known = type.fields.get(field);
      if (known != null) {
        return known;
      }
      at = type.superclass;
    }
    return false; // those of interfaces are final
  }

  /** A class that is about to be defined, whose file need not be found anywhere. */
  public void learn(ClassModel model) {
    types.put(model.thisClass().asInternalName(), describe(model));
  }

  /** The superclass of a class; empty for Object, and for a class that could not be found. */
  public Optional<String> superclassOf(String name) {
    return Optional.ofNullable(typeOf(name).superclass);
  }

  @Override
  public @Nullable ClassHierarchyInfo getClassInfo(ClassDesc desc) {
    var type = desc.isClassOrInterface() ? typeOf(internalName(desc)) : UNKNOWN;
    if (type == UNKNOWN) {
      return null;
    }
    if (type.isInterface) {
      return ClassHierarchyInfo.ofInterface();
    }
    var superclass = type.superclass;
    return ClassHierarchyInfo.ofClass(
        superclass == null ? null : ClassDesc.ofInternalName(superclass));
  }

  static String internalName(ClassDesc desc) {
    var text = desc.descriptorString();
    return text.startsWith("L") ? text.substring(1, text.length() - 1) : text;
  }

  private Type typeOf(String name) {
    var known = types.get(name);
    if (known != null) {
      return known;
    }
    var found = read(name);
    if (found != UNKNOWN) {
      types.put(name, found); // what is not there may come later
    }
    return found;
  }

  private Type read(String name) {
    var from = loader.get();
    if (from == null) {
      return UNKNOWN;
    }
    try (InputStream in = from.getResourceAsStream(name + ".class")) {
      return in == null ? UNKNOWN : describe(ClassFile.of().parse(in.readAllBytes()));
    } catch (IOException | RuntimeException e) {
      return UNKNOWN; // a loader that can't say, or a file that is none
    }
  }

  private static Type describe(ClassModel model) {
    return new Type(
        model.flags().has(AccessFlag.INTERFACE),
        model.superclass().map(c -> c.asInternalName()).orElse(null),
        model.interfaces().stream().map(c -> c.asInternalName()).toList(),
        model.fields().stream()
            .collect(
                Collectors.toMap(
                    f -> f.fieldName().stringValue(),
                    f -> f.flags().has(AccessFlag.VOLATILE),
                    (a, b) -> a || b)));
  }
}
