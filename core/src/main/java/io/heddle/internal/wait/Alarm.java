// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.wait;

import io.heddle.internal.timer.TimerTask;
import java.util.concurrent.locks.LockSupport;

/** Makes a parked thread look at the clock. */
final class Alarm extends TimerTask {
  private final Waiter waiter;

  Alarm(Waiter waiter) {
    this.waiter = waiter;
  }

  @Override
  protected void fire(long now) {
    LockSupport.unpark(waiter.thread);
  }
}
