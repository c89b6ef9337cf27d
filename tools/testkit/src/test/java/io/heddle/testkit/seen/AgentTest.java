// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.seen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.DeadlockError;
import io.heddle.Go;
import io.heddle.sync.WaitGroup;
import io.heddle.testkit.Bubble;
import io.heddle.testkit.ExitError;
import io.heddle.testkit.Explorer;
import io.heddle.testkit.GoTest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Java's own clocks, waits and monitors inside bubbles, in classes that the agent has seen. */
@Timeout(60)
class AgentTest {
  private static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");

  @GoTest
  void sleepsTakeNoTime() throws Exception {
    Thread.sleep(3_600_000);
    Thread.sleep(Duration.ofHours(1));
    Thread.sleep(1, 500_000);
    TimeUnit.HOURS.sleep(1);
    assertThat(Duration.between(BEGIN, Instant.now()))
        .isEqualTo(Duration.ofHours(3).plusNanos(1_500_000));
  }

  @GoTest
  void clocksAreTheBubbles() {
    assertThat(Instant.now()).isEqualTo(BEGIN);
    assertThat(System.currentTimeMillis()).isEqualTo(BEGIN.toEpochMilli());
    assertThat(System.nanoTime()).isZero();
    assertThat(LocalDate.now(ZoneOffset.UTC)).isEqualTo("2000-01-01");
    assertThat(new Date().toInstant()).isEqualTo(BEGIN);
    assertThat(java.time.Clock.systemUTC().instant()).isEqualTo(BEGIN);
  }

  @Test
  void outsideTheyAreTheMachines() throws Exception {
    assertThat(Instant.now()).isAfter(BEGIN.plus(Duration.ofDays(9000)));
    long before = System.nanoTime();
    Thread.sleep(5);
    assertThat(System.nanoTime() - before).isGreaterThan(4_000_000);
    synchronized (this) {
      wait(1);
    }
  }

  @GoTest
  void timedWaitsOfTheJdk() throws Exception {
    assertThat(new CountDownLatch(1).await(1, TimeUnit.HOURS)).isFalse();
    assertThat(new LinkedBlockingQueue<String>().poll(1, TimeUnit.HOURS)).isNull();
    assertThat(new SynchronousQueue<String>().offer("", 1, TimeUnit.HOURS)).isFalse();
    assertThat(new Semaphore(0).tryAcquire(1, TimeUnit.HOURS)).isFalse();
    var lock = new ReentrantLock();
    lock.lock();
    assertThat(lock.newCondition().await(1, TimeUnit.HOURS)).isFalse();
    lock.unlock();
    assertThatThrownBy(() -> new CompletableFuture<String>().get(1, TimeUnit.HOURS))
        .isInstanceOf(TimeoutException.class);
    LockSupport.parkNanos(Duration.ofHours(1).toNanos());
    assertThatThrownBy(() -> new CyclicBarrier(2).await(1, TimeUnit.HOURS))
        .isInstanceOf(TimeoutException.class);
    synchronized (this) {
      wait(3_600_000);
    }
    assertThat(Duration.between(BEGIN, Instant.now())).isEqualTo(Duration.ofHours(9));
  }

