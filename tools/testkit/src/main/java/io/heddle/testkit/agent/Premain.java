// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.agent;

import java.lang.instrument.Instrumentation;

/**
 * Where the JVM enters the test kit as an agent: {@code -javaagent:heddle-testkit.jar}. From then
 * on Java's own clocks, waits, monitors, atomics and locks are the bubble's in the classes that are
 * loaded.
 */
public final class Premain {
  private Premain() {}

  /**
   * Called by the JVM before main.
   *
   * @param argument is not looked at
   * @param jvm what rewrites classes
   */
  public static void premain(String argument, Instrumentation jvm) throws Exception {
    Bridge.define(jvm);
    Agent.start(jvm);
  }

  /** The same in a JVM that runs already: what it has loaded stays as it is. */
  public static void agentmain(String argument, Instrumentation jvm) throws Exception {
    premain(argument, jvm);
  }
}
