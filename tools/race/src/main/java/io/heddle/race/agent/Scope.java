// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import io.heddle.race.runtime.Options;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How much of a class is watched. */
enum Scope {
  /** Of the JDK: only what hands work from thread to thread. */
  JDK,
  /** Heddle's core, which says itself what it orders; its tools. */
  NOT,
  /**
   * Excluded, or an integration of Heddle: its locks and volatile fields order, its accesses are
   * not looked at.
   */
  ORDER,
  /** Accesses and orders. */
  ALL;

  /** The command's own loader, asked for before it makes the program's the system class loader. */
  private static final ClassLoader COMMAND =
      Boolean.getBoolean("heddle.race.command") ? ClassLoader.getSystemClassLoader() : null;

  private static final Map<String, Boolean> HEDDLE = new ConcurrentHashMap<>();

  /** These pass on what they are given by queues and locks of the JDK. */
  private static final List<String> INTEGRATIONS =
      List.of("io/heddle/nats/", "io/heddle/micrometer/");

  static Scope of(Module module, ClassLoader loader, String name) {
    if (loader == null || isPlatform(module, loader)) {
      return name.startsWith("io/heddle/race/") ? NOT : JDK;
    }
    if (loader == COMMAND) {
      return NOT; // the command and its libraries; the program has a loader of its own
    }
    if (name.startsWith("org/jacoco/agent/rt/")) {
      return NOT;
    }
    if (name.startsWith("io/heddle/") && isHeddle(loader, name)) {
      return INTEGRATIONS.stream().anyMatch(name::startsWith) ? ORDER : NOT;
    }
    return Options.current().isLeftOut(name.replace('/', '.')) ? ORDER : ALL;
  }

  private static boolean isPlatform(Module module, ClassLoader loader) {
    if (loader == ClassLoader.getPlatformClassLoader()) {
      return true;
    }
    var moduleName = module == null ? null : module.getName();
    return moduleName != null && (moduleName.startsWith("java.") || moduleName.startsWith("jdk."));
  }

  /** True if it lies beside a module-info of one of Heddle's artifacts, or beside Heddle itself. */
  private static boolean isHeddle(ClassLoader loader, String name) {
    URL url = loader.getResource(name + ".class");
    if (url == null) {
      return false;
    }
    var text = url.toString();
    var root = text.substring(0, text.length() - name.length() - ".class".length());
    return HEDDLE.computeIfAbsent(root, Scope::holdsHeddle);
  }

  private static boolean holdsHeddle(String root) {
    try (var in = URI.create(root + "module-info.class").toURL().openStream()) {
      var info = ClassFile.of().parse(in.readAllBytes()).findAttribute(Attributes.module());
      return info.isPresent()
          && info.get().moduleName().name().stringValue().startsWith("io.heddle");
    } catch (IOException | RuntimeException e) {
      return exists(root + "io/heddle/Go.class") || exists(root + "META-INF/heddle-tool");
    }
  }

  private static boolean exists(String url) {
    try (var in = URI.create(url).toURL().openStream()) {
      return in.read() >= 0;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
