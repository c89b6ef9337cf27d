// SPDX-License-Identifier: Apache-2.0
package io.heddle.race;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;

/**
 * Where the JVM enters the agent. It defines the detector in the boot loader, so that the JDK's own
 * classes can call it, and goes on there.
 *
 * <p>Compiled for Java 8: on a JVM that is too old it says so.
 */
public final class Premain {
  private static final int WANTED = 25;
  private static final int USAGE = 2;

  private Premain() {}

  public static void premain(String argument, Instrumentation jvm) throws Exception {
    String version = System.getProperty("java.specification.version");
    if (version.contains(".") || Integer.parseInt(version) < WANTED) {
      System.err.println(
          "heddle: the race detector needs a JDK " + WANTED + " or newer, and this is " + version);
      Runtime.getRuntime().halt(USAGE);
    }
    if (isThere()) {
      System.err.println(
          "heddle: the race detector is in this JVM already: give its -javaagent once");
      Runtime.getRuntime().halt(USAGE);
    }
    File jar = new File(Premain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Class<?> boot = Class.forName("io.heddle.race.BootClasses");
    java.lang.reflect.Method define =
        boot.getDeclaredMethod("define", File.class, Instrumentation.class);
    define.setAccessible(true);
    define.invoke(null, jar, jvm);
    Class<?> agent = Class.forName("io.heddle.race.agent.Agent", true, null);
    try {
      agent.getMethod("start", String.class, Instrumentation.class).invoke(null, argument, jvm);
    } catch (InvocationTargetException e) {
      e.getCause().printStackTrace();
      System.err.println("heddle: the race detector could not start");
      Runtime.getRuntime().halt(USAGE);
    }
  }

  private static boolean isThere() {
    try {
      Class.forName("io.heddle.race.agent.Agent", false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  public static void agentmain(String argument, Instrumentation jvm) throws Exception {
    premain(argument, jvm);
  }
}
