// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/** Go's concurrency for Java. */
@NullMarked
module io.heddle {
  requires static jdk.jfr;
  requires static java.management; // loaded when somebody asks for what needs it
  requires jdk.unsupported; // sun.misc.Signal
  requires static org.jspecify;

  uses io.heddle.runtime.Inherited;

  exports io.heddle;
  exports io.heddle.context;
  exports io.heddle.runtime;
  exports io.heddle.sync;
  exports io.heddle.time;
  exports io.heddle.internal.hook to
      io.heddle.cli,
      io.heddle.inspect,
      io.heddle.nats,
      io.heddle.testkit;
  exports io.heddle.internal.profile to
      io.heddle.cli,
      io.heddle.inspect;
  exports io.heddle.internal.program to
      io.heddle.cli,
      io.heddle.inspect,
      io.heddle.testkit;
  exports io.heddle.internal.stuck to
      io.heddle.inspect;
  exports io.heddle.internal.trace to
      io.heddle.cli,
      io.heddle.inspect;
  exports io.heddle.internal.sched to
      io.heddle.inspect,
      io.heddle.testkit;
  exports io.heddle.internal.timer to
      io.heddle.testkit;
  exports io.heddle.internal.wait to
      io.heddle.inspect,
      io.heddle.testkit;
}
