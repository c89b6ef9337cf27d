// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.util.Map;

/** How one process of one subject ended. */
sealed interface Outcome {
  record Measured(Map<String, Double> values) implements Outcome {}

  /** A crash or a hang. */
  record Failed(String why) implements Outcome {}

  /** The subject has no words for the scenario: a dash. */
  record NotExpressed() implements Outcome {}
}
