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

  /**
   * See {@link Goroutines#count()}.
   *
   * @return how many live: started, and not ended
   */
  int getGoroutineCount();

  /**
   * See {@link Scheduling#maxProcs()}.
   *
   * @return how many may run at the same time
   */
  int getMaxProcs();

  /**
   * Goroutines that run at the moment.
   *
   * @return how many
   */
  long getRunning();

  /**
   * Goroutines that could run and wait for a carrier.
   *
   * @return how many
   */
  long getRunnable();

  /**
   * Goroutines that wait for something else.
   *
   * @return how many
   */
  long getWaiting();

  /**
   * See {@link Metrics#started()}.
   *
   * @return how many since the start
   */
  long getStarted();

  /**
   * See {@link Metrics#switches()}.
   *
   * @return how many since the start
   */
  long getSwitches();

  /**
   * See {@link Metrics#yields()}.
   *
   * @return how many since the start
   */
  long getYields();

  /**
   * See {@link Metrics#parks()}.
   *
   * @return how many since the start
   */
  long getParks();

  /**
   * See {@link Metrics#steals()}.
   *
   * @return how many since the start
   */
  long getSteals();

  /**
   * See {@link Metrics#wakeUps()}.
   *
   * @return how many since the start
   */
  long getWakeUps();

  /**
   * See {@link Metrics#hogReliefs()}.
   *
   * @return how many since the start
   */
  long getHogReliefs();

  /**
   * The queue that all carriers share.
   *
   * @return how many goroutines wait in it
   */
  int getGlobalQueue();

  /**
   * The carriers' own queues.
   *
   * @return how many goroutines wait in each
   */
  List<Integer> getQueues();

  /**
   * The dump of all goroutines.
   *
   * @return its text, as {@link Goroutines#dump()} makes it
   */
  String dump();

  /**
   * The same, with equal stacks as one.
   *
   * @return its text
   */
  String dumpGrouped();

  /**
   * Looks for deadlocks as {@link Deadlocks#find()} does.
   *
   * @return their reports, none if there are none
   */
  List<String> deadlocks();

  /**
   * Searches for leaks as {@link Leaks#find()} does, which collects all garbage.
   *
   * @return all that were ever found, in words
   */
  String leaks();
}
