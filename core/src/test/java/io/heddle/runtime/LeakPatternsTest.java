// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.sync.Cond;
import io.heddle.sync.Mutex;
import io.heddle.sync.RWMutex;
import io.heddle.sync.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The ways in which goroutines leak that Uber found in its services ("Unveiling and Vanquishing
 * Goroutine Leaks", CGO 2024) and those of the kernels in Go's own {@code
 * goroutineleakprofile_test}, after the programs that they were found in.
 */
class LeakPatternsTest {
  @BeforeEach
  void needsTheJdkOpened() {
    Assumptions.assumeTrue(JdkInternals.available());
    Leaks.find();
  }

  private static void start(String name, Task body) {
    go(name, body);
  }

  /**
   * What leaks, by name, once as many of that name wait; one may still be on its way off its
   * carrier. An ordinary collection may have taken some first: of those nothing else is known.
   */
  private static void expect(String name, int n, String reason) throws InterruptedException {
    LeaksTest.awaitWaitingOrTaken(name, n);
    var found = new ArrayList<>(LeaksTest.find(name));
    while (found.size() < n) {
      Thread.sleep(1);
      found.addAll(LeaksTest.find(name));
    }
    assertThat(found)
        .hasSize(n)
        .allMatch(l -> l.waitReason().equals(l.stack().isEmpty() ? "waiting" : reason));
  }

  /** Uber: premature return; grpc 1424. The caller fails before it receives. */
  private static void prematureReturn() {
    Channel<Exception> done = Channel.make();
    start("premature return", () -> done.send(new Exception()));
    if (!done.equals(new Object())) {
      return;
    }
    done.tryReceive();
  }

  @Test
  void prematureReturnOfTheReceiver() throws Exception {
    prematureReturn();
    expect("premature return", 1, "chan send");
  }

  /** Uber: timeout leak; kubernetes 5316. The answer comes after the one who asked has left. */
  private static void timeout() throws Exception {
    Channel<Integer> answer = Channel.make();
    start(
        "timeout",
        () -> {
          Thread.sleep(30);
          answer.send(1);
        });
    select(onReceive(answer, v -> {}), onTimeout(Duration.ofMillis(1), () -> {}));
  }

  @Test
  void answerAfterTheTimeout() throws Exception {
    timeout();
    while (Goroutines.list().stream()
        .noneMatch(g -> g.name().equals("timeout") && g.waitReason().equals("chan send"))) {
      Thread.sleep(1);
    }
    expect("timeout", 1, "chan send");
  }

  /** Uber: the NCast leak; etcd 6857. One of several answers is received. */
  private static void nCast() throws Exception {
    Channel<Integer> first = Channel.make();
    for (int i = 0; i < 5; i++) {
      int n = i;
      start("ncast", () -> first.send(n));
    }
    first.receive();
  }

  @Test
  void firstOfSeveralAnswers() throws Exception {
    nCast();
    expect("ncast", 4, "chan send");
  }

  /** Uber: double send; one that forgets to return after the failure. */
  private static void doubleSend() throws Exception {
    Channel<String> result = Channel.make();
    start(
        "double send",
        () -> {
          result.send("failed");
          result.send("and went on");
        });
    result.receive();
  }

  @Test
  void secondSendToOneReceive() throws Exception {
    doubleSend();
    expect("double send", 1, "chan send");
  }

  /** Uber: range over a channel that nobody closes; cockroach 24808. */
  private static void unclosedRange() throws Exception {
    Channel<Integer> jobs = Channel.make();
    for (int i = 0; i < 3; i++) {
      start(
          "range",
          () -> {
            for (int job : jobs) {
              assertThat(job).isPositive();
            }
          });
    }
    jobs.send(1);
    jobs.send(2);
  }

  @Test
  void rangeWithoutClose() throws Exception {
    unclosedRange();
    expect("range", 3, "chan receive");
  }

  /** Uber: missing cancel or stop of a method contract; a worker whose owner forgot to stop it. */
  private static final class Worker {
    private final Channel<Integer> work = Channel.make();
    private final Channel<Void> stop = Channel.make();

    void begin() {
      start(
          "contract",
          () -> {
            var goesOn = new boolean[] {true};
            while (goesOn[0]) {
              select(onReceive(work, v -> {}), onReceive(stop, v -> goesOn[0] = false));
            }
          });
    }

    void end() {
      stop.close();
    }
  }

  private static void forgottenStop(boolean forgets) throws Exception {
    var w = new Worker();
    w.begin();
    w.work.send(1);
    if (!forgets) {
      w.end();
    }
  }

