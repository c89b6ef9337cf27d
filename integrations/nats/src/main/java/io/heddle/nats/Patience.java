// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import java.time.Duration;

/**
 * How long an answer of the server is waited for by who asks again if there is none. A cluster that
 * is electing a leader loses what it is asked, so to wait long is to be late: a little at first.
 * Who is asked in vain may be slow instead, so it is twice as long each time.
 */
final class Patience {
  private static final Duration LEAST = Duration.ofMillis(500);

  private final Duration most;
  private Duration now;

  Patience(Duration most) {
    this.most = most;
    this.now = shorter(LEAST, most);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  Duration now() {
    return now;
  }

  /** There was no answer. */
  void more() {
    now = shorter(now.multipliedBy(2), most);
  }

  /** There was one. */
  void renew() {
    now = shorter(LEAST, most);
  }
}
