// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.sync.Cond;
import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.stream.Stream;

/**
 * Small programs, each with a bug that real programs have had, and the same without it: the kinds
 * of blocking bugs that the GoKer collection sorts the Go programs of the wild into. Written anew.
 */
final class Kernels {
  private Kernels() {}

  /** One bug and its mend. */
  record Kernel(String name, Task broken, Task fixed) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Kernel of(String name, Variant v) {
    return new Kernel(name, () -> v.run(true), () -> v.run(false));
  }

  /** The program, with the bug or without. */
  @FunctionalInterface
  interface Variant {
    void run(boolean broken) throws Exception;
  }

  static Stream<Kernel> all() {
    return Stream.of(
        of("double lock", Kernels::doubleLock),
        of("lock not given back on an early return", Kernels::earlyReturn),
        of("two locks in two orders", Kernels::lockOrder),
        of("three locks in a ring", Kernels::lockRing),
        of("read lock twice around a writer", Kernels::readTwice),
        of("write lock under a read lock", Kernels::upgrade),
        of("send under a lock that the receiver needs", Kernels::sendUnderLock),
        of("receive under a lock that the sender needs", Kernels::receiveUnderLock),
        of("nobody receives an error", Kernels::nobodyReceives),
        of("the result comes after the timeout", Kernels::lateResult),
        of("no close: a range without an end", Kernels::noClose),
        of("a consumer that stops early", Kernels::stopsEarly),
        of("one done too few", Kernels::doneTooFew),
        of("add inside of the goroutine", Kernels::addInside),
        of("await in the loop that starts", Kernels::awaitInLoop),
        of("signal for broadcast", Kernels::signalForBroadcast),
        of("signal before the wait", Kernels::lostSignal),
        of("wait with if for while", Kernels::ifForWhile),
        of("two who send first", Kernels::bothSendFirst),
        of("close twice", Kernels::closeTwice),
        of("send after close", Kernels::sendAfterClose),
        of("once within itself", Kernels::onceWithinItself),
        of("a worker that is not told to stop", Kernels::notTold),
        of("stop and done wait for each other", Kernels::stopAndDone),
        of("a lost acquire", Kernels::lostAcquire),
        of("semaphore taken in parts", Kernels::semaphoreInParts),
        of("cancel that nobody calls", Kernels::noCancel),
        of("default drops the wake-up", Kernels::defaultDrops),
        of("the buffer is one too small", Kernels::smallBuffer),
        of("a sleep for a wait", Kernels::sleepForWait));
  }

  private static void doubleLock(boolean broken) {
    var m = new Mutex();
    m.lock();
    if (!broken) {
      m.unlock();
    }
    m.lock();
    m.unlock();
  }

  private static void earlyReturn(boolean broken) throws Exception {
    var m = new Mutex();
    var c = Channel.<Boolean>make(1);
    Go.go(() -> c.trySend(true));
    m.lock();
    boolean empty = c.tryReceive() instanceof io.heddle.Received.Empty;
    if (!empty || !broken) {
      m.unlock();
    }
    m.lock();
    m.unlock();
  }

  private static void inOrder(Mutex first, Mutex second) {
    first.lock();
    second.lock();
    second.unlock();
    first.unlock();
  }

  private static void lockOrder(boolean broken) throws Exception {
    var a = new Mutex();
    var b = new Mutex();
    var done = new WaitGroup();
    done.go(() -> inOrder(a, b));
    done.go(() -> inOrder(broken ? b : a, broken ? a : b));
    done.await();
  }

  private static void lockRing(boolean broken) throws Exception {
    var a = new Mutex();
    var b = new Mutex();
    var c = new Mutex();
    var done = new WaitGroup();
    done.go(() -> inOrder(a, b));
    done.go(() -> inOrder(b, c));
    done.go(() -> inOrder(broken ? c : a, broken ? a : c));
    done.await();
  }

  private static void readTwice(boolean broken) throws Exception {
    var m = new RWMutex();
    var done = new WaitGroup();
    done.go(() -> {
      m.readLock().lock();
      if (broken) {
        m.readLock().lock();
        m.readLock().unlock();
      }
      m.readLock().unlock();
    });
    done.go(() -> {
      m.writeLock().lock();
      m.writeLock().unlock();
    });
    done.await();
  }

