// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Stream;

/** Small programs, all of whose runs can be tried: see {@link EnumerationTest}. */
final class EnumeratedPrograms {
  private EnumeratedPrograms() {}

  /** A program, and whether the clock may jump while somebody could go on. */
  record Program(String name, boolean jumps, Task body) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Program program(String name, Task body) {
    return new Program(name, false, body);
  }

  /**
   * Goroutines that do that to what all share; main does not wait for them, but its bubble does.
   */
  private static void all(Task... tasks) {
    for (var t : tasks) {
      Go.go(t);
    }
  }

  static Stream<Program> programs() {
    return Stream.of(
        program("three send to one channel", EnumeratedPrograms::senders),
        program("a wait group of two", EnumeratedPrograms::group),
        program("two lock a mutex", EnumeratedPrograms::lockers),
        program("two try to lock it", EnumeratedPrograms::triers),
        program("a reader and a writer", EnumeratedPrograms::readers),
        program("two senders meet a receiver", EnumeratedPrograms::rendezvous),
        program("a select of two channels", EnumeratedPrograms::selecting),
        program("a select that sends or receives", EnumeratedPrograms::bothWays),
        program("two run a once", EnumeratedPrograms::once),
        program("two want the only permit", EnumeratedPrograms::permit),
        program("a range and a close", EnumeratedPrograms::range),
        program("two locks, always in one order", EnumeratedPrograms::ordered),
        program("two sleep", EnumeratedPrograms::sleepers),
        program("a condition", EnumeratedPrograms::condition),
        program("a context that is cancelled", EnumeratedPrograms::cancelled),
        program("main's last step", EnumeratedPrograms::lastStep),
        new Program("a timeout that may come early", true, EnumeratedPrograms::timeout),
        new Program("one sleeps, and the clock may jump", true, EnumeratedPrograms::jumps));
  }

  private static void senders() {
    var c = Channel.<Integer>unbounded();
    all(() -> c.send(1), () -> c.send(2), () -> c.send(3));
  }

  private static void group() throws Exception {
    var done = new WaitGroup();
    done.go(() -> {});
    done.go(() -> {});
    done.await();
  }

  private static void lockers() {
    var m = new Mutex();
    Task lockAndUnlock =
        () -> {
          m.lock();
          m.unlock();
        };
    all(lockAndUnlock, lockAndUnlock);
  }

  private static void triers() {
    var m = new Mutex();
    Task ifFree =
        () -> {
          if (m.tryLock()) {
            m.unlock();
          }
        };
    all(ifFree, ifFree);
  }

  private static void readers() {
    var m = new RWMutex();
    all(
        () -> {
          m.readLock().lock();
          m.readLock().unlock();
        },
        () -> {
          m.writeLock().lock();
          m.writeLock().unlock();
        });
  }

  private static void rendezvous() throws Exception {
    var c = Channel.<Integer>make();
    Go.go(() -> c.send(1));
    Go.go(() -> c.send(2));
    c.receive();
    c.receive();
  }

  private static void selecting() throws Exception {
    var c = Channel.<Integer>make(1);
    var d = Channel.<Integer>make(1);
    Go.go(() -> c.send(1));
    d.send(2);
    for (int i = 0; i < 2; i++) {
      select(onReceive(c, v -> {}), onReceive(d, v -> {}));
    }
  }

  private static void bothWays() throws Exception {
    var c = Channel.<Integer>make(1);
    var d = Channel.<Integer>make(1);
    Go.go(() -> d.send(2));
    select(onSend(c, 1, () -> {}), onReceive(d, v -> {}));
    c.trySend(1);
    c.receive();
  }

  private static void once() {
    var o = new Once();
    var c = Channel.<Integer>unbounded();
    Task run = () -> o.run(() -> c.send(1));
    all(run, run);
  }

  private static void permit() {
    var s = new Semaphore(1);
    Task take =
        () -> {
          s.acquire(1);
          s.release(1);
        };
    all(take, take);
  }

  private static void range() throws Exception {
    var c = Channel.<Integer>make(1);
    Go.go(() -> {
      c.send(1);
      c.send(2);
      c.close();
    });
    int sum = 0;
    for (int v : c) {
      sum += v;
    }
    assertThat(sum).isEqualTo(3);
  }

  private static void ordered() {
    var a = new Mutex();
    var b = new Mutex();
    all(
        () -> {
          a.lock();
          b.lock();
          b.unlock();
          a.unlock();
        },
        () -> {
          b.lock();
          b.unlock();
        });
  }

  private static void sleepers() {
    var c = Channel.<Integer>unbounded();
    Task sleepAndSend =
        () -> {
          Time.sleep(Duration.ofSeconds(1));
          c.send(1);
        };
    all(sleepAndSend, sleepAndSend);
  }

  private static void condition() throws Exception {
    var m = new Mutex();
    var changed = new Cond(m);
    var isReady = new boolean[1];
    Go.go(() -> {
      m.lock();
      while (!isReady[0]) {
        changed.await();
      }
      m.unlock();
    });
    m.lock();
    isReady[0] = true;
    changed.signal();
    m.unlock();
  }

  private static void cancelled() throws Exception {
    var ctx = Context.background().withCancel();
    Go.go(ctx::cancel);
    var c = Channel.<Integer>make(1);
    c.send(1);
    select(onReceive(ctx.done(), v -> {}), onReceive(c, v -> {}));
  }

  private static void lastStep() throws Exception {
    var c = Channel.<Integer>make();
    var d = Channel.<Integer>make(1);
    Go.go(() -> {
      c.send(1);
      d.trySend(1);
    });
    c.receive();
    d.tryReceive();
  }

  private static void timeout() throws Exception {
    var c = Channel.<Integer>make(1);
    Go.go(() -> c.send(1));
    select(onReceive(c, v -> {}), onTimeout(Duration.ofSeconds(1), () -> {}));
  }

  private static void jumps() throws Exception {
    var c = Channel.<Integer>unbounded();
    Go.go(() -> c.send(1));
    Time.sleep(Duration.ofSeconds(1));
    c.tryReceive();
  }
}
