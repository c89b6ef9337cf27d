// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Child;
import io.heddle.testing.OnCarriers;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A goroutine that switches by Heddle's own way is a virtual thread as any other. */
@OnCarriers
class OwnSwitchTest {
  private static final ScopedValue<String> BOUND = ScopedValue.newInstance();

  private volatile boolean isOver;

  @BeforeAll
  static void open() {
    OwnSwitch.open();
  }

  /** On a JDK that we know it must not fall back unnoticed. */
  @Test
  void isTakenOnTheJdkItIsWrittenFor() {
    assumeTrue(Runtime.version().feature() == 25 && OwnSwitch.isWanted());
    assertThat(OwnSwitch.open()).isTrue();
  }

  /** Two applications of one server: java.lang has one class of that name. */
  @Test
  void isTakenByOtherCopiesOfTheLibrary() throws Exception {
    isTakenOnTheJdkItIsWrittenFor();
    var urls = new ArrayList<URL>();
    for (var place : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(new File(place).toURI().toURL());
    }
    try (var copy =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      var open = copy.loadClass(OwnSwitch.class.getName()).getDeclaredMethod("open");
      open.setAccessible(true);
      assertThat(open.invoke(null)).isEqualTo(true);
    }
  }

  /** The facts of the JDK that it has written down. */
  @ParameterizedTest
  @ValueSource(strings = {"RUNNING", "PARKING", "PARKED", "UNPARKED"})
  void statesAreTheJdks(String state) throws Exception {
    isTakenOnTheJdkItIsWrittenFor();
    assertThat(JdkInternals.constant(Class.forName("java.lang.GoroutineSwitch"), state))
        .isEqualTo(JdkInternals.constant(Class.forName("java.lang.VirtualThread"), state));
  }

  /** It leaves by one way and comes back by the other, and is itself all the time. */
  @Test
  void takesTurnsWithTheJdksWays() throws Exception {
    Channel<Integer> there = Channel.make();
    Channel<Integer> back = Channel.make();
    go(() -> answer(there, back));
    var lock = new ReentrantLock();
    var own = new ThreadLocal<String>();
    var end =
        go(() ->
            ScopedValue.where(BOUND, "bound")
                .run(() -> {
                  own.set("own");
                  for (int i = 0; i < Scale.of(2000); i++) {
                    var self = Thread.currentThread();
                    leave(i, there, back, lock);
                    assertThat(Thread.currentThread()).isSameAs(self);
                    assertThat(BOUND.get()).isEqualTo("bound");
                    assertThat(own.get()).isEqualTo("own");
                  }
                  there.close();
                }));
    end.join();
    assertThat(there.isClosed()).isTrue();
  }

  private static void leave(
      int i, Channel<Integer> there, Channel<Integer> back, ReentrantLock lock) {
    try {
      switch (i % 6) {
        case 0 -> Thread.sleep(0, 1000);
        case 1 -> Thread.yield();
        case 2 -> {
          synchronized (lock) {
            lock.wait(0, 1000);
          }
        }
        case 3 -> {
          var self = Thread.currentThread();
          go(() -> LockSupport.unpark(self));
          LockSupport.park();
        }
        case 4 -> {
          LockSupport.unpark(Thread.currentThread()); // a permit that a park of ours finds
          exchange(there, back, i);
        }
        default -> exchange(there, back, i);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void exchange(Channel<Integer> there, Channel<Integer> back, int i)
      throws InterruptedException {
    there.send(i);
    assertThat(back.receive()).isEqualTo(i);
  }

  private static void answer(Channel<Integer> there, Channel<Integer> back)
      throws InterruptedException {
    for (int i : there) {
      back.send(i);
    }
  }

  /** Nor is a carrier still interrupted for one that has left it. */
  @Test
  void anInterruptReachesWhomItIsForAndNobodyElse() throws Exception {
    var random = Seed.of(this);
    var interrupts = new AtomicLong();
    var victims = new WaitGroup();
    var others = new WaitGroup();
    Channel<Integer> never = Channel.make();
    var threads = List.of(victim(victims, never, interrupts), victim(victims, never, interrupts));
    Channel<Integer> there = Channel.make();
    Channel<Integer> back = Channel.make();
    others.go(() -> {
      for (int i = 0; !isOver; i++) {
        exchange(there, back, i);
      }
      there.close();
    });
    others.go(() -> answer(there, back));
    var interrupter = Thread.ofPlatform().daemon().start(() -> storm(random, threads, interrupts));
    try {
      interrupter.join();
    } finally {
      isOver = true;
      never.close();
    }
    victims.await();
    others.await(); // an interrupt that was not for them would have ended them with an exception
    assertThat(interrupts.get()).isPositive();
  }

  private Thread victim(WaitGroup group, Channel<Integer> never, AtomicLong interrupts) {
    return group.go(() -> {
      while (!isOver) {
        try {
          never.receive();
        } catch (InterruptedException e) {
          interrupts.incrementAndGet();
        }
      }
    });
  }

  /** Goes on until one has arrived: on a busy machine all could be over before a victim has run. */
  private static void storm(SplittableRandom random, List<Thread> threads, AtomicLong arrived) {
    for (int i = 0; i < Scale.of(20_000) || arrived.get() == 0; i++) {
      threads.get(random.nextInt(threads.size())).interrupt();
      for (int n = random.nextInt(200); n > 0; n--) {
        Thread.onSpinWait();
      }
    }
  }

  /** To be looked at is to be suspended for a moment; a wake-up must not get lost in it. */
  @Test
  void aStackIsWalkedWhileItSwitches() throws Exception {
    Channel<Integer> there = Channel.make();
    Channel<Integer> back = Channel.make();
    var pinger =
        go(() -> {
          for (int i = 0; !isOver; i++) {
            exchange(there, back, i);
          }
          there.close();
        });
    go(() -> answer(there, back));
    try {
      for (int i = 0; i < Scale.of(500); i++) {
        assertThat(pinger.getStackTrace()).isNotNull();
      }
    } finally {
      isOver = true;
    }
    pinger.join();
  }

  /** Short lives, and their ends told: the way on which a lost wake-up was once suspected. */
  @Test
  void manyStartAndAreAwaited() throws Exception {
    Go.run(() -> {
      var mutex = new Mutex();
      for (int i = 0; i < Scale.of(20_000); i++) {
        var group = new WaitGroup();
        var sum = new int[1];
        for (int k = 0; k < 4; k++) {
          group.go(() -> {
            mutex.lock();
            sum[0]++;
            mutex.unlock();
          });
        }
        group.await();
        assertThat(sum[0]).isEqualTo(4);
      }
    });
  }

  @Test
  @Tag("once")
  void canBeTurnedOff() throws Exception {
    assertThat(Child.run("exchanges", Child.ACCESS, "-Dheddle.switch=jdk").status()).isZero();
  }

  @Test
  @Tag("once")
  void aWrongPropertyIsTold() throws Exception {
    var ended = Child.run("exchanges", Child.ACCESS, "-Dheddle.switch=fast");
    assertThat(ended.status()).isNotZero();
    assertThat(ended.err()).contains("-Dheddle.switch=fast: known are own and jdk");
  }
}
