// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Channel;
import java.util.concurrent.atomic.LongAdder;

/** Pairs that send a number to and fro. */
final class PingPong extends Work {
  private static final int PAIRS = 6;

  private final LongAdder pings = new LongAdder();
  private final LongAdder pongs = new LongAdder();

  PingPong(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    for (int i = 0; i < PAIRS; i++) {
      var there = Channel.<Long>make(i % 3);
      var back = Channel.<Long>make();
      ground.resident(this, () -> ping(there, back));
      ground.resident(this, () -> pong(there, back));
    }
  }

  private void ping(Channel<Long> there, Channel<Long> back) throws Exception {
    for (long n = 0; !ground.isOver(); n++) {
      long ball = n;
      ground.insist(() -> there.send(ball));
      Long answer = ground.insist(back::receive);
      ground.require(answer == n + 1, "sent %d, got %d back", n, answer);
      pings.increment();
      progress();
    }
    there.close();
  }

  private void pong(Channel<Long> there, Channel<Long> back) throws Exception {
    for (var n = ground.insist(there::receive); n != null; n = ground.insist(there::receive)) {
      long ball = n + 1;
      ground.insist(() -> back.send(ball));
      pongs.increment();
    }
  }

  @Override
  void check() {
    ground.require(pings.sum() == pongs.sum(), "%s pings, %s pongs", pings, pongs);
  }
}