  private static void upgrade(boolean broken) {
    var m = new RWMutex();
    m.readLock().lock();
    if (!broken) {
      m.readLock().unlock();
    }
    m.writeLock().lock();
    m.writeLock().unlock();
  }

  private static void sendUnderLock(boolean broken) throws Exception {
    var m = new Mutex();
    var c = Channel.<Integer>make();
    Go.go(() -> {
      m.lock();
      if (broken) {
        c.send(1);
        m.unlock();
      } else {
        m.unlock();
        c.send(1);
      }
    });
    m.lock();
    m.unlock();
    c.receive();
  }

  private static void receiveUnderLock(boolean broken) throws Exception {
    var m = new Mutex();
    var c = Channel.<Integer>make();
    Go.go(() -> {
      m.lock();
      m.unlock();
      c.send(1);
    });
    if (broken) {
      m.lock();
    }
    c.receive();
    if (broken) {
      m.unlock();
    }
  }

  private static void nobodyReceives(boolean broken) throws Exception {
    var errors = Channel.<String>make(broken ? 0 : 2);
    for (int i = 0; i < 2; i++) {
      Go.go(() -> errors.send("failed"));
    }
    errors.receive();
  }

  private static void lateResult(boolean broken) throws Exception {
    var result = Channel.<Integer>make(broken ? 0 : 1);
    Go.go(() -> {
      Time.sleep(Duration.ofSeconds(1));
      result.send(1);
    });
    select(onReceive(result, v -> {}), onTimeout(Duration.ofSeconds(1), () -> {}));
  }

  private static void noClose(boolean broken) throws Exception {
    var c = Channel.<Integer>make();
    var done = new WaitGroup();
    done.go(() -> {
      for (var v : c) {
        if (v < 0) {
          throw new IllegalStateException();
        }
      }
    });
    c.send(1);
    if (!broken) {
      c.close();
    }
    done.await();
  }

  private static void stopsEarly(boolean broken) throws Exception {
    var c = Channel.<Integer>make();
    try (var ctx = Context.background().withCancel()) {
      Go.go(() -> {
        for (int i = 0; i < 3; i++) {
          int n = i;
          if (broken) {
            c.send(n);
          } else {
            select(onSend(c, n, () -> {}), onReceive(ctx.done(), v -> {}));
          }
        }
      });
      c.receive();
    }
  }

  private static void doneTooFew(boolean broken) throws Exception {
    var group = new WaitGroup();
    var c = Channel.<Integer>make(1);
    group.add(1);
    Go.go(() -> {
      if (c.trySend(1) && !broken || !broken) {
        group.done();
      }
    });
    group.await();
  }

  private static void addInside(boolean broken) throws Exception {
    var group = new WaitGroup();
    var closed = Channel.<Integer>make(1);
    if (!broken) {
      group.add(1);
    }
    Go.go(() -> {
      if (broken) {
        group.add(1);
      }
      closed.send(1);
      group.done();
    });
    group.await();
    closed.close();
  }

  private static void awaitInLoop(boolean broken) throws Exception {
    var group = new WaitGroup();
    group.add(2);
    for (int i = 0; i < 2; i++) {
      Go.go(group::done);
      if (broken) {
        group.await();
      }
    }
    group.await();
  }

