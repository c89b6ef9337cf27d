// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.Channel;
import io.heddle.Task;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.OnceValue;
import io.heddle.sync.RWMutex;
import io.heddle.sync.SingleFlight;
import io.heddle.sync.WaitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlocksTest {
  /** How many others run meanwhile. */
  private static final int CROWD = Integer.getInteger("heddle.deadlocks.crowd", 30);

  private static volatile boolean crowdMayGo;

  private final List<Thread> started = new CopyOnWriteArrayList<>();
  private final CountDownLatch bothHold = new CountDownLatch(2);
  private Set<Long> before = Set.of();

  @BeforeAll
  static void crowd() {
    crowdMayGo = false;
    var shared = new Mutex();
    for (int i = 0; i < CROWD; i++) {
      boolean locks = i % 2 == 0;
      go(
          "one of a crowd",
          () -> {
            for (int n = 1; !crowdMayGo; n++) {
              if (locks) {
                shared.lock();
                shared.unlock();
              }
              Thread.yield();
              if (n % 4 == 0) {
                Thread.sleep(1);
              }
            }
          });
    }
  }

  @AfterAll
  static void noCrowd() {
    crowdMayGo = true;
  }

  /**
   * What other tests may have left behind: those that were interrupted may seem to run, and wait
   * again.
   */
  @BeforeEach
  void look() {
    before = Goroutines.list().stream().map(Goroutine::id).collect(Collectors.toSet());
  }

  @AfterEach
  void end() {
    started.forEach(Thread::interrupt);
  }

  private Thread start(String name, Task body) {
    var t = go(name, body);
    started.add(t);
    return t;
  }

  private List<Deadlock> fresh() {
    return Deadlocks.find().stream()
        .filter(d -> d.goroutines().stream().noneMatch(g -> before.contains(g.id())))
        .toList();
  }

  /** The one deadlock, as soon as it stands. */
  private Deadlock found() throws InterruptedException {
    while (true) {
      var all = fresh();
      if (!all.isEmpty()) {
        assertThat(all).hasSize(1);
        return all.getFirst();
      }
      Thread.sleep(1);
    }
  }

  private static List<String> names(Deadlock d) {
    return d.goroutines().stream().map(Goroutine::name).sorted().toList();
  }

  /** Locks the first, waits until another has done so with the second, and wants that. */
  private void cross(Lock first, Lock second) throws InterruptedException {
    first.lockInterruptibly();
    bothHold.countDown();
    bothHold.await();
    second.lockInterruptibly();
  }

  private void crossed(Lock a, Lock b) throws InterruptedException {
    start("one", () -> cross(a, b));
    start("two", () -> cross(b, a));
    assertThat(names(found())).containsExactly("one", "two");
  }

  @Test
  void twoMutexes() throws InterruptedException {
    var a = new Mutex();
    crossed(a, new Mutex());
    start("behind", a::lockInterruptibly);
    Deadlock d;
    do {
      d = found();
    } while (!d.report().contains("behind them waits"));
    assertThat(d.goroutines()).hasSize(2);
    assertThat(d.report())
        .startsWith("deadlock: goroutine ")
        .contains("wait for each other", "[sync.Mutex.Lock (deadlocked)] \"one\":")
        .contains("waiting on mutex held by goroutine ")
        .contains("DeadlocksTest.cross(");
    if (CROWD < 1_000) { // a dump tells of ten thousand at most
      assertThat(Goroutines.dump()).contains("[sync.Mutex.Lock (deadlocked)] \"two\":");
    }
  }

  @Test
  void oneThatWaitsForItself() throws InterruptedException {
    var m = new Mutex();
    start(
        "self",
        () -> {
          m.lock();
          m.lockInterruptibly();
        });
    var d = found();
    assertThat(names(d)).containsExactly("self");
    assertThat(d.report()).contains("waits for itself");
  }

  @Test
  void writersOfTwoRwMutexes() throws InterruptedException {
    crossed(new RWMutex().writeLock(), new RWMutex().writeLock());
  }

  @Test
  void aReaderBehindAWriterThatWaitsForIt() throws InterruptedException {
    var rw = new RWMutex();
    start(
        "reader",
        () -> {
          rw.readLock().lock();
          bothHold.countDown();
          while (rw.readLock().tryLock()) { // until the writer waits
            rw.readLock().unlock();
            Thread.sleep(1);
          }
          rw.readLock().lockInterruptibly();
        });
    start(
        "writer",
        () -> {
          bothHold.countDown();
          bothHold.await();
          rw.writeLock().lockInterruptibly();
        });
    assertThat(names(found())).containsExactly("reader", "writer");
  }

  /** Whose number has no slot of its own, too. */
  @Test
  void oneOfManyReadersBehindAWriterThatWaitsForAll() throws InterruptedException {
    int n = 100;
    var rw = new RWMutex();
    var m = new Mutex();
    Channel<Integer> never = Channel.make();
    var allHold = new CountDownLatch(n + 1);
    for (int i = 0; i < n; i++) {
      int number = i;
      start(
          "reader " + i,
          () -> {
            synchronized (rw) { // two that come in at once may hide each other
              rw.readLock().lock();
            }
            allHold.countDown();
            if (number == n / 2) {
              allHold.await();
              m.lockInterruptibly();
            } else {
              never.receive(); // somebody may yet send
            }
          });
    }
    start(
        "writer",
        () -> {
          m.lock();
          allHold.countDown();
          allHold.await();
          rw.writeLock().lockInterruptibly();
        });
    assertThat(names(found())).containsExactly("reader " + n / 2, "writer");
    never.close();
  }

  @Test
  void aReaderThatWantsToWrite() throws InterruptedException {
    var rw = new RWMutex();
    start(
        "upgrade",
        () -> {
          rw.readLock().lock();
          rw.writeLock().lockInterruptibly();
        });
    assertThat(names(found())).containsExactly("upgrade");
  }

  @Test
  void aOnceThatRunsItself() throws InterruptedException {
    var once = new Once();
    start("once", () -> once.run(() -> once.run(() -> {})));
    assertThat(names(found())).containsExactly("once");
  }

  @Test
  void onceAndMutex() throws InterruptedException {
    var once = new Once();
    var m = new Mutex();
    start(
        "runs",
        () ->
            once.run(() -> {
              bothHold.countDown();
              bothHold.await();
              m.lockInterruptibly();
            }));
    start(
        "locks",
        () -> {
          m.lock();
          bothHold.countDown();
          bothHold.await();
          once.run(() -> {});
        });
    assertThat(names(found())).containsExactly("locks", "runs");
  }

  @Test
  void valuesThatNeedEachOther() throws InterruptedException {
    var values = new ArrayList<OnceValue<Integer>>();
    for (int i = 0; i < 2; i++) {
      int other = 1 - i;
      values.add(
          new OnceValue<>(() -> {
            bothHold.countDown();
            bothHold.await();
            return values.get(other).get();
          }));
    }
    start("one", () -> values.get(0).get());
    start("two", () -> values.get(1).get());
    assertThat(names(found())).containsExactly("one", "two");
  }

  @Test
  void flightsThatNeedEachOther() throws InterruptedException {
    var flights = new SingleFlight<String, Integer>();
    start(
        "a",
        () ->
            flights.run(
                "a",
                () -> {
                  bothHold.countDown();
                  bothHold.await();
                  return flights.run("b", () -> 1);
                }));
    start(
        "b",
        () ->
            flights.run(
                "b",
                () -> {
                  bothHold.countDown();
                  bothHold.await();
                  return flights.run("a", () -> 1);
                }));
    assertThat(names(found())).containsExactly("a", "b");
  }

  @Test
  void tasksOfAGroupAtItsLimit() throws InterruptedException {
    var group = new ErrGroup();
    group.limit(2);
    for (int i = 0; i < 2; i++) {
      group.go(() -> {
        started.add(Thread.currentThread());
        bothHold.countDown();
        bothHold.await();
        group.go(() -> {});
      });
    }
    assertThat(found().goroutines()).hasSize(2);
    started.forEach(Thread::interrupt);
  }

  @Test
  void aGroupAtItsLimitOfWhichOneIsFree() throws InterruptedException {
    var group = new ErrGroup();
    group.limit(2);
    Channel<Integer> never = Channel.make();
    group.go(() -> {
      started.add(Thread.currentThread());
      bothHold.countDown();
      group.go(() -> {});
    });
    group.go(() -> {
      started.add(Thread.currentThread());
      bothHold.countDown();
      never.receive(); // somebody may yet send
    });
    bothHold.await();
    Thread.sleep(30);
    assertThat(fresh()).isEmpty();
    never.close();
  }

  @Test
  void aMemberThatWaitsForItsWaitGroup() throws InterruptedException {
    var group = new WaitGroup();
    Channel<Integer> never = Channel.make();
    started.add(group.go(never::receive)); // a bystander, which is free
    started.add(group.go(group::await));
    assertThat(found().goroutines()).hasSize(1);
    never.close();
  }

  @Test
  void twoThatJoinEachOther() throws InterruptedException {
    assumeTrue(JdkInternals.available());
    var threads = new Thread[2];
    for (int i = 0; i < 2; i++) {
      int other = 1 - i;
      threads[i] =
          start(
              "joins " + i,
              () -> {
                bothHold.await();
                threads[other].join();
              });
    }
    bothHold.countDown();
    bothHold.countDown();
    assertThat(names(found())).containsExactly("joins 0", "joins 1");
  }

  @Test
  void locksOfTheJdk() throws InterruptedException {
    assumeTrue(JdkInternals.available());
    crossed(new ReentrantLock(), new ReentrantLock());
  }

  /** Another kind of synchronizer than that of the reentrant lock. */
  @Test
  void readWriteLocksOfTheJdk() throws InterruptedException {
    assumeTrue(JdkInternals.available());
    crossed(new ReentrantReadWriteLock().writeLock(), new ReentrantReadWriteLock().writeLock());
  }

  @Test
  void aPlatformThreadAndAGoroutine() throws InterruptedException {
    var a = new Mutex();
    var b = new Mutex();
    start("goroutine", () -> cross(a, b));
    var t =
        Thread.ofPlatform()
            .name("platform")
            .daemon()
            .start(() -> {
              try {
                cross(b, a);
              } catch (InterruptedException e) {
                // the test is over
              }
            });
    started.add(t);
    var d = found();
    assertThat(names(d)).containsExactly("goroutine");
    assertThat(d.report()).contains("thread #" + t.threadId() + " [", "\"platform\":");
  }

  @Test
  void monitorsOfAGoroutineAnotherVirtualThreadAndAPlatformThread() throws InterruptedException {
    assumeTrue(JdkInternals.available());
    var monitors = new Object[] {new Object(), new Object(), new Object()};
    var allHold = new CountDownLatch(3);
    class Enters implements Runnable {
      private final int i;

      Enters(int i) {
        this.i = i;
      }

      @Override
      public void run() {
        synchronized (monitors[i]) {
          allHold.countDown();
          try {
            allHold.await();
          } catch (InterruptedException e) {
            return;
          }
          synchronized (monitors[(i + 1) % 3]) {
            throw new IllegalStateException("came in");
          }
        }
      }
    }
    // These can not be interrupted, and stay.
    go("enters", () -> new Enters(0).run());
    var virtual = Thread.ofVirtual().name("virtual").start(new Enters(1));
    var platform = Thread.ofPlatform().name("platform").daemon().start(new Enters(2));
    var d = found();
    assertThat(names(d)).containsExactly("enters");
    assertThat(d.report())
        .contains("[monitor enter (deadlocked)] \"enters\":")
        .contains("thread #" + virtual.threadId() + " [monitor enter (deadlocked)] \"virtual\":")
        .contains("thread #" + platform.threadId() + " [monitor enter (deadlocked)] \"platform\":")
        .contains("java.lang.Object@", "held by thread #" + virtual.threadId());
  }

  @Test
  void aMonitorAndAMutex() throws InterruptedException {
    assumeTrue(JdkInternals.available());
    var monitor = new Object();
    var m = new Mutex();
    start(
        "locks",
        () -> {
          m.lock();
          bothHold.countDown();
          bothHold.await();
          synchronized (monitor) {
            assertThat(monitor).isNotNull();
          }
        });
    start(
        "enters",
        () -> {
          synchronized (monitor) {
            bothHold.countDown();
            bothHold.await();
            m.lockInterruptibly();
          }
        });
    assertThat(names(found())).containsExactly("enters", "locks");
  }

  @Test
  void whoWantsAMonitorOfOneInACycleIsBehindIt() throws InterruptedException {
    assumeTrue(JdkInternals.available());
    var monitor = new Object();
    var a = new Mutex();
    var b = new Mutex();
    start("one", () -> cross(a, b));
    start(
        "two",
        () -> {
          synchronized (monitor) {
            cross(b, a);
          }
        });
    bothHold.await();
    start(
        "behind",
        () -> {
          synchronized (monitor) {
            assertThat(monitor).isNotNull();
          }
        });
    Deadlock d;
    do {
      d = found();
    } while (!d.report().contains("behind them waits"));
    assertThat(names(d)).containsExactly("one", "two");
  }

  @Test
  void oneThatJoinsAPlatformThreadWhichWaitsForIt() throws InterruptedException {
    assumeTrue(JdkInternals.available());
    var m = new Mutex();
    var waits = Thread.ofPlatform().daemon().unstarted(m::lock);
    start(
        "joins",
        () -> {
          m.lock();
          waits.start();
          waits.join();
        });
    assertThat(names(found())).containsExactly("joins");
    m.unlock(); // for the goroutine: then it is none any more
    waits.join();
  }

  /** A compiled {@link Object#wait()} does not tell the JVM what it waits on. */
  @Test
  void oneThatJoinsAPlatformThreadAfterManyWaits() throws InterruptedException {
    var o = new Object();
    synchronized (o) {
      for (int i = 0; i < 5_000; i++) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(o::wait).isInstanceOf(InterruptedException.class);
      }
    }
    oneThatJoinsAPlatformThreadWhichWaitsForIt();
  }

  @Test
  void waitsThatEndByThemselvesAreNone() throws InterruptedException {
    var a = new Mutex();
    var b = new Mutex();
    start(
        "one",
        () -> {
          a.lock();
          bothHold.countDown();
          bothHold.await();
          b.tryLock(100, TimeUnit.SECONDS);
        });
    started.add(
        Thread.ofVirtual()
            .start(() -> {
              try {
                b.lock();
                bothHold.countDown();
                bothHold.await();
                a.tryLock(100, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                // the test is over
              }
            }));
    bothHold.await();
    Thread.sleep(30);
    assertThat(fresh()).isEmpty();
  }

  @Test
  void aMutexThatAnotherUnlocksIsNone() throws InterruptedException {
    var signal = new Mutex();
    signal.lock();
    start(
        "waits",
        () -> {
          signal.lock();
          bothHold.countDown();
          signal.lockInterruptibly();
        });
    signal.unlock();
    bothHold.countDown();
    bothHold.await();
    while (!Goroutines.dump().contains("[sync.Mutex.Lock")) {
      Thread.sleep(1);
    }
    signal.unlock(); // for the goroutine, which so is let go on
    started.getLast().join();
    start(
        "waits again",
        () -> {
          signal.lockInterruptibly();
        });
    Thread.sleep(20);
    assertThat(fresh()).isEmpty();
    signal.unlock();
  }
}
