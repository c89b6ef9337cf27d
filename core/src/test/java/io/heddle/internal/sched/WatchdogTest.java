// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Task;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Blocked;
import io.heddle.testing.WithMaxProcs;
import io.heddle.time.Time;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whatever keeps a carrier, the others get on: twice as many do so as there are carriers. */
@WithMaxProcs(WatchdogTest.PROCS)
class WatchdogTest {
  static final int PROCS = 2;
  private static final int TRIPS = 1000;

  @Test
  void computing() throws Exception {
    var stop = new AtomicBoolean();
    othersGetOn(
        () -> {
          while (!stop.get()) {
            Thread.onSpinWait();
          }
        },
        () -> stop.set(true));
  }

  @Test
  @SuppressWarnings("restricted")
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void sleepingInANativeCall() throws Exception {
    var linker = Linker.nativeLinker();
    var usleep =
        linker.downcallHandle(
            linker.defaultLookup().find("usleep").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    var stop = new AtomicBoolean();
    othersGetOn(
        () -> {
          while (!stop.get()) {
            try {
              usleep.invoke(300_000);
            } catch (Throwable e) {
              throw new IllegalStateException(e);
            }
          }
        },
        () -> stop.set(true));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void readingFromAFileThatHasNothingYet(@TempDir Path folder) throws Exception {
    var fifo = fifo(folder);
    var writer = new FileOutputStream[1]; // open to the end, for those who open the file late
    othersGetOn(
        () -> {
          try (var in = new FileInputStream(fifo.toFile())) {
            in.read();
          }
        },
        () -> {
          writer[0] = new FileOutputStream(fifo.toFile());
          writer[0].write(new byte[2 * PROCS]);
        });
    writer[0].close();
  }

  private static Path fifo(Path folder) throws IOException, InterruptedException {
    var fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    return fifo;
  }

  /** The one that runs the initializer holds its carrier, and so do those that wait for it. */
  @Test
  void initializingAClass() throws Exception {
    othersGetOn(Slow::touch, Slow.GATE::close);
  }

  private static final class Gates {
    static final Channel<Integer> SLOW = Channel.make();
  }

  private static final class Slow {
    static final Channel<Integer> GATE = Gates.SLOW;

    static void touch() throws InterruptedException {
      Initialized.touch();
    }

    private static final class Initialized {
      static {
        try {
          Gates.SLOW.receive();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }

      static void touch() {}
    }
  }

  /** A comparator called from native code is not at hand; a class initializer is a native frame. */
  @Test
  void waitingUnderANativeFrame() throws Exception {
    var monitor = new Object();
    var released = new AtomicBoolean();
    Waits.monitor = monitor;
    Waits.released = released;
    othersGetOn(
        Waits.Inside::touch,
        () -> {
          released.set(true);
          synchronized (monitor) {
            monitor.notifyAll();
          }
        });
  }

  private static final class Waits {
    static volatile Object monitor = new Object();
    static volatile AtomicBoolean released = new AtomicBoolean();

    private static final class Inside {
      static {
        synchronized (monitor) {
          while (!released.get()) {
            try {
              monitor.wait();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
      }

      static void touch() {}
    }
  }

  /** Blocked on a monitor that another holds a goroutine keeps nobody's carrier. */
  @Test
  void synchronizing() throws Exception {
    var monitor = new Object();
    var gate = Channel.<Integer>make();
    othersGetOn(
        () -> {
          synchronized (monitor) {
            gate.receive();
          }
        },
        gate::close);
  }

  private static void othersGetOn(Task holdsItsCarrier, Task release) throws Exception {
    var all = new WaitGroup();
    for (int i = 0; i < 2 * PROCS; i++) {
      all.go(holdsItsCarrier);
    }
    Thread.sleep(20);
    long begin = System.nanoTime();
    var pair = go(WatchdogTest::exchange);
    var timed = go(() -> Time.sleep(Duration.ofMillis(5)));
    pair.join();
    timed.join();
    long took = System.nanoTime() - begin;
    release.run();
    all.await();
    assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(5));
    awaitRetirement();
  }

  private static void exchange() throws InterruptedException {
    var ping = Channel.<Integer>make();
    var pong = Channel.<Integer>make();
    go(() -> {
      for (int i : ping) {
        pong.send(i);
      }
    });
    for (int i = 0; i < TRIPS; i++) {
      ping.send(i);
      assertThat(pong.receive()).isEqualTo(i);
    }
    ping.close();
  }

  /** Those that stood in go to the spares. */
  private static void awaitRetirement() throws InterruptedException {
    var carriers = CarrierScheduler.instance().carriers;
    while (carriers.stuck() > 0
        || carriers.active() > PROCS
        || carriers.spareCount() != carriers.all().length - carriers.active()) {
      Thread.sleep(1);
    }
  }

  /** While others sleep and one is in a native call nothing ticks a thousand times a second. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aReadFromAFileCostsNoProcessorTime(@TempDir Path folder) throws Exception {
    var fifo = fifo(folder);
    var reader =
        go(() -> {
          try (var in = new FileInputStream(fifo.toFile())) {
            in.read();
          }
        });
    Thread.sleep(200);
    long ticks = watchdogSwitches();
    Thread.sleep(1000);
    ticks = watchdogSwitches() - ticks;
    new FileOutputStream(fifo.toFile()).close();
    reader.join();
    assertThat(ticks).isLessThan(300);
  }

  /** How often the watchdog has given its processor back. */
  private static long watchdogSwitches() throws IOException {
    try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (var task : tasks) {
        if (Files.readString(task.resolve("comm")).startsWith("heddle-watchdog")) {
          return Files.readAllLines(task.resolve("status")).stream()
              .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
        }
      }
    }
    throw new AssertionError("no watchdog");
  }

  @Test
  void aGoroutineMadeReadyWhileAllComputeRunsSoon() throws Exception {
    var stop = new AtomicBoolean();
    var all = new WaitGroup();
    for (int i = 0; i < PROCS; i++) {
      all.go(() -> {
        while (!stop.get()) {
          Thread.onSpinWait();
        }
      });
    }
    var c = Channel.<Long>make();
    var late = new long[50];
    var receiver =
        go(() -> {
          for (int i = 0; i < late.length; i++) {
            late[i] = System.nanoTime() - c.receive();
          }
        });
    for (var _ : late) {
      Blocked.await(receiver);
      Thread.sleep(1);
      c.send(System.nanoTime());
    }
    receiver.join();
    stop.set(true);
    all.await();
    Arrays.sort(late);
    assertThat(Duration.ofNanos(late[late.length / 2])).isLessThan(Duration.ofMillis(25));
  }
}
