// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.internal.program.Dump;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.sync.Cond;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.SingleFlight;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Nothing of a leaked goroutine may stand in a variable of the test: each is started by a method
 * that has returned.
 */
class LeaksTest {
  @BeforeEach
  void needsTheJdkOpened() {
    Assumptions.assumeTrue(JdkInternals.available());
    Leaks.find();
  }

  /** Starts it; nobody keeps its thread. */
  private static void start(String name, Task body) {
    go(name, body);
  }

  /** Returns when as many goroutines of this name wait. */
  private static void awaitWaiting(String name, int n) throws InterruptedException {
    while (waiting(name) < n) {
      Thread.sleep(1);
    }
  }

  /** The same for those that nobody keeps: an ordinary collection may have taken some. */
  static void awaitWaitingOrTaken(String name, int n) throws InterruptedException {
    for (int i = 0; i < 5_000 && waiting(name) < n; i++) {
      Thread.sleep(1);
    }
  }

  static long waiting(String name) {
    return Goroutines.list().stream()
        .filter(g -> g.name().equals(name) && g.state().equals("waiting"))
        .count();
  }

  static List<Leak> find(String name) {
    return Leaks.find().stream().filter(l -> l.name().equals(name)).toList();
  }

  /**
   * What is found of those that {@code starts} starts. Where an ordinary collection has taken some
   * first, of which nothing is known then, others are started.
   */
  private static List<Leak> leaksOf(String name, int n, Task starts) throws Exception {
    while (true) {
      starts.run();
      awaitWaitingOrTaken(name, n);
      var all = new ArrayList<Leak>();
      while (all.size() < n) { // one may still be on its way off its carrier
        all.addAll(find(name));
        Thread.sleep(1);
      }
      assertThat(all).hasSize(n);
      if (all.stream().noneMatch(l -> l.waitReason().equals("waiting"))) {
        return all;
      }
    }
  }

  private static void startOnChannel(String name) {
    Channel<Integer> c = Channel.make();
    start(name, () -> c.receive());
  }

  @Test
  void oneThatReceivesFromAForgottenChannel() throws Exception {
    var leak = leaksOf("receives", 1, () -> startOnChannel("receives")).getFirst();
    assertThat(leak.waitReason()).isEqualTo("chan receive");
    assertThat(leak.waitingOn()).startsWith("channel #").contains("(cap 0, 1 waiting)");
    assertThat(leak.stack().toString()).contains("ChannelCore.receive", "LeaksTest.lambda$");
    assertThat(Leaks.found()).contains(leak);
    assertThat(Leaks.find()).doesNotContain(leak);
    var all = new StringBuilder();
    Dump.json(all);
    assertThat(all)
        .containsPattern("\"id\":" + leak.id() + ",\"name\":\"receives\",[^}]*\"leaked\":true");
    assertThat(Goroutines.list()).noneMatch(g -> g.id() == leak.id());
  }

  private static void startCycle(String name) {
    var a = new Mutex();
    var b = new Mutex();
    var haveOne = new CountDownLatch(2);
    start(name, () -> lockBoth(a, b, haveOne));
    start(name, () -> lockBoth(b, a, haveOne));
  }

  private static void lockBoth(Mutex first, Mutex second, CountDownLatch haveOne)
      throws InterruptedException {
    first.lock();
    haveOne.countDown();
    haveOne.await();
    second.lock();
  }

  @Test
  void aCycleToWhichNobodyRefersIsOfLeaks() throws Exception {
    startCycle("in a cycle");
    for (int found = 0; found < 2; ) {
      Thread.sleep(1);
      found += find("in a cycle").size();
    }
    assertThat(Deadlocks.find())
        .flatExtracting(Deadlock::goroutines)
        .noneMatch(g -> g.name().equals("in a cycle"));
  }

  /** Each primitive's wait, by what a dump calls it. */
  private static void startOnEach(String name) throws Exception {
    start(name, () -> Channel.<Integer>make().send(1));
    start(name, () -> Channel.never().receive());
    start(name, () -> select());
    start(
        name,
        () -> {
          Channel<Integer> a = Channel.make();
          Channel<Integer> b = Channel.make();
          select(onReceive(a, v -> {}), onSend(b, 1, () -> {}));
        });
    start(
        name,
        () -> {
          var m = new Mutex();
          m.lock();
          m.lock();
        });
    start(
        name,
        () -> {
          var m = new RWMutex();
          m.writeLock().lock();
          m.readLock().lock();
        });
    start(
        name,
        () -> {
          var m = new RWMutex();
          m.readLock().lock();
          m.writeLock().lock();
        });
    start(
        name,
        () -> {
          var g = new WaitGroup();
          g.add(1);
          g.await();
        });
    start(
        name,
        () -> {
          var m = new Mutex();
          m.lock();
          new Cond(m).await();
        });
    start(
        name,
        () -> {
          var once = new Once();
          once.run(() -> once.run(() -> {}));
        });
    start(name, () -> new Semaphore(0).acquire(1));
    start(
        name,
        () -> {
          var flights = new SingleFlight<String, Integer>();
          flights.run("k", () -> flights.run("k", () -> 1));
        });
    start(
        name,
        () -> {
          var group = new ErrGroup(Context.background());
          group.limit(0);
          group.go(() -> {});
        });
    start(name, () -> new CountDownLatch(1).await());
    start(name, () -> Context.background().withCancel().done().receive());
  }

