// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.sync.Cond;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Mutex;
import io.heddle.sync.SingleFlight;
import io.heddle.sync.WaitGroup;
import io.heddle.testkit.Kernels.Kernel;
import io.heddle.testkit.Kernels.Variant;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.time.Duration;
import java.util.stream.Stream;

/** As {@link Kernels}: those of larger parts, and the known hard ones. */
final class MoreKernels {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private MoreKernels() {}

  private static Kernel of(String name, Variant v) {
    return new Kernel(name, () -> v.run(true), () -> v.run(false));
  }

  static Stream<Kernel> all() {
    return Stream.of(
        of("a result after the context has ended", MoreKernels::resultAfterCancel),
        of("a timer drained twice", MoreKernels::drainedTwice),
        of("stop called by two", MoreKernels::stoppedByTwo),
        of("a group's task that adds to the full group", MoreKernels::groupInItself),
        of("a flight that waits for itself", MoreKernels::flightInItself),
        of("workers that feed their own queue", MoreKernels::ownQueue),
        of("await under the lock that the others need", MoreKernels::awaitUnderLock),
        of("a range over a ticker that was stopped", MoreKernels::stoppedTicker),
        of("readers and writers with a lost wake-up", MoreKernels::readersWriters),
        of("a bounded buffer with signal for broadcast", MoreKernels::boundedBuffer),
        of("a result offered before anybody asks", MoreKernels::offeredTooEarly),
        of("two who look first and act then", MoreKernels::lookThenAct),
        of("a queue with two locks, and one too few", MoreKernels::twoLockQueue),
        of("a timeout that fires early", MoreKernels::earlyTimeout),
        of("four orders among ten goroutines", MoreKernels::fourOrders));
  }

  private static void resultAfterCancel(boolean broken) throws Exception {
    try (var ctx = Context.background().withTimeout(SECOND)) {
      var result = Channel.<Integer>make(broken ? 0 : 1);
      Go.go(() -> {
        Time.sleep(SECOND);
        result.send(1);
      });
      select(onReceive(result, v -> {}), onReceive(ctx.done(), v -> {}));
    }
  }

  private static void drainedTwice(boolean broken) throws Exception {
    var timer = new Timer(SECOND);
    timer.channel().receive();
    if (!timer.stop() && broken) {
      timer.channel().receive();
    }
  }

