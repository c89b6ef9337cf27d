// SPDX-License-Identifier: Apache-2.0
package io.heddle.storm;

import io.heddle.Go;
import io.heddle.runtime.Goroutines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Some pipes and those who use them, drawn from one seed; lives for some ten thousand operations.
 */
final class World {
  /*
   * It always ends: each pipe has a receiver of its own that waits for nothing else, so whoever sends
   * gets on. When the senders have ended the pipes are closed, and then the receivers end.
   * Numbers of senders: the senders proper, then the relays.
   */
  private static final long LIMIT_MILLIS = 120_000;

  final Ledger ledger;
  private final long seed;
  private final SplittableRandom random;
  private final Pipe[] pipes;
  private final int senders;
  private final int relays;
  private final LongAdder operations = new LongAdder();
  private final List<Strand> sending = new ArrayList<>();
  private final List<Strand> receiving = new ArrayList<>();
  private volatile boolean over;

  World(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    senders = random.nextInt(1, 7);
    relays = random.nextInt(3);
    int messages = random.nextInt(200, 2000);
    ledger = new Ledger(senders * messages);
    pipes = new Pipe[random.nextInt(1, 7)];
    for (int i = 0; i < pipes.length; i++) {
      pipes[i] = new Pipe(i, messages, random);
    }
    this.messages = messages;
  }

  private final int messages;

  /**
   * Lets it live.
   *
   * @return how many operations were done
   */
  long run() throws InterruptedException {
    try {
      start();
      var storm = new Strand("storm", random.split(), this::interruptThem);
      join(sending);
      for (var pipe : pipes) {
        pipe.close();
      }
      join(receiving);
      over = true;
      join(List.of(storm));
      for (var pipe : pipes) {
        pipe.check();
      }
      ledger.check();
      return operations.sum();
    } catch (AssertionError e) {
      throw new AssertionError("-Dheddle.storm.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  private void start() {
    for (var pipe : pipes) {
      var r = new Receiver(this, random.split());
      receiving.add(new Strand("resident-" + pipe.index, random, () -> r.drain(pipe)));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      var r = new Receiver(this, random.split());
      receiving.add(new Strand("roamer-" + i, random, r::roam));
    }
    for (int i = 0; i < relays; i++) {
      var r = new Receiver(this, random.split());
      var from = anyPipe(random);
      var to = anyPipe(random);
      int me = senders + i;
      receiving.add(new Strand("relay-" + i, random, () -> r.relay(from, to, me)));
    }
    for (int i = 0; i < senders; i++) {
      var s = new Sender(this, i, i * messages, messages, random.split());
      sending.add(new Strand("sender-" + i, random, s::run));
    }
  }

  /** Interrupts one after the other, and sometimes itself. */
  private void interruptThem() {
    var r = random.split();
    while (!over) {
      var some = r.nextBoolean() ? sending : receiving;
      some.get(r.nextInt(some.size())).interrupt();
      for (int i = r.nextInt(20); i > 0; i--) {
        Go.gosched();
      }
      LockSupport.parkNanos(r.nextInt(200_000));
    }
  }

  private void join(List<Strand> strands) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMillis(LIMIT_MILLIS).toNanos();
    for (var strand : strands) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (!strand.join(Math.max(1, left))) {
        System.err.println(Goroutines.dump());
        throw new AssertionError(strand + " has not ended; see the dump");
      }
    }
  }

  int senders() {
    return senders + relays;
  }

  int pipes() {
    return pipes.length;
  }

  Pipe anyPipe(SplittableRandom r) {
    return pipes[r.nextInt(pipes.length)];
  }

  static Duration shortTime(SplittableRandom r) {
    return Duration.ofNanos(r.nextInt(100_000));
  }

  boolean allClosed() {
    for (var pipe : pipes) {
      if (!pipe.isClosed()) {
        return false;
      }
    }
    return true;
  }

  boolean allDrained() {
    for (var pipe : pipes) {
      if (!pipe.in.isClosed()) {
        return false;
      }
    }
    return true;
  }

  void countOperation() {
    operations.increment();
  }
}
