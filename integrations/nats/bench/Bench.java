// SPDX-License-Identifier: Apache-2.0
import com.sun.management.OperatingSystemMXBean;
import io.heddle.Go;
import io.heddle.SendChannel;
import io.heddle.context.Context;
import io.heddle.nats.Caller;
import io.heddle.nats.Codec;
import io.heddle.nats.Nats;
import io.heddle.nats.Queue;
import io.heddle.nats.Serve;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.api.PublishAck;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * One measurement: {@code Bench (heddle|heddle-no-ids|jnats|jnats-ids) send URL QUEUE VALUES
 * SENDERS} prints values per second and this process's processor time for each in microseconds,
 * {@code Bench (heddle|jnats) call URL SERVICE CALLS} the latencies p50 and p99, and the processor
 * time, all in microseconds.
 *
 * <p>{@code Bench WHO/WHO send URL QUEUE BLOCKS SENDERS} and {@code Bench heddle/jnats call URL
 * SERVICE BLOCKS} run both in this process, in blocks that take turns so that both meet the same
 * machine, and print the median of the ratios of blocks that are neighbours.
 */
class Bench {
  private static final int SIZE = 128;
  private static final int WINDOW = 1024;

  /** What is done before it is measured: until then the compiler works beside it. */
  private static final int WARM_UP_VALUES = 200_000;

  /** And longer if the compiler is still at work. */
  private static final int WARM_UP_CALLS = 30_000;

  private static long cpu;

  private static long processorTime() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  static void main(String[] args) throws Exception {
    var who = args[0];
    var url = args[2];
    var name = args[3];
    int n = Integer.parseInt(args[4]);
    if (who.contains("/")) {
      beside(
          who.split("/"), args[1], url, name, n, args.length > 5 ? Integer.parseInt(args[5]) : 0);
      System.exit(0);
    }
    switch (args[1]) {
      case "send" -> {
        int senders = Integer.parseInt(args[5]);
        var all = sends(who, url, name, senders);
        time(all, Math.min(WARM_UP_VALUES, 10 * n));
        double rate = n / (time(all, n) / 1e9);
        System.out.printf("%.0f %.2f%n", rate, cpu / 1e3 / n);
      }
      case "call" -> {
        var calls = calls(who, url, name);
        warmUp(calls);
        var nanos = calls.run(n);
        System.out.printf(
            "%.1f %.1f %.1f%n", nanos[n / 2] / 1e3, nanos[(int) (n * 0.99)] / 1e3, cpu / 1e3 / n);
      }
      default -> throw new IllegalArgumentException(args[1]);
    }
    System.exit(0);
  }

  // ---- two in one process ----

  private static final int VALUES_OF_A_BLOCK = 20_000;
  private static final int CALLS_OF_A_BLOCK = 1_000;

  private static void beside(
      String[] who, String what, String url, String name, int blocks, int senders)
      throws Exception {
    if (what.equals("send")) {
      sendsBeside(who, url, name, blocks, senders);
    } else {
      callsBeside(who, url, name, blocks);
    }
  }

  private static void sendsBeside(String[] who, String url, String name, int blocks, int senders)
      throws Exception {
    var rates = new double[2][blocks];
    var client = new double[2][blocks];
    var sends = new Sends[2][];
    for (int i = 0; i < 2; i++) {
      Nats.connect(Nats.Options.of(url)).queue(name + i, Codec.bytes());
      sends[i] = sends(who[i], url, name + i, senders);
      time(sends[i], WARM_UP_VALUES);
    }
    for (int block = 0; block < blocks; block++) {
      for (int turn = 0; turn < 2; turn++) {
        int i = (block + turn) % 2;
        rates[i][block] = VALUES_OF_A_BLOCK / (time(sends[i], VALUES_OF_A_BLOCK) / 1e9);
        client[i][block] = cpu / 1e3 / VALUES_OF_A_BLOCK;
      }
    }
    var title = String.join("/", who) + " send-" + senders;
    print(title + " values/s", median(rates[0]), median(rates[1]), ratio(rates));
    print(
        title + " client µs", mean(client[0]), mean(client[1]), mean(client[0]) / mean(client[1]));
  }

