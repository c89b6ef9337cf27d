// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a program sees of the process that runs it: the JDK, the core, and the bridge that its
 * rewritten call sites use; nothing of the command, nor of the command's own libraries.
 */
final class CoreLoader extends ClassLoader {
  /*
   * Its parent is the loader of the command, for there the JDK's tools are as well (the compiler, …),
   * which are found as services of that loader's modules. But classes and resources come past it.
   */
  static {
    registerAsParallelCapable();
  }

  /** The class path that the command was started with: the program gets to see another one. */
  private static final String COMMANDS = System.getProperty("java.class.path", "");

  private static final String CLASS_FILE = ".class";
  private static final String CORE = "io.heddle.";
  private static final String COMMAND = "io.heddle.cli.";
  private static final String BRIDGE = "io.heddle.cli.sites.";

  /** What {@code heddle dump} has the JVM load by the system's loader, which is the program's. */
  private static final String AGENT = "io.heddle.cli.attach.Agent";

  /** How the names of other classes begin that are shown, too. */
  private final Set<String> alsoShown;

  CoreLoader() {
    this(Set.of());
  }

  CoreLoader(Set<String> alsoShown) {
    super(CoreLoader.class.getClassLoader());
    this.alsoShown = alsoShown;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    try {
      return getPlatformClassLoader().loadClass(name);
    } catch (ClassNotFoundException e) {
      return findClass(name);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    var ofJdk = getPlatformClassLoader().getResource(name);
    return ofJdk == null ? findResource(name) : ofJdk;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    var all = Collections.list(getPlatformClassLoader().getResources(name));
    var shown = findResource(name);
    if (shown != null) {
      all.add(shown);
    }
    return Collections.enumeration(all);
  }

  /** The class files of the classes that it shows, which instrumentation reads; nothing else. */
  @Override
  protected @Nullable URL findResource(String name) {
    return name.endsWith(CLASS_FILE)
            && isShown(name.substring(0, name.length() - CLASS_FILE.length()).replace('/', '.'))
        ? CoreLoader.class.getClassLoader().getResource(name)
        : null;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (!isShown(name)) {
      throw new ClassNotFoundException(name);
    }
    return CoreLoader.class.getClassLoader().loadClass(name);
  }

  private boolean isShown(String className) {
    return className.startsWith(CORE)
            && (!className.startsWith(COMMAND)
                || className.startsWith(BRIDGE)
                || className.equals(AGENT))
        || isAlsoShown(className);
  }

  private boolean isAlsoShown(String className) {
    for (String prefix : alsoShown) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A class of an agent. The JVM adds an agent's jar to the class path of the command, which it
   * takes for the program's.
   */
  static Class<?> ofAgents(String name) throws ClassNotFoundException {
    var found = Class.forName(name, false, CoreLoader.class.getClassLoader());
    var source = found.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null || isCommands(source.getLocation())) {
      throw new ClassNotFoundException(name);
    }
    return found;
  }

  private static boolean isCommands(URL location) {
    for (var element : COMMANDS.split(File.pathSeparator)) {
      if (ClassPath.url(Path.of(element)).getPath().equals(location.getPath())) {
        return true;
      }
    }
    return false;
  }
}