  @GoTest
  void timedWaitsOfTheJdkThatItsOwnClassesWrite() throws Exception {
    var phaser = new Phaser(2);
    assertThatThrownBy(() -> phaser.awaitAdvanceInterruptibly(phaser.arrive(), 1, TimeUnit.HOURS))
        .isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> new Exchanger<String>().exchange("", 1, TimeUnit.HOURS))
        .isInstanceOf(TimeoutException.class);
    var stamped = new StampedLock();
    stamped.writeLock();
    assertThat(stamped.tryReadLock(1, TimeUnit.HOURS)).isZero();
    synchronized (stamped) {
      TimeUnit.HOURS.timedWait(stamped, 1);
    }
    var parked = Thread.ofPlatform().daemon().start(LockSupport::park);
    parked.join(3_600_000);
    assertThat(parked.join(Duration.ofHours(1))).isFalse();
    assertThat(Duration.between(BEGIN, Instant.now())).isEqualTo(Duration.ofHours(6));
    LockSupport.unpark(parked);
    parked.join(3_600_000);
    assertThat(Duration.between(BEGIN, Instant.now())).isLessThan(Duration.ofHours(7));
    assertThat(Calendar.getInstance().getTimeInMillis()).isEqualTo(System.currentTimeMillis());
  }

  @GoTest
  void theTimerOfJava() throws Exception {
    var timer = new Timer();
    var times = Channel.<Duration>make(8);
    timer.schedule(task(times), TimeUnit.HOURS.toMillis(2));
    timer.schedule(task(times), Date.from(BEGIN.plus(Duration.ofHours(1))));
    assertThat(times.receive()).isEqualTo(Duration.ofHours(1));
    assertThat(times.receive()).isEqualTo(Duration.ofHours(2));
    var often = task(times);
    timer.scheduleAtFixedRate(often, 0, TimeUnit.DAYS.toMillis(1));
    assertThat(times.receive()).isEqualTo(Duration.ofHours(2));
    assertThat(times.receive()).isEqualTo(Duration.ofHours(26));
    assertThat(often.cancel()).isTrue();
    timer.schedule(task(times), TimeUnit.DAYS.toMillis(3));
    timer.cancel();
    Thread.sleep(Duration.ofDays(9));
    assertThat(times.length()).isZero();
  }

  private static TimerTask task(Channel<Duration> times) {
    return new TimerTask() {
      @Override
      public void run() {
        times.trySend(Duration.between(BEGIN, Instant.now()));
      }
    };
  }

  /** One that was not cancelled holds nobody up, and leaves no thread. */
  @Test
  void aTimerOfJavaInEachSchedule() throws Exception {
    var threads = ConcurrentHashMap.<Thread>newKeySet();
    var found =
        Explorer.of(10)
            .seed(1)
            .adversarialTime(false)
            .explore(() -> {
              var times = Channel.<Duration>make(1);
              var timer = new Timer("of a schedule", true);
              Thread.getAllStackTraces().keySet().stream()
                  .filter(t -> t.getName().equals("of a schedule"))
                  .forEach(threads::add);
              timer.schedule(task(times), TimeUnit.HOURS.toMillis(1), 1000);
              assertThat(times.receive()).isEqualTo(Duration.ofHours(1));
            });
    assertThat(found.failure()).isNull();
    assertThat(threads).hasSize(10);
    for (var t : threads) {
      t.join(30_000);
      assertThat(t.isAlive()).isFalse();
    }
  }

  @Test
  void outsideTheTimerOfJavaIsTheMachines() throws Exception {
    var timer = new Timer(true);
    var times = Channel.<Duration>make(1);
    timer.schedule(task(times), 1);
    assertThat(times.receive()).isGreaterThan(Duration.ofDays(9000));
    timer.cancel();
  }

  /** Its methods lock the JVM's monitor, whoever iterates the bubble's. */
  @Test
  void whoIteratesOverASynchronizedListKeepsOthersOut() {
    var found =
        Explorer.of(200)
            .seed(1)
            .explore(() -> {
              var list = Collections.synchronizedList(new ArrayList<>(List.of(1, 2)));
              var count = new AtomicInteger();
              Go.go(() -> list.add(3));
              synchronized (list) {
                for (int n : list) {
                  count.addAndGet(n);
                }
              }
            });
    assertThat(found.failure()).isNull();
  }

  /** There is nothing else that could let time pass. */
  @Test
  void whoLooksAtTheClockAgainAndAgainSeesTimePass() {
    var found =
        Explorer.of(20)
            .seed(1)
            .explore(() -> {
              long begin = System.nanoTime();
              while (System.nanoTime() - begin < 10_000_000_000L) {
                Thread.onSpinWait();
              }
            });
    assertThat(found.failure()).isNull();
  }

  @GoTest
  void whoSpinsInAPlainBubbleLetsOthersGoOn() throws Exception {
    var isSet = new AtomicBoolean();
    Go.go(() -> isSet.set(true));
    var reads = 0;
    while (!isSet.get()) {
      reads++;
    }
    assertThat(reads).isPositive();
  }

  @GoTest
  void futuresWithALimit() throws Exception {
    var f = new CompletableFuture<String>().orTimeout(1, TimeUnit.HOURS);
    assertThatThrownBy(f::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(new CompletableFuture<String>().completeOnTimeout("late", 1, TimeUnit.HOURS).get())
        .isEqualTo("late");
    assertThat(Duration.between(BEGIN, Instant.now())).isEqualTo(Duration.ofHours(2));
  }

  @GoTest
  void aMonitorIsHandedOn() throws Exception {
    var lines = new ArrayList<String>();
    var box = new Box();
    Go.go(() -> lines.add("got " + box.take()));
    Thread.sleep(10);
    box.put("a");
    Bubble.settle();
    assertThat(lines).containsExactly("got a");
    assertThatThrownBy(box::notify).isInstanceOf(IllegalMonitorStateException.class);
    synchronized (box) {
      synchronized (box) {
        box.notifyAll();
      }
      assertThat(box.put("b")).isTrue(); // entered a third time
    }
  }

  private static final class Box {
    private String content;

    synchronized boolean put(String s) {
      content = s;
      notifyAll();
      return true;
    }

    synchronized String take() throws InterruptedException {
      while (content == null) {
        wait();
      }
      var s = content;
      content = null;
      return s;
    }

    static synchronized int fails() {
      throw new IllegalStateException("inside");
    }
  }

  @GoTest
  void anExceptionGivesTheMonitorBack() throws Exception {
    assertThatThrownBy(Box::fails).hasMessage("inside");
    var done = new WaitGroup();
    done.go(() -> assertThatThrownBy(Box::fails).hasMessage("inside"));
    done.await();
  }

  @Test
  void aDeadlockOfMonitorsIsOne() {
    var a = new Object();
    var b = new Object();
    assertThatThrownBy(() ->
            Bubble.run(() -> {
              Go.go(() -> both(a, b));
              both(b, a);
            }))
        .isInstanceOf(DeadlockError.class)
        .hasMessageContaining("monitor enter");
  }

  private static void both(Object first, Object second) throws InterruptedException {
    synchronized (first) {
      Thread.sleep(1);
      synchronized (second) {
        assertThat(Thread.holdsLock(new Object())).isFalse();
      }
    }
  }

  @GoTest
  void interruptsEndWaits() throws Exception {
    var outcome = new ArrayList<String>();
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                synchronized (outcome) {
                  outcome.wait();
                }
              } catch (InterruptedException e) {
                outcome.add("interrupted");
              }
            });
    Thread.sleep(1);
    thread.interrupt();
    thread.join();
    assertThat(outcome).containsExactly("interrupted");
  }

  @Test
  void exitIsAFailure() {
    assertThatThrownBy(() -> Bubble.run(() -> System.exit(3)))
        .isInstanceOfSatisfying(ExitError.class, e -> assertThat(e.status()).isEqualTo(3));
    assertThatThrownBy(() -> Bubble.run(() -> Runtime.getRuntime().halt(4)))
        .isInstanceOf(ExitError.class);
  }

  @Test
  void exitWithZeroIsTheEnd() throws Exception {
    Bubble.run(() -> System.exit(0));
  }

  private static List<Object> drawn(long seed) {
    var all = new ArrayList<Object>();
    var found =
        Explorer.of(1)
            .seed(seed)
            .strategy(io.heddle.testkit.Strategy.RANDOM)
            .explore(() -> {
              all.add(Math.random());
              all.add(new Random().nextLong());
              all.add(ThreadLocalRandom.current().nextLong());
              all.add(RandomGenerator.getDefault().nextLong());
              all.add(UUID.randomUUID());
            });
    assertThat(found.failure()).isNull();
    return all;
  }

  @Test
  void randomnessFollowsFromTheSeed() {
    assertThat(drawn(7)).isEqualTo(drawn(7)).isNotEqualTo(drawn(8));
    assertThat(((UUID) drawn(7).getLast()).version()).isEqualTo(4);
    assertThat(((UUID) drawn(7).getLast()).variant()).isEqualTo(2);
  }
}
