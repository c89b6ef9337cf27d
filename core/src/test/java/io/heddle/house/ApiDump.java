// SPDX-License-Identifier: Apache-2.0
package io.heddle.house;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The public API as text: each public type of each exported package, with the members that a
 * program can name, in an order that does not depend on the compiler.
 */
final class ApiDump {
  private static final Set<String> OF_EVERY_RECORD = Set.of("equals", "hashCode", "toString");

  private final StringBuilder text = new StringBuilder();
  private final Set<String> exported;
  private String currentPackage = "";

  private ApiDump(Set<String> exported) {
    this.exported = exported;
  }

  /** Describes what a folder of classes with a module-info in it exports. */
  static String of(Path classes) throws IOException {
    var dump = new ApiDump(exported(classes));
    for (var packageName : dump.exported) {
      dump.currentPackage = packageName;
      dump.text.append("package ").append(packageName).append('\n');
      for (var type : dump.types(classes, packageName)) {
        dump.type(type);
      }
      dump.text.append('\n');
    }
    return dump.text.toString();
  }

  private static TreeSet<String> exported(Path classes) throws IOException {
    var names = new TreeSet<String>();
    try (var in = Files.newInputStream(classes.resolve("module-info.class"))) {
      for (var export : ModuleDescriptor.read(in).exports()) {
        if (!export.isQualified()) {
          names.add(export.source());
        }
      }
    }
    return names;
  }

  private List<Class<?>> types(Path classes, String packageName) throws IOException {
    var types = new ArrayList<Class<?>>();
    try (var files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
      for (var file : files.sorted().toList()) {
        var name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.endsWith("-info.class")) {
          var type = load(packageName + "." + name.replace(".class", ""));
          if (isReachable(type)) {
            types.add(type);
          }
        }
      }
    }
    types.sort(comparing(Class::getName));
    return types;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ApiDump.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isReachable(Class<?> type) {
    if (type.getName().startsWith("io.heddle") && !exported.contains(type.getPackageName())) {
      return false;
    }
    for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
      if (!isOpen(c.getModifiers()) || c.isAnonymousClass() || c.isLocalClass()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOpen(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private void type(Class<?> type) {
    line("", shortened(type.toGenericString()), supertypes(type), permitted(type));
    members(type.getDeclaredFields(), this::field);
    members(type.getDeclaredConstructors(), this::constructor);
    members(methods(type), this::method);
  }

  /* With those that a public type has from parents that nobody outside can name. */
  private Method[] methods(Class<?> type) {
    var methods = new ArrayList<>(List.of(type.getDeclaredMethods()));
    for (var c = type.getSuperclass(); c != null && !isReachable(c); c = c.getSuperclass()) {
      methods.addAll(List.of(c.getDeclaredMethods()));
    }
    return methods.toArray(Method[]::new);
  }

  private String supertypes(Class<?> type) {
    var text = "";
    var parent = type.getSuperclass();
    boolean named = parent != null && parent != Object.class && isReachable(parent);
    if (named && parent != Record.class && !type.isEnum()) {
      text = " extends " + type(type.getAnnotatedSuperclass());
    }
    var interfaces = new ArrayList<String>();
    for (int i = 0; i < type.getInterfaces().length; i++) {
      if (isReachable(type.getInterfaces()[i])) {
        interfaces.add(type(type.getAnnotatedInterfaces()[i]));
      }
    }
    var word = type.isInterface() ? " extends " : " implements ";
    return interfaces.isEmpty() ? text : text + word + String.join(", ", interfaces);
  }

  private String permitted(Class<?> type) {
    var permitted = type.getPermittedSubclasses();
    if (permitted == null) {
      return "";
    }
    return Stream.of(permitted)
        .map(c -> isReachable(c) ? shortened(c.getName()) : "(internal)")
        .distinct()
        .sorted()
        .collect(joining(", ", " permits ", ""));
  }

  private <M extends Member> void members(M[] members, Function<M, String> describe) {
    Stream.of(members)
        .filter(m -> isOpen(m.getModifiers()) && !m.isSynthetic())
        .filter(m -> !m.getDeclaringClass().isRecord() || !OF_EVERY_RECORD.contains(m.getName()))
        .map(describe)
        .distinct()
        .sorted()
        .forEach(member -> line("  ", member));
  }

  private String field(Field field) {
    return modifiers(field) + type(field.getAnnotatedType()) + " " + field.getName();
  }

  private String constructor(Constructor<?> constructor) {
    return modifiers(constructor)
        + typeParameters(constructor.getTypeParameters())
        + constructor.getDeclaringClass().getSimpleName()
        + parameters(constructor);
  }

  private String method(Method method) {
    return modifiers(method)
        + (method.isDefault() ? "default " : "")
        + typeParameters(method.getTypeParameters())
        + type(method.getAnnotatedReturnType())
        + " "
        + method.getName()
        + parameters(method).replaceFirst("\\[]\\)", method.isVarArgs() ? "...)" : "[])");
  }

  /* Not those that only its own code cares for. */
  private String modifiers(Member member) {
    int hidden = Modifier.SYNCHRONIZED | Modifier.NATIVE | Modifier.TRANSIENT | Modifier.VOLATILE;
    if (member instanceof AnnotatedElement e && e.isAnnotationPresent(Deprecated.class)) {
      return "@Deprecated " + Modifier.toString(member.getModifiers() & ~hidden) + " ";
    }
    return Modifier.toString(member.getModifiers() & ~hidden) + " ";
  }

  private String parameters(Executable executable) {
    return Stream.of(executable.getAnnotatedParameterTypes())
            .map(this::type)
            .collect(joining(", ", "(", ")"))
        + Stream.of(executable.getAnnotatedExceptionTypes())
            .map(this::type)
            .collect(joining(", ", " throws ", ""))
            .replaceFirst("^ throws $", "");
  }

  private String typeParameters(TypeVariable<?>[] parameters) {
    return Stream.of(parameters)
        .map(p -> p.getName() + bounds(p))
        .collect(joining(", ", "<", "> "))
        .replaceFirst("^<> $", "");
  }

  private String bounds(TypeVariable<?> parameter) {
    return Stream.of(parameter.getAnnotatedBounds())
        .map(this::type)
        .filter(bound -> !bound.equals("Object"))
        .collect(joining(" & ", " extends ", ""))
        .replaceFirst("^ extends $", "");
  }

  private String type(AnnotatedType type) {
    return shortened(type.toString());
  }

  /* Nobody needs to be told where Object lives, and a dump of io.heddle is about io.heddle. */
  private String shortened(String text) {
    return text.replace(currentPackage + ".", "")
        .replace('$', '.')
        .replace("org.jspecify.annotations.", "")
        .replace("@Nullable()", "@Nullable")
        .replaceAll("\\bjava\\.lang\\.(?=[A-Z@])", "")
        .replaceAll("\\bio\\.heddle\\.(?=[A-Z@])", "");
  }

  private void line(String... parts) {
    text.append(String.join("", parts)).append('\n');
  }
}
