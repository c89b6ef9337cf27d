// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import java.util.Map;

/** What was asked, by whom may. */
record Request(String method, String path, Map<String, String> query) {
  private static final int MOST_SECONDS = 60;

  /** The parameter {@code seconds}, a number from 0 to a minute. */
  double seconds(double otherwise) {
    var text = query.get("seconds");
    if (text == null) {
      return otherwise;
    }
    try {
      double seconds = Double.parseDouble(text);
      if (seconds >= 0 && seconds <= MOST_SECONDS) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // see below
    }
    throw new Refusal(400, "seconds must be a number from 0 to " + MOST_SECONDS);
  }

  /** The parameter {@code debug}: 0, 1 or 2. */
  int debug() {
    return switch (query.getOrDefault("debug", "0")) {
      case "0" -> 0;
      case "1" -> 1;
      case "2" -> 2;
      default -> throw new Refusal(400, "debug must be 0, 1 or 2");
    };
  }
}