  @Test
  void workerThatNobodyStops() throws Exception {
    forgottenStop(true);
    forgottenStop(false);
    expect("contract", 1, "select");
  }

  /** Uber: context that nobody cancels; grpc 862. */
  private static void forgottenCancel() {
    var ctx = Context.background().withCancel();
    start("cancel", () -> ctx.done().receive());
  }

  @Test
  void contextThatNobodyCancels() throws Exception {
    forgottenCancel();
    expect("cancel", 1, "chan receive");
  }

  /** cockroach 9935, moby 17176: returns with the lock held. */
  private static void lockKept() {
    var m = new Mutex();
    start("keeps", m::lock);
    for (int i = 0; i < 2; i++) {
      start(
          "lock kept",
          () -> {
            Thread.sleep(20);
            m.lock();
          });
    }
  }

  @Test
  void mutexOfOneThatHasEnded() throws Exception {
    lockKept();
    while (Goroutines.list().stream()
            .filter(g -> g.name().equals("lock kept"))
            .filter(g -> g.waitReason().equals("sync.Mutex.Lock"))
            .count()
        < 2) {
      Thread.sleep(1);
    }
    expect("lock kept", 2, "sync.Mutex.Lock");
  }

  /** cockroach 6181, kubernetes 58107: a reader behind a writer behind a reader. */
  private static void readerBehindWriter() throws InterruptedException {
    var rw = new RWMutex();
    var isIn = new CountDownLatch(1);
    start(
        "rw reader",
        () -> {
          rw.readLock().lock();
          isIn.countDown();
          while (rw.readLock().tryLock()) {
            rw.readLock().unlock();
            Thread.yield();
          }
          rw.readLock().lock();
        });
    isIn.await();
    start("rw writer", () -> rw.writeLock().lock());
  }

  @Test
  void recursiveReadLock() throws Exception {
    readerBehindWriter();
    while (LeaksTest.waiting("rw reader") < 1 || LeaksTest.waiting("rw writer") < 1) {
      Thread.sleep(1);
    }
    var all = Leaks.find().stream().filter(l -> l.name().startsWith("rw ")).toList();
    assertThat(all)
        .extracting(Leak::waitReason)
        .containsExactlyInAnyOrder("sync.RWMutex.RLock", "sync.RWMutex.Lock");
  }

  /** cockroach 1055, moby 25384: a wait group that is counted up too often. */
  private static void waitGroup() {
    var group = new WaitGroup();
    group.add(2);
    start("counts down", group::done);
    start("wait group", () -> group.await());
  }

  @Test
  void waitGroupThatNeverGetsDone() throws Exception {
    waitGroup();
    expect("wait group", 1, "sync.WaitGroup.Wait");
  }

  /** moby 30408, cockroach 16167: a condition that is signalled too early. */
  private static void condition() {
    var m = new Mutex();
    var c = new Cond(m);
    c.signal();
    start(
        "cond",
        () -> {
          m.lock();
          c.await();
        });
  }

  @Test
  void signalBeforeTheWait() throws Exception {
    condition();
    expect("cond", 1, "sync.Cond.Wait");
  }

  /** kubernetes 10182, moby 28462: a lock held while sending to who wants the lock. */
  private static void lockAndChannel() {
    var m = new Mutex();
    Channel<Integer> c = Channel.make();
    start(
        "mixed",
        () -> {
          m.lock();
          c.send(1);
        });
    start(
        "mixed",
        () -> {
          Thread.sleep(20);
          m.lock();
          c.receive();
        });
  }

  @Test
  void lockHeldWhileSendingToWhoWantsIt() throws Exception {
    lockAndChannel();
    while (Goroutines.list().stream()
        .noneMatch(g -> g.name().equals("mixed") && g.waitReason().equals("sync.Mutex.Lock"))) {
      Thread.sleep(1);
    }
    assertThat(LeaksTest.find("mixed"))
        .extracting(Leak::waitReason)
        .containsExactlyInAnyOrder("chan send", "sync.Mutex.Lock");
  }

  private static final Channel<Integer> GLOBAL = Channel.make();

  /** Go's NoLeakGlobal: a static field names the channel. */
  @Test
  void aGlobalChannelIsNoLeak() throws Exception {
    start("global", () -> GLOBAL.receive());
    while (LeaksTest.waiting("global") < 1) {
      Thread.sleep(1);
    }
    assertThat(LeaksTest.find("global")).isEmpty();
    GLOBAL.send(1);
  }
}
