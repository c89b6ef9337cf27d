// SPDX-License-Identifier: Apache-2.0
package io.heddle.storm;

import static io.heddle.Select.otherwise;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.selectOrdered;
import static io.heddle.Select.timeout;

import io.heddle.Bridges;
import io.heddle.ChannelClosedException;
import io.heddle.Go;
import io.heddle.ReceiveCase;
import io.heddle.Received;
import io.heddle.Selector;
import io.heddle.UncheckedInterruptedException;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Receives in every way there is, and checks what came: that it is whole, and in order. */
final class Receiver {
  private static final int YIELD_EVERY = 64;
  private static final int SLEEP_EVERY = 4096;

  private final World world;
  private final SplittableRandom random;

  /** The last stamp by sender and pipe. */
  private final int[][] last;

  Receiver(World world, SplittableRandom random) {
    this.world = world;
    this.random = random;
    last = new int[world.senders()][world.pipes()];
  }

  /** A message has come out of the pipe, to stay. */
  void take(Message m, Pipe from) {
    if (m != null) {
      check(m, from);
      world.ledger.received(m);
    }
  }

  private void check(Message m, Pipe from) {
    if (!m.isWhole()) {
      throw new AssertionError("message " + m.number + " is not as its sender left it");
    }
    if (m.stamp() <= last[m.sender()][from.index]) {
      throw new AssertionError("message " + m.number + " of " + from + " came out of order");
    }
    last[m.sender()][from.index] = m.stamp();
  }

  /** Receives from one pipe until it is closed and drained, so that nobody waits there in vain. */
  void drain(Pipe pipe) {
    var selector = new Selector();
    var value = selector.receive(pipe.in);
    selector.timeout(World.shortTime(random));
    boolean more = true;
    while (more) {
      try {
        more = receiveOnce(pipe, selector, value);
      } catch (InterruptedException e) {
        // then nothing was taken
      } catch (UncheckedInterruptedException e) {
        Thread.interrupted();
      }
      world.countOperation();
    }
  }

  /** False if the pipe is closed and drained. */
  private boolean receiveOnce(Pipe pipe, Selector selector, ReceiveCase<Message> value)
      throws InterruptedException {
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        return taken(pipe.channel.receive(), pipe);
      }
      case 2 -> {
        var got = pipe.in.tryReceive();
        if (got instanceof Received.Value<Message>(Message m)) {
          take(m, pipe);
        } else {
          Go.gosched();
        }
        return !(got instanceof Received.Closed<Message>);
      }
      case 3 -> {
        return select(
            receive(pipe.channel, m -> taken(m, pipe)),
            timeout(World.shortTime(random), () -> true));
      }
      case 4 -> {
        var chosen = random.nextBoolean() ? selector.select() : selector.trySelect();
        return chosen != value || taken(value.value(), pipe);
      }
      case 5 -> {
        int n = random.nextInt(1, 5);
        for (var m : pipe.channel) {
          take(m, pipe);
          if (--n == 0) {
            return true;
          }
        }
        return false;
      }
      case 6 -> {
        return receiveByFuture(pipe);
      }
      default -> {
        return select(receive(pipe.in, m -> taken(m, pipe)), receive(pipe.in, m -> taken(m, pipe)));
      }
    }
  }

  private boolean taken(Message m, Pipe pipe) {
    take(m, pipe);
    return m != null;
  }

  private boolean receiveByFuture(Pipe pipe) throws InterruptedException {
    var future = Bridges.<Message>future(pipe.in);
    for (int i = random.nextInt(100); i > 0 && !future.isDone(); i--) {
      Thread.onSpinWait();
    }
    return future.cancel(true) || taken(future.join(), pipe);
  }

  /** Receives from wherever something is, until all pipes are closed and drained. */
  void roam() {
    while (!world.allDrained()) {
      var a = world.anyPipe(random);
      var b = world.anyPipe(random);
      var c = world.anyPipe(random);
      try {
        switch (random.nextInt(3)) {
          case 0 ->
              select(
                  receive(a.channel, m -> taken(m, a)),
                  receive(b.in, m -> taken(m, b)),
                  receive(c.in, m -> taken(m, c)),
                  timeout(World.shortTime(random), () -> false));
          case 1 ->
              selectOrdered(
                  receive(a.in, m -> taken(m, a)),
                  receive(b.in, m -> taken(m, b)),
                  otherwise(() -> false));
          default -> select(receive(a.in, m -> taken(m, a)), receive(b.in, m -> taken(m, b)));
        }
      } catch (InterruptedException e) {
        // then nothing was taken
      }
      world.countOperation();
    }
  }

  /**
   * Hands on what comes out of one pipe into another, in one loop of selects. Two of them that feed
   * each other never need wait, so they yield at times, for the JDK's scheduler relieves nobody of
   * them, and sometimes sleep: two goroutines that yield on two of its workers each find only
   * themselves again and starve all others.
   */
  void relay(Pipe from, Pipe to, int me) {
    var selector = random.nextBoolean() ? new Selector() : Selector.ordered();
    var in = selector.receive(from.in);
    var out = selector.send(to.out);
    Message held = null;
    int stamps = 0;
    for (int turn = 1; ; turn++) {
      if (turn % YIELD_EVERY == 0) {
        Go.gosched();
      }
      if (turn % SLEEP_EVERY == 0) {
        LockSupport.parkNanos(1);
      }
      try {
        var chosen = selector.select();
        if (chosen == out) {
          to.sent();
          held = null;
          in.enable();
        } else if (in.value() == null) {
          return;
        } else {
          held = in.value();
          check(held, from);
          if (to.drops) {
            world.ledger.mayBeDropped(held);
          }
          held.stamp(me, ++stamps);
          out.offer(held);
          in.disable();
        }
      } catch (InterruptedException e) {
        // nothing has changed hands: go on
      } catch (ChannelClosedException e) {
        world.ledger.received(held); // it ends here
        held = null;
        in.enable();
      }
      world.countOperation();
    }
  }
}
