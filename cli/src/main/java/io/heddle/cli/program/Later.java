// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import io.heddle.runtime.RuntimeMXBean;

/** What a program that runs for longer is to have, and a short one need not pay for. */
final class Later {
  private static final long DELAY_MILLIS = 400;

  private Later() {}

  static void begin() {
    Thread.ofPlatform().daemon().name("heddle-later").start(Later::run);
  }

  private static void run() {
    try {
      Thread.sleep(DELAY_MILLIS);
      RuntimeMXBean.register();
      if (QuitSignal.class.getModule().isNativeAccessEnabled()) {
        QuitSignal.install();
      }
    } catch (Throwable e) {
      // another JVM: it prints its own dump alone
    }
  }
}
