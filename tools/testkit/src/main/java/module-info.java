// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/** Tests of concurrent code: virtual time, exploration of schedules, replay. */
@NullMarked
module io.heddle.testkit {
  requires static java.instrument; // only as an agent
  requires static org.jspecify;
  requires static org.junit.jupiter.api;
  requires static org.junit.jupiter.params;
  requires static org.junit.platform.commons;
  requires static org.opentest4j;
  requires transitive io.heddle;

  exports io.heddle.testkit;
  exports io.heddle.testkit.engine to
      io.heddle.cli;
}
