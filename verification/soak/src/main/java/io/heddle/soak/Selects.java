// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.Received;
import io.heddle.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/** Selects that send to one of some channels, receive from another, or are late. */
final class Selects extends Work {
  private static final int CHANNELS = 4;
  private static final int EACH = 6;

  private final List<Channel<Integer>> channels = new ArrayList<>();
  private final LongAdder sent = new LongAdder();
  private final LongAdder received = new LongAdder();

  Selects(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    for (int i = 0; i < CHANNELS; i++) {
      channels.add(Channel.make(i % 3));
    }
    for (int i = 0; i < EACH; i++) {
      var one = ground.random();
      var other = ground.random();
      ground.resident(this, () -> ground.repeat(this, () -> once(one)));
      ground.resident(this, () -> loop(other));
    }
  }

  private Channel<Integer> any(SplittableRandom random) {
    return channels.get(random.nextInt(CHANNELS));
  }

  private static Duration shortTime(SplittableRandom random) {
    return Duration.ofNanos(random.nextInt(-1000, 2_000_000));
  }

  private void once(SplittableRandom random) throws InterruptedException {
    int value = random.nextInt(100);
    select(
        onSend(any(random), value, () -> sent.add(value)),
        onReceive(any(random), v -> received.add(v)),
        onReceive(any(random), v -> received.add(v)),
        onTimeout(shortTime(random), () -> {}));
  }

  private void loop(SplittableRandom random) throws Exception {
    var selector = new Selector();
    var in = selector.receive(any(random));
    var out = selector.send(any(random));
    var late = selector.timeout(shortTime(random));
    int value = 1;
    out.offer(value);
    while (!ground.isOver()) {
      var chosen = ground.insist(selector::select);
      if (chosen == in) {
        Integer got = in.value(); // null is of a closed channel, and none is closed
        ground.require(got != null, "received null");
        received.add(got == null ? 0 : got);
        in.channel(any(random));
      } else if (chosen == out) {
        sent.add(value);
        value = random.nextInt(100);
        out.offer(value);
      } else {
        late.duration(shortTime(random));
      }
      progress();
    }
  }

  @Override
  void check() {
    for (var channel : channels) {
      while (channel.tryReceive() instanceof Received.Value<Integer>(Integer left)) {
        received.add(left);
      }
    }
    ground.require(sent.sum() == received.sum(), "%s sent, %s received", sent, received);
  }
}
