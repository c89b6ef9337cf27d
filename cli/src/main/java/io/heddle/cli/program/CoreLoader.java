// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

/**
 * What a program sees of the process that runs it: the JDK, the core, and the bridge that its
 * rewritten call sites use; nothing of the command, nor of the command's own libraries.
 */
final class CoreLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final String CORE = "io.heddle.";
  private static final String COMMAND = "io.heddle.cli.";
  private static final String BRIDGE = "io.heddle.cli.sites.";

  CoreLoader() {
    super(getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(CORE) && (!name.startsWith(COMMAND) || name.startsWith(BRIDGE))) {
      return CoreLoader.class.getClassLoader().loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
