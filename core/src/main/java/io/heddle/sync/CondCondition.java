// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import io.heddle.internal.timer.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** A {@link Cond} in the words of {@link Condition}. */
final class CondCondition implements Condition {
  private final Cond cond;

  CondCondition(Cond cond) {
    this.cond = cond;
  }

  @Override
  public void await() throws InterruptedException {
    cond.await();
  }

  @Override
  public void awaitUninterruptibly() {
    cond.awaitUninterruptibly();
  }

  @Override
  public long awaitNanos(long nanos) throws InterruptedException {
    long deadline = TimeSource.after(nanos);
    boolean signalled = cond.awaitNanos(nanos);
    long left = deadline - TimeSource.now();
    return signalled ? Math.max(1, left) : Math.min(0, left);
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return cond.awaitNanos(Waiting.nanos(time, unit));
  }

  @Override
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    Objects.requireNonNull(deadline, "deadline");
    return cond.await(Duration.between(Instant.now(), deadline.toInstant()));
  }

  @Override
  public void signal() {
    cond.signal();
  }

  @Override
  public void signalAll() {
    cond.broadcast();
  }

  @Override
  public String toString() {
    return cond.toString();
  }
}
