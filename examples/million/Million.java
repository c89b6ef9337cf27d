// SPDX-License-Identifier: Apache-2.0
import io.heddle.Channel;
import io.heddle.sync.WaitGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * A million goroutines at once: each is started, waits on one channel, and is woken when that is
 * closed. What a goroutine costs is what its stack holds, about 600 bytes here.
 */
public class Million {
  public static void main(String[] args) throws Exception {
    int n = howMany(args);
    var gate = Channel.<Void>make();
    var waiting = new WaitGroup();
    var ended = new WaitGroup();
    var count = new LongAdder();

    long start = System.nanoTime();
    waiting.add(n);
    for (int i = 0; i < n; i++) {
      ended.go(() -> {
        waiting.done();
        gate.receive();
        count.increment();
      });
    }
    waiting.await();
    System.out.printf(Locale.ROOT, "%d goroutines wait, after %.2f s%n", n, secondsSince(start));
    System.out.println("memory of the process: " + memory());

    start = System.nanoTime();
    gate.close();
    ended.await();
    System.out.printf(
        Locale.ROOT, "%d woken and ended, after %.2f s%n", count.sum(), secondsSince(start));
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Resident memory as Linux tells it; elsewhere what the heap holds. */
  private static String memory() throws IOException {
    var status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024 + " MB";
        }
      }
    }
    var runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / (1024 * 1024) + " MB of heap";
  }

  private static int howMany(String[] args) {
    var text = args.length == 0 ? "1000000" : args[0];
    if (!text.matches("[1-9][0-9]{0,7}")) {
      System.err.println("usage: Million [how many goroutines, 1000000 if not given]");
      System.exit(2);
    }
    return Integer.parseInt(text);
  }
}