  private static void signalForBroadcast(boolean broken) throws Exception {
    var m = new Mutex();
    var cond = new Cond(m);
    boolean[] open = {false};
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> {
        m.lock();
        while (!open[0]) {
          cond.await();
        }
        m.unlock();
      });
    }
    m.lock();
    open[0] = true;
    if (broken) {
      cond.signal();
    } else {
      cond.broadcast();
    }
    m.unlock();
    done.await();
  }

  private static void lostSignal(boolean broken) throws Exception {
    var m = new Mutex();
    var cond = new Cond(m);
    boolean[] open = {false};
    Go.go(() -> {
      m.lock();
      open[0] = true;
      cond.signal();
      m.unlock();
    });
    m.lock();
    while (broken || !open[0]) {
      cond.await();
      if (broken) {
        break;
      }
    }
    m.unlock();
  }

  private static void ifForWhile(boolean broken) throws Exception {
    var m = new Mutex();
    var cond = new Cond(m);
    var queue = new ArrayDeque<Integer>();
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> {
        m.lock();
        if (broken && queue.isEmpty()) {
          cond.await();
        }
        while (!broken && queue.isEmpty()) {
          cond.await();
        }
        queue.remove();
        m.unlock();
      });
    }
    for (int i = 0; i < 2; i++) {
      m.lock();
      queue.add(i);
      cond.broadcast();
      m.unlock();
    }
    done.await();
  }

  private static void bothSendFirst(boolean broken) throws Exception {
    var a = Channel.<Integer>make();
    var b = Channel.<Integer>make();
    Go.go(() -> {
      if (broken) {
        a.send(1);
        b.receive();
      } else {
        b.receive();
        a.send(1);
      }
    });
    b.send(2);
    a.receive();
  }

  private static void closeTwice(boolean broken) throws Exception {
    var c = Channel.<Integer>make();
    var once = new Once();
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> {
        if (broken) {
          if (!c.isClosed()) {
            c.close();
          }
        } else {
          once.run(c::close);
        }
      });
    }
    done.await();
  }

  private static void sendAfterClose(boolean broken) throws Exception {
    var c = Channel.<Integer>make(1);
    var done = new WaitGroup();
    done.go(() -> c.send(1));
    if (!broken) {
      done.await();
    }
    c.close();
    done.await();
  }

  private static void onceWithinItself(boolean broken) throws Exception {
    var once = new Once();
    var other = new Once();
    once.run(() -> (broken ? once : other).run(() -> {}));
  }

  private static void notTold(boolean broken) throws Exception {
    var work = Channel.<Integer>make();
    var quit = Channel.<Void>make();
    Go.go(() -> {
      boolean[] on = {true};
      while (on[0]) {
        select(onReceive(work, v -> {}), onReceive(quit, v -> on[0] = false));
      }
    });
    work.send(1);
    if (!broken) {
      quit.close();
    }
  }

  private static void stopAndDone(boolean broken) throws Exception {
    var stop = Channel.<Integer>make();
    var stopped = Channel.<Integer>make(broken ? 0 : 1);
    Go.go(() -> {
      if (broken) {
        stopped.send(1);
        stop.receive();
      } else {
        stop.receive();
        stopped.send(1);
      }
    });
    stop.send(1);
    stopped.receive();
  }

  private static void lostAcquire(boolean broken) throws Exception {
    var s = new Semaphore(1);
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      int n = i;
      done.go(() -> {
        s.acquire(1);
        if (!broken || n == 1) {
          s.release(1);
        }
      });
    }
    done.await();
  }

  private static void semaphoreInParts(boolean broken) throws Exception {
    var s = new Semaphore(2);
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> {
        if (broken) {
          s.acquire(1);
          s.acquire(1);
        } else {
          s.acquire(2);
        }
        s.release(2);
      });
    }
    done.await();
  }

  private static void noCancel(boolean broken) {
    var ctx = Context.background().withCancel();
    Go.go(() -> ctx.done().receive());
    if (!broken) {
      ctx.cancel();
    }
  }

  private static void defaultDrops(boolean broken) throws Exception {
    var wake = Channel.<Integer>make(broken ? 0 : 1);
    Go.go(() -> select(onSend(wake, 1, () -> {}), onDefault(() -> {})));
    wake.receive();
  }

  private static void smallBuffer(boolean broken) throws Exception {
    var c = Channel.<Integer>make(broken ? 1 : 2);
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> c.send(1));
    }
    done.await();
    c.close();
  }

  private static void sleepForWait(boolean broken) throws Exception {
    var c = Channel.<Integer>make(1);
    var ready = Channel.<Void>make();
    Go.go(() -> {
      c.send(1);
      ready.close();
    });
    if (broken) {
      Time.sleep(Duration.ofMillis(100));
    } else {
      ready.receive();
    }
    if (c.tryReceive() instanceof io.heddle.Received.Empty) {
      throw new IllegalStateException("not there yet");
    }
  }
}
