// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.util.List;
import java.util.Locale;

/** Who does the work. Go is the measure of all. */
enum Subject {
  GO("Go"),
  HEDDLE("Heddle"),
  JDK("JDK"),
  KOTLIN("Kotlin"),
  JOX("Jox");

  private final String title;

  Subject(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Its name on the command line, its folder, its package. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Subject of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }

  /** What it needs beside the flags that all subjects get. */
  List<String> flags() {
    return this == HEDDLE ? List.of("--add-opens=java.base/java.lang=ALL-UNNAMED") : List.of();
  }
}