  @Test
  void eachPrimitive() throws Exception {
    var found = leaksOf("each", 15, () -> startOnEach("each"));
    var byReason =
        found.stream().collect(Collectors.groupingBy(Leak::waitReason, Collectors.counting()));
    assertThat(byReason)
        .isEqualTo(
            Map.ofEntries(
                Map.entry("chan send", 1L),
                Map.entry("chan receive", 1L),
                Map.entry("chan receive (nil chan)", 1L),
                Map.entry("select (no cases)", 1L),
                Map.entry("select", 1L),
                Map.entry("sync.Mutex.Lock", 1L),
                Map.entry("sync.RWMutex.RLock", 1L),
                Map.entry("sync.RWMutex.Lock", 1L),
                Map.entry("sync.WaitGroup.Wait", 2L),
                Map.entry("sync.Cond.Wait", 1L),
                Map.entry("sync.Once", 1L),
                Map.entry("semacquire", 2L),
                Map.entry("park", 1L)));
  }

  private static final Channel<Integer> GLOBAL = Channel.make();

  @Test
  void whatSomebodyCanReachIsNoLeak() throws Exception {
    Channel<Integer> mine = Channel.make();
    start("alive", () -> GLOBAL.receive());
    start("alive", () -> mine.receive());
    var kept = go("alive", () -> Channel.<Integer>make().receive()); // can be interrupted
    start("alive", () -> Time.sleep(Duration.ofHours(1)));
    var sleeper = sleeper("alive");
    var ctx = Context.background().withTimeout(Duration.ofHours(1));
    start("alive", () -> ctx.done().receive());
    awaitWaiting("alive", 6);
    assertThat(find("alive")).isEmpty();
    assertThat(waiting("alive")).isEqualTo(6);
    GLOBAL.send(1);
    mine.send(1);
    kept.interrupt();
    sleeper.forEach(Thread::interrupt);
    ctx.cancel();
    Reference.reachabilityFence(mine);
    Goroutines.list().stream()
        .filter(g -> g.name().equals("alive"))
        .forEach(g -> g.thread().interrupt());
  }

  /** One that a timer alone keeps. */
  private static List<Thread> sleeper(String name) {
    go(name, () -> Time.after(Duration.ofHours(1)).receive());
    return List.of();
  }

  private static void startChain(String name, int length) {
    Channel<Integer> first = Channel.make();
    var in = first;
    for (int i = 0; i < length; i++) {
      Channel<Integer> out = Channel.make();
      var from = in;
      start(
          name,
          () -> {
            for (int v : from) {
              out.send(v);
            }
          });
      in = out;
    }
  }

  @Test
  void aWholePipelineThatOnlyLeakedOnesKnow() throws Exception {
    leaksOf("chain", 10, () -> startChain("chain", 10));
  }

  private static void startThatEnds(String name, int n) throws InterruptedException {
    Channel<Integer> c = Channel.make();
    for (int i = 0; i < n; i++) {
      start(name, () -> c.receive());
    }
    awaitWaiting(name, n);
    c.close();
    while (waiting(name) > 0) {
      Thread.sleep(1);
    }
  }

  @Test
  void whoHasEndedIsNoLeak() throws InterruptedException {
    startThatEnds("ends", 200);
    assertThat(find("ends")).isEmpty();
  }

  private static void startMany(String name, int n, Function<Integer, Channel<byte[]>> channel) {
    for (int i = 0; i < n; i++) {
      var c = channel.apply(i);
      start(name, () -> c.receive());
    }
  }

  @Test
  void oneThatAnOrdinaryCollectionTookIsListedToo() throws InterruptedException {
    startOnChannel("taken");
    awaitWaitingOrTaken("taken", 1);
    do { // until the carriers have forgotten it, too
      System.gc();
      Thread.sleep(5);
    } while (waiting("taken") > 0);
    var leaks = find("taken");
    assertThat(leaks).hasSize(1);
    assertThat(leaks.getFirst().stack()).isEmpty();
    assertThat(leaks.getFirst().waitReason()).isEqualTo("waiting");
  }

  @Test
  void manyAndTheirMemory() throws InterruptedException {
    int n = 20_000;
    int before = Goroutines.count();
    startMany("many", n, i -> Channel.make());
    while (Goroutines.count() < before + n / 2) {
      Thread.sleep(1);
    }
    var all = new ArrayList<Leak>();
    while (all.size() < n) { // some may not have run yet
      all.addAll(find("many"));
    }
    assertThat(all).hasSize(n);
    assertThat(Goroutines.count()).isLessThan(before + n / 10);
  }
}
