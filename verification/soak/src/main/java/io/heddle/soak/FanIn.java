// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Channel;
import io.heddle.sync.WaitGroup;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** Many send to one channel, some receive from it: each sender's values in order. */
final class FanIn extends Work {
  private static final int[] CAPACITIES = {0, 1, 16, Integer.MAX_VALUE};
  private static final int SENDERS = 5;
  private static final int RECEIVERS = 2;

  /** A sender of an unbounded channel does not run away from its receivers. */
  private static final int MOST = 1000;

  private final LongAdder sent = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder sentSum = new LongAdder();
  private final LongAdder receivedSum = new LongAdder();

  private record Message(int sender, long number) {}

  FanIn(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    for (int capacity : CAPACITIES) {
      Channel<Message> channel =
          capacity == Integer.MAX_VALUE ? Channel.unbounded() : Channel.make(capacity);
      var sending = new WaitGroup();
      for (int s = 0; s < SENDERS; s++) {
        int me = s;
        var random = ground.random();
        sending.add(1);
        ground.resident(
            this,
            () -> {
              send(channel, me, random);
              sending.done();
            });
      }
      for (int r = 0; r < RECEIVERS; r++) {
        ground.resident(this, () -> receive(channel));
      }
      ground.resident(
          this,
          () -> {
            ground.insist(() -> sending.await());
            channel.close();
          });
    }
  }

  private void send(Channel<Message> channel, int me, SplittableRandom random) throws Exception {
    for (long n = 1; !ground.isOver(); n++) {
      var message = new Message(me, n);
      if (channel.length() > MOST || random.nextInt(4) > 0 || !channel.trySend(message)) {
        ground.insist(() -> {
          while (channel.length() > MOST) {
            Thread.sleep(1);
          }
          channel.send(message);
        });
      }
      sent.increment();
      sentSum.add(n);
    }
  }

  private void receive(Channel<Message> channel) throws Exception {
    var last = new long[SENDERS];
    while (true) {
      Message m = ground.insist(channel::receive);
      if (m == null) {
        return;
      }
      ground.require(
          m.number > last[m.sender], "sender %d: %d after %d", m.sender, m.number, last[m.sender]);
      last[m.sender] = m.number;
      received.increment();
      receivedSum.add(m.number);
      progress();
    }
  }

  @Override
  void check() {
    ground.require(sent.sum() == received.sum(), "%s sent, %s received", sent, received);
    ground.require(sentSum.sum() == receivedSum.sum(), "sums %s, %s", sentSum, receivedSum);
  }
}
