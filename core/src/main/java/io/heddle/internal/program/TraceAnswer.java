// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.RuntimeThreads;
import io.heddle.internal.trace.Traces;
import java.io.IOException;
import java.nio.file.Path;

/** A trace that another process asked for. It ends by itself, should that process be gone. */
final class TraceAnswer {
  private TraceAnswer() {}

  /** Why it can not be; empty if it has begun. */
  static String start(String millis, String file) throws IOException {
    if (!Traces.start(Path.of(file))) {
      return "is being traced already";
    }
    long length = Long.parseLong(millis);
    RuntimeThreads.unstarted("heddle-trace-limit", () -> stopAfter(length)).start();
    return "";
  }

  private static void stopAfter(long millis) {
    var own = Traces.current();
    try {
      Thread.sleep(millis + 200); // who asked says so first
    } catch (InterruptedException e) {
      // then now
    }
    if (Traces.current() == own) {
      Traces.stop();
    }
  }

  static void stop() {
    Traces.stop();
  }
}
