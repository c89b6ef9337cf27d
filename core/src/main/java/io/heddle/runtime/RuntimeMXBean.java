// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import java.util.List;

/**
 * Heddle in JConsole, JMX exporters and the like, as {@code io.heddle:type=Runtime}. Under {@code
 * heddle run} it is registered by itself; a JVM that uses the library calls {@link #register}, or
 * sets nothing and never loads {@code java.management}.
 */
public interface RuntimeMXBean {
  /** The name under which it is registered. */
  String NAME = "io.heddle:type=Runtime";

  /** Registers it with the platform's MBean server; more than once is harmless. */
  static void register() {
    RuntimeManagement.register();
  }

  /** See {@link Goroutines#count()}. */
  int getGoroutineCount();

  /** See {@link Scheduling#maxProcs()}. */
  int getMaxProcs();

  /** Goroutines that run at the moment. */
  long getRunning();

  /** Goroutines that could run and wait for a carrier. */
  long getRunnable();

  /** Goroutines that wait for something else. */
  long getWaiting();

  /** See {@link Metrics#started()}. */
  long getStarted();

  /** See {@link Metrics#switches()}. */
  long getSwitches();

  /** See {@link Metrics#yields()}. */
  long getYields();

  /** See {@link Metrics#parks()}. */
  long getParks();

  /** See {@link Metrics#steals()}. */
  long getSteals();

  /** See {@link Metrics#wakeUps()}. */
  long getWakeUps();

  /** See {@link Metrics#hogReliefs()}. */
  long getHogReliefs();

  /** How many wait in the global queue. */
  int getGlobalQueue();

  /** How many wait in each carrier's queue. */
  List<Integer> getQueues();

  /** The dump of all goroutines. */
  String dump();

  /** The same, with equal stacks as one. */
  String dumpGrouped();

  /** The reports of {@link Deadlocks#find()}. */
  List<String> deadlocks();

  /** Searches for leaks as {@link Leaks#find()} does; all that were ever found, in words. */
  String leaks();
}
