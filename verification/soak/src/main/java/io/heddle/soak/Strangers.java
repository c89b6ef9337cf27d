// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Channel;
import java.util.ArrayList;
import java.util.List;

/**
 * Threads that are no goroutines, platform and virtual, play ping-pong with goroutines; they are
 * interrupted as well.
 */
final class Strangers extends Work {
  private static final int EACH = 2;

  private final List<Thread> strangers = new ArrayList<>();

  Strangers(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    for (int i = 0; i < EACH; i++) {
      pair(Thread.ofPlatform().daemon().name("stranger-" + i));
      pair(Thread.ofVirtual().name("virtual-stranger-" + i));
    }
  }

  private void pair(Thread.Builder builder) {
    var there = Channel.<Long>make();
    var back = Channel.<Long>make(1);
    strangers.add(ground.interruptible(builder.start(() -> answer(there, back))));
    ground.resident(
        this,
        () -> {
          for (long n = 0; !ground.isOver(); n++) {
            long ball = n;
            ground.insist(() -> there.send(ball));
            long answer = ground.insist(back::receive);
            ground.require(answer == -n, "sent %d, got %d back", n, answer);
            progress();
          }
          there.close();
        });
  }

  private void answer(Channel<Long> there, Channel<Long> back) {
    try {
      for (var n = ground.insist(there::receive); n != null; n = ground.insist(there::receive)) {
        long answer = -n;
        ground.insist(() -> back.send(answer));
      }
    } catch (Throwable e) {
      ground.fail("a stranger failed", e);
    }
  }

  @Override
  void check() throws InterruptedException {
    for (var stranger : strangers) {
      ground.require(stranger.join(java.time.Duration.ofSeconds(10)), "%s lives on", stranger);
    }
  }
}
