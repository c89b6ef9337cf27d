// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.otherwise;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.Task;
import io.heddle.sync.Cond;
import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.Semaphore;
import io.heddle.sync.WaitGroup;
import io.heddle.testkit.Kernels.Kernel;
import io.heddle.testkit.Kernels.Variant;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** As {@link Kernels}: larger parts of servers, in each of which two protocols meet. */
final class WildKernels {
  private WildKernels() {}

  private static Kernel of(String name, Variant v) {
    return new Kernel(name, () -> v.run(true), () -> v.run(false));
  }

  static Stream<Kernel> all() {
    return Stream.of(
        of("a question to a loop that has stopped", WildKernels::stoppedLoop),
        of("a watcher that leaves while it is sent to", WildKernels::leavingWatcher),
        of("a lock per key that is forgotten too early", WildKernels::forgottenLock),
        of("a monitor that needs the writer's lock", WildKernels::idleMonitor),
        of("events and callbacks that cross", WildKernels::crossingEvents),
        of("a keeper that deletes while others add", WildKernels::keeper),
        of("a breaker of two semaphores", WildKernels::breaker),
        of("a dispatcher that closes itself", WildKernels::closesItself),
        of("a start that sends what was suggested before", WildKernels::suggested),
        of("a task that waits for the end of all tasks", WildKernels::quiesces),
        of("a removal that was replaced by another", WildKernels::replacedRemoval),
        of("a drain that does not hear of the last task", WildKernels::drain),
        of("a restart that waits for the old one's status", WildKernels::restart));
  }

  private static void stoppedLoop(boolean broken) throws Exception {
    var questions = Channel.<Channel<Integer>>make();
    var stop = Channel.<Integer>make();
    var stopped = Channel.<Integer>make();
    Go.go(() -> {
      var going = new boolean[] {true};
      while (going[0]) {
        select(
            onReceive(questions, q -> q.send(1)),
            onReceive(
                stop,
                v -> {
                  going[0] = false;
                  stopped.close();
                }));
      }
    });
    Go.go(stop::close);
    var answer = Channel.<Integer>make(1);
    if (broken) {
      questions.send(answer);
    } else {
      select(onSend(questions, answer, () -> {}), onReceive(stopped, v -> {}));
    }
  }

  private static void leavingWatcher(boolean broken) throws Exception {
    var lock = new Mutex();
    var events = Channel.<Integer>make();
    var left = Channel.<Integer>make();
    Go.go(() -> { // the broadcaster
      for (int i = 0; i < 2; i++) {
        int event = i;
        lock.lock();
        if (broken) {
          events.send(event);
        } else {
          select(onSend(events, event, () -> {}), onReceive(left, v -> {}));
        }
        lock.unlock();
      }
    });
    events.receive();
    if (!broken) {
      left.close();
    }
    lock.lock(); // to take itself from the list
    lock.unlock();
    events.tryReceive();
  }

