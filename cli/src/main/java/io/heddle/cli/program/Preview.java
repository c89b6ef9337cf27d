// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.util.List;
import java.util.Map;

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
    for (String option : OPTIONS) {
      var words = environment.get(option);
      if (words != null && List.of(words.split("\\s+")).contains("--enable-preview")) {
        return true;
      }
    }
    return false;
  }
}
