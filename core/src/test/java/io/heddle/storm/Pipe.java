// SPDX-License-Identifier: Apache-2.0
package io.heddle.storm;

import io.heddle.Channel;
import io.heddle.ChannelClosedException;
import io.heddle.ReceiveChannel;
import io.heddle.SendChannel;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** A channel of a world, and when it is closed. */
final class Pipe {
  final int index;
  final Channel<Message> channel;
  final SendChannel<Message> out;
  final ReceiveChannel<Message> in;
  final boolean drops;

  /** It is closed by who sends this many, if anybody does. */
  private final int closedAt;

  private final AtomicInteger sends = new AtomicInteger();
  private final AtomicInteger closes = new AtomicInteger();

  Pipe(int index, int most, SplittableRandom random) {
    this.index = index;
    int kind = random.nextInt(10);
    drops = kind == 9;
    channel =
        switch (kind) {
          case 0, 1, 2 -> Channel.make();
          case 3 -> Channel.make(1);
          case 4 -> Channel.make(2);
          case 5 -> Channel.make(10);
          case 6 -> Channel.make(1000);
          case 7, 8 -> Channel.unbounded();
          default -> random.nextBoolean() ? Channel.sliding(3) : Channel.dropping(3);
        };
    out = random.nextBoolean() ? channel : channel.sendOnly();
    in = random.nextBoolean() ? channel : channel.receiveOnly();
    closedAt = random.nextInt(3) == 0 ? random.nextInt(1, most) : Integer.MAX_VALUE;
  }

  void sent() {
    if (sends.incrementAndGet() == closedAt) {
      close();
    }
  }

  /** Several may try: one succeeds. */
  void close() {
    try {
      channel.close();
      closes.incrementAndGet();
    } catch (ChannelClosedException e) {
      if (closes.get() > 1) {
        throw new AssertionError(this + " was closed twice", e);
      }
    }
  }

  /** True once a close has returned. */
  boolean isClosed() {
    return closes.get() > 0;
  }

  /** When all have ended. */
  void check() {
    var text = channel.toString();
    if (closes.get() != 1 || !channel.isClosed() || text.contains("waiting")) {
      throw new AssertionError("left behind: " + text);
    }
  }

  @Override
  public String toString() {
    return channel.toString();
  }
}
