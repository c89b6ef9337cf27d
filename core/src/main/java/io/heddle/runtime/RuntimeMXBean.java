// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import java.util.List;

/**
 * The runtime as an MBean, {@code io.heddle:type=Runtime}, for JConsole, JMX exporters and the
 * like. {@code heddle run} registers it; a JVM that uses the library calls {@link #register}, and
 * otherwise does not load {@code java.management}. Go's nearest counterpart is {@code expvar}.
 */
public interface RuntimeMXBean {
  /** The object name of the MBean. */
  String NAME = "io.heddle:type=Runtime";

  /** Registers the MBean with the platform's MBean server. Calling it again has no effect. */
  static void register() {
    RuntimeManagement.register();
  }

  /**
   * See {@link Goroutines#count()}.
   *
   * @return the number of live goroutines
   */
  int getGoroutineCount();

  /**
   * See {@link Scheduling#maxProcs()}.
   *
   * @return how many goroutines may run at once
   */
  int getMaxProcs();

  /**
   * Returns the number of goroutines that run at the moment.
   *
   * @return the number
   */
  long getRunning();

  /**
   * Returns the number of goroutines that are ready and wait for a carrier.
   *
   * @return the number
   */
  long getRunnable();

  /**
   * Returns the number of goroutines that wait for something else.
   *
   * @return the number
   */
  long getWaiting();

  /**
   * See {@link Metrics#started()}.
   *
   * @return the number since the start
   */
  long getStarted();

  /**
   * See {@link Metrics#switches()}.
   *
   * @return the number since the start
   */
  long getSwitches();

  /**
   * See {@link Metrics#yields()}.
   *
   * @return the number since the start
   */
  long getYields();

  /**
   * See {@link Metrics#parks()}.
   *
   * @return the number since the start
   */
  long getParks();

  /**
   * See {@link Metrics#steals()}.
   *
   * @return the number since the start
   */
  long getSteals();

  /**
   * See {@link Metrics#wakeUps()}.
   *
   * @return the number since the start
   */
  long getWakeUps();

  /**
   * See {@link Metrics#hogReliefs()}.
   *
   * @return the number since the start
   */
  long getHogReliefs();

  /**
   * Returns the length of the queue that all carriers share.
   *
   * @return the number of goroutines in it
   */
  int getGlobalQueue();

  /**
   * Returns the lengths of the carriers' own queues.
   *
   * @return the number of goroutines in each
   */
  List<Integer> getQueues();

  /**
   * Returns a dump of all goroutines.
   *
   * @return the text of {@link Goroutines#dump()}
   */
  String dump();

  /**
   * Returns a dump of all goroutines in which equal stacks are grouped.
   *
   * @return the text
   */
  String dumpGrouped();

  /**
   * Looks for deadlocks, as {@link Deadlocks#find()} does.
   *
   * @return the reports; empty if there is no deadlock
   */
  List<String> deadlocks();

  /**
   * Looks for leaks, as {@link Leaks#find()} does, with garbage collections.
   *
   * @return a text about all leaks found so far
   */
  String leaks();
}
