// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

/**
 * From how many queued goroutines on it pays that another carrier comes for them: learned from how
 * long those that came had work.
 */
final class Worth {
  /*
   * One that was out of work again within `vainNanos` has come in vain and doubles the worth; one that had
   * work for longer sets it back to 1, so parallel work is spread as soon as there is some.
   *
   * To come costs more than the coming. Two carriers that pass goroutines to each other write to the same
   * channels, queues and stacks, each a cache miss: a pipeline of eight stages over unbuffered channels,
   * which do nothing but pass values on, takes 2.0 µs a value on one carrier and 3.5 µs on two that steal one
   * goroutine a value. From 0.3 µs of work a stage on two are faster. The limit for thefts lies
   * between the two.
   *
   * A race between two that learn at once loses one lesson.
   */
  private static final int MOST = 64;

  private final long vainNanos;

  private volatile int worth = 1;

  Worth(long vainNanos) {
    this.vainNanos = vainNanos;
  }

  int worth() {
    return worth;
  }

  /** One has come, and had work for so long. */
  void learn(long nanos) {
    int now = worth;
    if (nanos < vainNanos) {
      worth = Math.min(MOST, now * 2);
    } else if (now != 1) {
      worth = 1;
    }
  }
}
