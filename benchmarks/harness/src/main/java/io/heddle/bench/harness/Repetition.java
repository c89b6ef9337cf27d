// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.harness;

/** All N operations of a scenario, done once; it is what the clock is held beside. */
@FunctionalInterface
public interface Repetition {
  void run() throws Exception;
}
