// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.jox;

import io.heddle.bench.harness.Repetition;
import java.util.concurrent.FutureTask;

/** Starting virtual threads whose bodies may be interrupted. */
final class Threads {
  static Thread start(Repetition body) {
    return Thread.startVirtualThread(() -> {
      try {
        body.run();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  /** Runs the body in a virtual thread; its failure is the caller's. */
  static void host(Repetition body) throws Exception {
    var task =
        new FutureTask<Void>(() -> {
          body.run();
          return null;
        });
    Thread.startVirtualThread(task);
    task.get();
  }

  private Threads() {}
}