  private static void stoppedByTwo(boolean broken) throws Exception {
    var stop = Channel.<Void>make();
    var lock = new Mutex();
    boolean[] isStopped = {false};
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> {
        if (!broken) {
          lock.lock();
        }
        if (!isStopped[0]) {
          var _ = stop.tryReceive(); // others may go on
          isStopped[0] = true;
          stop.close();
        }
        if (!broken) {
          lock.unlock();
        }
      });
    }
    done.await();
  }

  private static void groupInItself(boolean broken) throws Exception {
    try (var group = new ErrGroup()) {
      group.limit(broken ? 1 : 2);
      group.go(() -> group.go(() -> {}));
      group.await();
    }
  }

  private static void flightInItself(boolean broken) throws Exception {
    var flight = new SingleFlight<String, Integer>();
    flight.run("a", () -> flight.run(broken ? "a" : "b", () -> 1));
  }

  private static void ownQueue(boolean broken) throws Exception {
    var jobs = Channel.<Integer>make(broken ? 1 : 8);
    var done = new WaitGroup();
    done.add(6);
    for (int w = 0; w < 2; w++) {
      Go.go(() -> {
        for (int depth : jobs) {
          if (depth > 0) {
            jobs.send(depth - 1);
            jobs.send(depth - 1);
          }
          done.done();
        }
      });
    }
    jobs.send(1);
    jobs.send(1);
    done.await();
    jobs.close();
  }

  private static void awaitUnderLock(boolean broken) throws Exception {
    var lock = new Mutex();
    var done = new WaitGroup();
    done.go(() -> {
      lock.lock();
      lock.unlock();
    });
    lock.lock();
    if (!broken) {
      lock.unlock();
    }
    done.await();
    if (broken) {
      lock.unlock();
    }
  }

  private static void stoppedTicker(boolean broken) throws Exception {
    var ticker = new Ticker(SECOND);
    var quit = Channel.<Void>make();
    Go.go(() -> {
      boolean[] on = {true};
      while (on[0]) {
        select(onReceive(ticker.channel(), t -> {}), onReceive(quit, v -> on[0] = false));
      }
    });
    Time.sleep(SECOND.multipliedBy(3));
    ticker.stop();
    if (!broken) {
      quit.close();
    }
  }

  /** The last reader wakes one writer; a writer that ends must wake all. */
  private static void readersWriters(boolean broken) throws Exception {
    var lock = new Mutex();
    var changed = new Cond(lock);
    int[] state = {0}; // how many read; -1: one writes
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> {
        lock.lock();
        while (state[0] != 0) {
          changed.await();
        }
        state[0] = -1;
        lock.unlock();
        lock.lock();
        state[0] = 0;
        if (broken) {
          changed.signal();
        } else {
          changed.broadcast();
        }
        lock.unlock();
      });
      done.go(() -> {
        lock.lock();
        while (state[0] < 0) {
          changed.await();
        }
        state[0]++;
        lock.unlock();
        lock.lock();
        if (--state[0] == 0 && !broken) {
          changed.broadcast();
        }
        lock.unlock();
      });
    }
    done.await();
  }

  private static void boundedBuffer(boolean broken) throws Exception {
    var lock = new Mutex();
    var changed = new Cond(lock); // for both: not full, not empty
    int[] size = {0};
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> step(lock, changed, size, 1, broken));
      done.go(() -> step(lock, changed, size, -1, broken));
      done.go(() -> step(lock, changed, size, 1, broken));
      done.go(() -> step(lock, changed, size, -1, broken));
    }
    done.await();
  }

  private static void step(Mutex lock, Cond changed, int[] size, int by, boolean broken)
      throws InterruptedException {
    lock.lock();
    while (size[0] + by < 0 || size[0] + by > 1) {
      changed.await();
    }
    size[0] += by;
    if (broken) {
      changed.signal();
    } else {
      changed.broadcast();
    }
    lock.unlock();
  }

  private static void offeredTooEarly(boolean broken) throws Exception {
    var answer = Channel.<Integer>make(broken ? 0 : 1);
    Go.go(() -> answer.trySend(1));
    answer.receive();
  }

  private static void lookThenAct(boolean broken) throws Exception {
    var lock = new Mutex();
    int[] account = {100};
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> {
        lock.lock();
        boolean isEnough = account[0] >= 100;
        if (broken) {
          lock.unlock();
          lock.lock();
        }
        if (isEnough) {
          account[0] -= 100;
        }
        lock.unlock();
      });
    }
    done.await();
    if (account[0] < 0) {
      throw new IllegalStateException("overdrawn: " + account[0]);
    }
  }

  private static final class Node {
    int value;
    Node next;
  }

  /** Michael and Scott's queue with a lock at each end; broken: the tail's is left out. */
  private static void twoLockQueue(boolean broken) throws Exception {
    var heads = new Mutex();
    var tails = new Mutex();
    var step = Channel.<Integer>make(1);
    Node[] ends = {new Node(), null};
    ends[1] = ends[0];
    var done = new WaitGroup();
    for (int i = 1; i <= 2; i++) {
      int n = i;
      done.go(() -> {
        var node = new Node();
        node.value = n;
        if (!broken) {
          tails.lock();
        }
        var tail = ends[1];
        var _ = step.length(); // others may go on
        tail.next = node;
        ends[1] = node;
        if (!broken) {
          tails.unlock();
        }
      });
    }
    done.await();
    int sum = 0;
    heads.lock();
    for (var node = ends[0].next; node != null; node = node.next) {
      sum += node.value;
    }
    heads.unlock();
    if (sum != 3) {
      throw new IllegalStateException("lost: the sum is " + sum);
    }
  }

  /** Right only as long as the work is done before the time is over. */
  private static void earlyTimeout(boolean broken) throws Exception {
    var result = Channel.<Integer>make(1);
    Go.go(() -> result.send(1));
    boolean[] isLate = {false};
    select(
        onReceive(result, v -> {}),
        onReceive(Time.after(Duration.ofSeconds(5)), t -> isLate[0] = true));
    if (broken && isLate[0]) {
      throw new IllegalStateException("given up, and nobody had expected that");
    }
  }

  /** Ten goroutines with ten steps each; wrong if four of these steps come in one order. */
  private static void fourOrders(boolean broken) throws Exception {
    var lock = new Mutex();
    var done = new WaitGroup();
    int[] reached = {0};
    for (int g = 0; g < 10; g++) {
      int me = g;
      done.go(() -> {
        for (int i = 0; i < 10; i++) {
          lock.lock();
          if (i == 5 && me == 2 * reached[0] + 1 && reached[0] < 4) {
            reached[0]++;
          } else if (i == 5 && me % 2 == 1 && reached[0] < 4) {
            reached[0] = 9; // another order
          }
          lock.unlock();
        }
      });
    }
    done.await();
    if (broken && reached[0] == 4) {
      throw new IllegalStateException("in the one order in which it must not be");
    }
  }
}
