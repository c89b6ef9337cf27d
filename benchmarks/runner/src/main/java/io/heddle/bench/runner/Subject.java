// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.util.List;
import java.util.Locale;

/** Who does the work. Go is the measure of all. */
enum Subject {
  GO("Go", List.of()),
  HEDDLE("Heddle", List.of("--add-opens=java.base/java.lang=ALL-UNNAMED")),
  JDK("JDK", List.of()),
  KOTLIN("Kotlin", List.of()),
  JOX("Jox", List.of());

  private final String title;
  private final List<String> flags;

  Subject(String title, List<String> flags) {
    this.title = title;
    this.flags = flags;
  }

  String title() {
    return title;
  }

  /** What it needs beside the flags that all subjects get. */
  List<String> flags() {
    return flags;
  }

  /** Its name on the command line, its folder, its package. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
