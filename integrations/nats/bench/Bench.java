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
        calls.run(WARM_UP_CALLS);
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
    // Of each block: for sends the values per second and the processor time, for calls p50, p99 and
    // that.
    var figures = new double[2][3][blocks];
    var sends = new Sends[2][];
    var calls = new Calls[2];
    for (int i = 0; i < 2; i++) {
      if (what.equals("send")) {
        Nats.connect(Nats.Options.of(url)).queue(name + i, Codec.bytes());
        sends[i] = sends(who[i], url, name + i, senders);
        time(sends[i], WARM_UP_VALUES);
      } else {
        calls[i] = calls(who[i], url, name + i);
        calls[i].run(WARM_UP_CALLS);
      }
    }
    for (int block = 0; block < blocks; block++) {
      for (int turn = 0; turn < 2; turn++) {
        int i = (block + turn) % 2;
        var f = figures[i];
        if (what.equals("send")) {
          f[0][block] = VALUES_OF_A_BLOCK / (time(sends[i], VALUES_OF_A_BLOCK) / 1e9);
          f[2][block] = cpu / 1e3 / VALUES_OF_A_BLOCK;
        } else {
          int n = CALLS_OF_A_BLOCK;
          var nanos = calls[i].run(n);
          f[0][block] = nanos[n / 2] / 1e3;
          f[1][block] = nanos[(int) (n * 0.99)] / 1e3;
          f[2][block] = cpu / 1e3 / n;
        }
      }
    }
    var names =
        what.equals("send")
            ? new String[] {"values/s", "", "client µs"}
            : new String[] {"p50 µs", "p99 µs", "client µs"};
    for (int k = 0; k < 3; k++) {
      if (!names[k].isEmpty()) {
        var ratios = new double[blocks];
        for (int b = 0; b < blocks; b++) {
          ratios[b] = figures[0][k][b] / figures[1][k][b];
        }
        System.out.printf(
            "%s %s %s: %.1f %.1f ratio %.2f%n",
            String.join("/", who),
            what + (senders == 0 ? "" : "-" + senders),
            names[k],
            median(figures[0][k]),
            median(figures[1][k]),
            median(ratios));
      }
    }
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
