// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Whether this JVM lets preview features of Java run, in which case sources may use them too. There
 * is no cheap way to ask it: its options come from the environment, so that is where this looks.
 */
final class Preview {
  private static final String[] OPTIONS = {
    "HEDDLE_JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"
  };

  private Preview() {}

  static boolean isEnabled() {
    return isEnabled(System.getenv());
  }

  static boolean isEnabled(Map<String, String> environment) {
    return Stream.of(OPTIONS)
        .map(environment::get)
        .filter(Objects::nonNull)
        .flatMap(words -> Arrays.stream(words.split("\\s+")))
        .anyMatch("--enable-preview"::equals);
  }
}
