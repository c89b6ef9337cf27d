// SPDX-License-Identifier: Apache-2.0
package io.heddle.storm;

import static io.heddle.Select.otherwise;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.send;
import static io.heddle.Select.timeout;

import io.heddle.ChannelClosedException;
import io.heddle.SelectCase;
import io.heddle.Selector;
import io.heddle.SendCase;
import java.util.SplittableRandom;

/** Sends messages in every way there is, and says of each whether it was sent. */
final class Sender {
  private final World world;
  private final int me;
  private final SplittableRandom random;
  private final Selector selector = new Selector();
  private final Pipe[] targets = new Pipe[3];
  private final SendCase<Message>[] cases;
  private final Message[] offered = new Message[3];
  private final Receiver onTheSide;
  private int stamps;
  private int next;
  private final int end;

  @SuppressWarnings({"unchecked", "rawtypes"})
  Sender(World world, int me, int first, int messages, SplittableRandom random) {
    this.world = world;
    this.me = me;
    this.random = random;
    next = first;
    end = first + messages;
    onTheSide = new Receiver(world, random.split());
    cases = new SendCase[targets.length];
    for (int i = 0; i < cases.length; i++) {
      targets[i] = world.anyPipe(random);
      cases[i] = selector.send(targets[i].channel);
    }
    selector.timeout(World.shortTime(random));
  }

  void run() {
    while (next < end && !world.allClosed()) {
      try {
        if (random.nextInt(4) == 0) {
          sendBySelector();
        } else {
          var m = message();
          var pipe = attempt(m);
          if (pipe != null) {
            sent(m, pipe);
          }
        }
      } catch (InterruptedException | ChannelClosedException e) {
        // then it was not sent
      }
      world.countOperation();
    }
  }

  private Message message() {
    var m = new Message(next++);
    m.stamp(me, ++stamps);
    return m;
  }

  private void sent(Message m, Pipe pipe) {
    world.ledger.sent(m);
    if (pipe.drops) {
      world.ledger.mayBeDropped(m);
    }
    pipe.sent();
  }

  /** The pipe it went into; null: none. */
  private Pipe attempt(Message m) throws InterruptedException {
    var a = world.anyPipe(random);
    var b = world.anyPipe(random);
    return switch (random.nextInt(7)) {
      case 0, 1 -> {
        a.channel.send(m);
        yield a;
      }
      case 2 -> a.channel.trySend(m) ? a : null;
      case 3 -> select(send(a.channel, m, () -> a), send(b.out, m, () -> b));
      case 4 ->
          select(send(a.channel, m, () -> a), timeout(World.shortTime(random), () -> (Pipe) null));
      case 5 ->
          select(
              send(a.channel, m, () -> a),
              send(b.channel, m, () -> b),
              otherwise(() -> (Pipe) null));
      default ->
          select(
              send(a.channel, m, () -> a),
              receive(
                  b.in,
                  got -> {
                    onTheSide.take(got, b);
                    return (Pipe) null;
                  }));
    };
  }

  /** Several messages stand for sale at once; what is not sent now may be in a later turn. */
  private void sendBySelector() throws InterruptedException {
    for (int i = 0; i < cases.length; i++) {
      if (offered[i] == null && next < end) {
        offered[i] = message();
        cases[i].offer(offered[i]);
      } else if (offered[i] != null) {
        offered[i].stamp(me, ++stamps);
      }
    }
    SelectCase chosen;
    try {
      chosen = random.nextInt(3) == 0 ? selector.trySelect() : selector.select();
    } catch (ChannelClosedException e) {
      forgetWhatStandsForClosedPipes();
      throw e;
    }
    for (int i = 0; i < cases.length; i++) {
      if (cases[i] == chosen) {
        sent(offered[i], targets[i]);
        offered[i] = null;
        if (random.nextInt(20) == 0) {
          targets[i] = world.anyPipe(random);
          cases[i].channel(targets[i].channel);
        }
      }
    }
  }

  private void forgetWhatStandsForClosedPipes() {
    for (int i = 0; i < cases.length; i++) {
      if (targets[i].isClosed()) {
        offered[i] = null;
        cases[i].disable();
      }
    }
  }
}