  private static void callsBeside(String[] who, String url, String name, int blocks)
      throws Exception {
    int n = CALLS_OF_A_BLOCK;
    var p50 = new double[2][blocks];
    var p99 = new double[2][blocks];
    var client = new double[2][blocks];
    var heap = new double[2][blocks];
    var all = new long[2][blocks * n];
    var calls = new Calls[2];
    for (int i = 0; i < 2; i++) {
      calls[i] = calls(who[i], url, name + i);
      warmUp(calls[i]);
    }
    long before = collections();
    for (int block = 0; block < blocks; block++) {
      for (int turn = 0; turn < 2; turn++) {
        int i = (block + turn) % 2;
        heap[i][block] = -allocated();
        var nanos = calls[i].run(n);
        heap[i][block] += allocated();
        p50[i][block] = nanos[n / 2] / 1e3;
        p99[i][block] = nanos[(int) (n * 0.99)] / 1e3;
        client[i][block] = cpu / 1e3;
        System.arraycopy(nanos, 0, all[i], block * n, n);
      }
    }
    long pauses = collections() - before;
    var title = String.join("/", who) + " call";
    print(title + " p50 µs", median(p50[0]), median(p50[1]), ratio(p50));
    print(title + " p99 µs", median(p99[0]), median(p99[1]), ratio(p99));
    Arrays.sort(all[0]);
    Arrays.sort(all[1]);
    double[] worst = {all[0][blocks * n / 100 * 99] / 1e3, all[1][blocks * n / 100 * 99] / 1e3};
    print(title + " p99 of all blocks µs", worst[0], worst[1], worst[0] / worst[1]);
    double[] cpu = {mean(client[0]) / n, mean(client[1]) / n};
    print(title + " client µs", cpu[0], cpu[1], cpu[0] / cpu[1]);
    double[] bytes = {median(heap[0]) / n, median(heap[1]) / n};
    print(title + " allocated bytes", bytes[0], bytes[1], bytes[0] / bytes[1]);
    System.out.println(title + " collections meanwhile: " + pauses);
  }

  /** Until the compiler has nothing to do: it takes processor time from the calls. */
  private static void warmUp(Calls calls) throws Exception {
    var compiler = ManagementFactory.getCompilationMXBean();
    for (int i = 0; i < 100; i++) {
      long before = compiler.getTotalCompilationTime();
      calls.run(WARM_UP_CALLS / 10);
      if (i >= 10 && compiler.getTotalCompilationTime() - before < 10) {
        return;
      }
    }
  }

