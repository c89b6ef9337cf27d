// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** Where compiled methods lie. A class of its own: it loads what manages a JVM. */
final class CodeCache {
  /*
   * The JVM's diagnostic command is asked as its bean asks, without a server of beans: to start one
   * takes a hundred milliseconds of processor time, which would be most of a first dump.
   * Checked by: CodeCacheTest
   */
  private static final String COMMANDS = "com.sun.management.internal.DiagnosticCommandImpl";

  /** Whose initializer loads the native library of {@link #COMMANDS}. */
  private static final String PROVIDER = "com.sun.management.internal.PlatformMBeanProviderImpl";

  private CodeCache() {}

  /** What {@code jcmd PID Compiler.codecache} says. */
  static String text() throws Throwable {
    try {
      return directly();
    } catch (ReflectiveOperationException | LinkageError e) {
      return byServer(); // another JDK
    }
  }

  static String directly() throws Throwable {
    Class.forName(PROVIDER);
    var commands = Class.forName(COMMANDS);
    var lookup = JdkInternals.lookup(commands);
    var bean = lookup.unreflect(commands.getDeclaredMethod("getDiagnosticCommandMBean")).invoke();
    var execute =
        lookup.findVirtual(
            commands,
            "executeDiagnosticCommand",
            MethodType.methodType(String.class, String.class));
    return (String) execute.invoke(bean, "Compiler.codecache");
  }

  static String byServer() throws JMException {
    return (String)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "compilerCodecache",
                new Object[0],
                new String[0]);
  }
}