  /** Who unlocks forgets the key's lock, though somebody waits for it already. */
  private static void forgottenLock(boolean broken) throws Exception {
    var all = new Mutex();
    var locks = new HashMap<String, Mutex>();
    var waiters = new int[1];
    var inside = new int[1];
    var done = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      done.go(() -> {
        all.lock();
        var mine = locks.computeIfAbsent("key", k -> new Mutex());
        waiters[0]++;
        all.unlock();
        mine.lock();
        if (++inside[0] > 1) {
          throw new IllegalStateException("two are inside");
        }
        Go.gosched();
        inside[0]--;
        mine.unlock();
        all.lock();
        if (--waiters[0] == 0 || broken) {
          locks.remove("key");
        }
        all.unlock();
      });
    }
    done.await();
  }

  private static void idleMonitor(boolean broken) throws Exception {
    var writing = new Mutex();
    var activity = Channel.<Integer>make();
    var closed = Channel.<Integer>make();
    Go.go(() -> {
      var idle = new boolean[1];
      while (!idle[0]) {
        select(
            onReceive(activity, v -> {}),
            onReceive(Time.after(Duration.ofSeconds(5)), t -> idle[0] = true));
      }
      if (!broken) {
        closed.close();
      }
      writing.lock(); // no frame is half written
      if (broken) {
        closed.close();
      }
      writing.unlock();
    });
    for (int i = 0; i < 2; i++) {
      writing.lock();
      select(onSend(activity, i, () -> {}), onReceive(closed, v -> {}));
      writing.unlock();
    }
  }

  private static void crossingEvents(boolean broken) throws Exception {
    var events = Channel.<Integer>make(broken ? 0 : 1);
    var callbacks = Channel.<Integer>make(broken ? 0 : 1);
    var all = new WaitGroup();
    all.go(() -> { // the state: applies, and tells
      events.send(1);
      callbacks.receive();
    });
    all.go(() -> { // the store: hears, and calls back
      boolean heard = select(receive(events, v -> true), otherwise(() -> false));
      callbacks.send(1);
      if (!heard) {
        events.receive();
      }
    });
    all.await();
  }

  /** It only fails if a tick comes while tokens are still being added. */
  private static void keeper(boolean broken) throws Exception {
    var lock = new Mutex();
    var added = Channel.<Integer>make(1);
    var stop = Channel.<Integer>make();
    Go.go(() -> {
      try (var tick = new Ticker(Duration.ofMinutes(1))) {
        var going = new boolean[] {true};
        while (going[0]) {
          select(
              onReceive(added, t -> {}),
              onReceive(
                  tick.channel(),
                  t -> {
                    lock.lock(); // to delete what has expired
                    lock.unlock();
                  }),
              onReceive(stop, v -> going[0] = false));
        }
      }
    });
    for (int token = 0; token < 4; token++) {
      lock.lock();
      if (broken) {
        added.send(token);
        lock.unlock();
      } else {
        lock.unlock();
        added.send(token);
      }
    }
    stop.close();
  }

  /** Who is inside wants a second place, and those outside have taken them all. */
  private static void breaker(boolean broken) throws Exception {
    var pending = new Semaphore(broken ? 2 : 4);
    var active = new Semaphore(1);
    var all = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      all.go(() -> {
        if (pending.tryAcquire(1)) {
          active.acquire(1);
          pending.acquire(1); // for the answer
          pending.release(1);
          active.release(1);
          pending.release(1);
        }
      });
    }
    all.await();
  }

  private static void closesItself(boolean broken) throws Exception {
    var inbox = Channel.<Integer>make(1);
    var gone = Channel.<Integer>make();
    var once = new Once();
    Task close =
        () ->
            once.run(() -> {
              inbox.close();
              gone.receive(); // until the dispatcher has ended
            });
    Go.go(() -> {
      for (int m : inbox) {
        if (m == 0) { // the other side says good-bye
          if (broken) {
            close.run();
          } else {
            Go.go(close);
            break;
          }
        }
      }
      gone.close();
    });
    inbox.send(0);
  }

  private static void suggested(boolean broken) throws Exception {
    var work = Channel.<Integer>make(1);
    var all = new WaitGroup();
    all.go(() -> select(onSend(work, 1, () -> {}), onDefault(() -> {}))); // somebody suggests
    all.go(() -> {
      if (broken) {
        work.send(0); // and the start does, too
      } else {
        work.trySend(0);
      }
      work.receive();
    });
    all.await();
  }

  private static void quiesces(boolean broken) throws Exception {
    var tasks = new WaitGroup();
    var quiesced = Channel.<Integer>make();
    var result = Channel.<Integer>make(1);
    tasks.go(() -> {
      if (broken) {
        select(onReceive(result, v -> {}), onReceive(quiesced, v -> {}));
      } else {
        result.tryReceive();
      }
    });
    Go.go(() -> result.trySend(1));
    Go.go(() -> result.tryReceive()); // another takes it
    tasks.await();
    quiesced.close();
  }

  /** A timer that removes an entry removes the one that has come in its place, too. */
  private static void replacedRemoval(boolean broken) throws Exception {
    var lock = new Mutex();
    var cache = new HashMap<>(Map.of("a", 0));
    var fired = new WaitGroup();
    fired.add(1);
    var timer =
        Time.afterFunc(
            Duration.ofSeconds(10),
            () -> {
              lock.lock();
              if (broken || cache.get("a") == 0) {
                cache.remove("a");
              }
              lock.unlock();
              fired.done();
            });
    lock.lock();
    cache.put("a", 1);
    boolean prevented = timer.stop();
    lock.unlock();
    if (!prevented) {
      fired.await();
    }
    if (!cache.containsKey("a")) {
      throw new IllegalStateException("the new entry is gone");
    }
  }

  private static void drain(boolean broken) throws Exception {
    var lock = new Mutex();
    var drained = new Cond(lock);
    var running = new int[] {2};
    for (int i = 0; i < 2; i++) {
      Go.go(() -> {
        lock.lock();
        running[0]--;
        if (!broken || running[0] == 1) {
          drained.broadcast();
        }
        lock.unlock();
      });
    }
    lock.lock();
    while (running[0] > 0) {
      drained.await();
    }
    lock.unlock();
  }

  private static void restart(boolean broken) throws Exception {
    var statuses = Channel.<Integer>make();
    var lock = new Mutex();
    var all = new WaitGroup();
    for (int epoch = 0; epoch < 2; epoch++) {
      int mine = epoch;
      all.go(() -> {
        if (broken) {
          lock.lock();
          statuses.send(mine);
          lock.unlock();
        } else {
          statuses.send(mine);
        }
      });
    }
    for (int i = 0; i < 2; i++) {
      int status = statuses.receive();
      lock.lock(); // is it the one that is to run?
      lock.unlock();
      if (status < 0) {
        return;
      }
    }
    all.await();
  }
}