  private static double allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getTotalThreadAllocatedBytes();
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(java.lang.management.GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  private static void print(String what, double one, double other, double ratio) {
    System.out.printf("%s: %.1f %.1f ratio %.2f%n", what, one, other, ratio);
  }

  /** The median of the ratios of neighbours. */
  private static double ratio(double[][] of) {
    var ratios = new double[of[0].length];
    Arrays.setAll(ratios, b -> of[0][b] / of[1][b]);
    return median(ratios);
  }

  /** Of processor times, which are told in steps of 10 ms: the median would be one of few. */
  private static double mean(double[] of) {
    return Arrays.stream(of).average().orElse(0);
  }

  private static double median(double[] of) {
    var sorted = of.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  // ---- sends ----

  /** Sends so many and returns when the server has them. */
  private interface Sends {
    void run(int n) throws Exception;
  }

  private static Sends[] sends(String who, String url, String name, int senders) throws Exception {
    return who.startsWith("heddle")
        ? heddleSends(url, name, senders, who.equals("heddle"))
        : jnatsSends(url, name, senders, who.equals("jnats-ids"));
  }

  /** Nanoseconds in which all together send so many; heddle's are goroutines. */
  private static long time(Sends[] senders, int n) throws Exception {
    cpu = -processorTime();
    var done = new CountDownLatch(senders.length);
    long before = System.nanoTime();
    for (var s : senders) {
      Runnable body =
          () -> {
            try {
              s.run(n / senders.length);
            } catch (Exception e) {
              e.printStackTrace();
              System.exit(1);
            }
            done.countDown();
          };
      if (s instanceof HeddleSends) {
        Go.go(body::run);
      } else {
        new Thread(body).start();
      }
    }
    done.await();
    cpu += processorTime();
    return System.nanoTime() - before;
  }

  private record HeddleSends(SendChannel<byte[]> out) implements Sends {
    @Override
    public void run(int n) throws Exception {
      var value = new byte[SIZE];
      for (int j = 0; j < n; j++) {
        out.send(value);
      }
      while (out.length() > 0) { // until the server has them all
        Thread.sleep(0, 100_000);
      }
    }
  }

  private static Sends[] heddleSends(String url, String name, int senders, boolean ids)
      throws Exception {
    var net = Nats.connect(Nats.Options.of(url));
    var settings = ids ? Queue.settings() : Queue.settings().duplicateWindow(Duration.ZERO);
    var queue = net.queue(name, Codec.bytes(), settings);
    var all = new Sends[senders];
    Arrays.setAll(all, i -> new HeddleSends(queue.sender(WINDOW)));
    return all;
  }

  private static Sends[] jnatsSends(String url, String name, int senders, boolean ids)
      throws Exception {
    Connection c = io.nats.client.Nats.connect(Options.builder().server(url).build());
    JetStream js = c.jetStream();
    var all = new Sends[senders];
    for (int i = 0; i < senders; i++) {
      var prefix = io.nats.client.NUID.nextGlobal() + ".";
      var next = new long[1];
      all[i] =
          k -> {
            var value = new byte[SIZE];
            var window = new ArrayDeque<CompletableFuture<PublishAck>>();
            for (int j = 0; j < k; j++) {
              if (window.size() == WINDOW) {
                window.remove().join();
              }
              window.add(
                  ids
                      ? js.publishAsync(
                          name,
                          value,
                          PublishOptions.builder().messageId(prefix + next[0]++).build())
                      : js.publishAsync(name, value));
            }
            for (var ack : window) {
              ack.join();
            }
          };
    }
    return all;
  }

  // ---- calls ----

  private interface Calls {
    void call(byte[] request) throws Exception;

    /** How long each of so many took, in nanoseconds, sorted. */
    default long[] run(int n) throws Exception {
      var nanos = new long[n];
      var value = new byte[SIZE];
      cpu = -processorTime();
      for (int i = 0; i < n; i++) {
        long before = System.nanoTime();
        call(value);
        nanos[i] = System.nanoTime() - before;
      }
      cpu += processorTime();
      Arrays.sort(nanos);
      return nanos;
    }
  }

  /** Calls from a goroutine. */
  private record HeddleCalls(Caller<byte[], byte[]> caller) implements Calls {
    @Override
    public void call(byte[] request) throws Exception {
      caller.call(Context.background(), request);
    }

    @Override
    public long[] run(int n) throws Exception {
      var nanos = new long[1][];
      Go.go(() -> nanos[0] = Calls.super.run(n)).join();
      return nanos[0];
    }
  }

  private static Calls calls(String who, String url, String name) throws Exception {
    if (who.equals("heddle")) {
      var net = Nats.connect(Nats.Options.of(url));
      var there = Nats.connect(Nats.Options.of(url));
      there.serve(name, Codec.bytes(), Codec.bytes(), Serve.limit(64), (context, q) -> q);
      return new HeddleCalls(net.caller(name, Codec.bytes(), Codec.bytes()));
    }
    Connection c = io.nats.client.Nats.connect(Options.builder().server(url).build());
    Connection there = io.nats.client.Nats.connect(Options.builder().server(url).build());
    there.createDispatcher(m -> there.publish(m.getReplyTo(), m.getData())).subscribe(name);
    there.flush(Duration.ofSeconds(5));
    return request -> c.request(name, request, Duration.ofSeconds(10));
  }
}
