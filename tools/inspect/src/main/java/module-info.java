// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/** Looks into programs that use Heddle: traces, a live page. */
@NullMarked
module io.heddle.inspect {
  requires io.heddle;
  requires static org.jspecify;
  requires jdk.httpserver;
  requires jdk.jfr;

  exports io.heddle.inspect;
  exports io.heddle.inspect.trace to
      io.heddle.cli;
}
