// SPDX-License-Identifier: Apache-2.0

/** The {@code heddle} command. */
@org.jspecify.annotations.NullMarked
module io.heddle.cli {
  requires static org.jspecify;
  requires static org.junit.platform.launcher;
  requires static tools.jackson.core;
  requires info.picocli;
  requires io.heddle;
  requires io.heddle.inspect;
  requires io.heddle.testkit;
  requires java.compiler;
  requires java.instrument;
  requires jdk.attach;
  requires jdk.compiler;

  opens io.heddle.cli to
      info.picocli;
}
