// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Channel;
import java.util.concurrent.atomic.LongAdder;

/** Rings around which a token goes, one higher at each station. */
final class Ring extends Work {
  private static final int RINGS = 3;
  private static final int STATIONS = 50;

  private final LongAdder rounds = new LongAdder();
  private final LongAdder hops = new LongAdder();

  Ring(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    for (int r = 0; r < RINGS; r++) {
      var first = Channel.<Long>make(r);
      var in = first;
      for (int s = 1; s < STATIONS; s++) {
        var from = in;
        var to = Channel.<Long>make(r);
        ground.resident(this, () -> pass(from, to));
        in = to;
      }
      var last = in;
      ground.resident(this, () -> turn(first, last));
    }
  }

  private void turn(Channel<Long> first, Channel<Long> last) throws Exception {
    long token = 0;
    while (!ground.isOver()) {
      long t = token;
      ground.insist(() -> first.send(t));
      token = ground.insist(last::receive);
      ground.require(token == t + STATIONS - 1, "%d went round and came back as %d", t, token);
      rounds.increment();
      progress();
    }
    first.close();
  }

  private void pass(Channel<Long> from, Channel<Long> to) throws Exception {
    for (var t = ground.insist(from::receive); t != null; t = ground.insist(from::receive)) {
      long next = t + 1;
      ground.insist(() -> to.send(next));
      hops.increment();
    }
    to.close();
  }

  @Override
  void check() {
    ground.require(hops.sum() == rounds.sum() * (STATIONS - 1), "%s rounds, %s hops", rounds, hops);
  }
}
