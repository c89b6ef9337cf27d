// SPDX-License-Identifier: Apache-2.0
import com.sun.management.OperatingSystemMXBean;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.nats.Codec;
import io.heddle.nats.Nats;
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
 * One measurement: {@code Bench (heddle|jnats|jnats-ids) send URL QUEUE VALUES SENDERS} prints
 * values per second and this process's processor time for each in microseconds, {@code Bench
 * (heddle|jnats) call URL SERVICE CALLS} the latencies p50 and p99, and the processor time, all in
 * microseconds.
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
    switch (args[1]) {
      case "send" -> {
        int senders = Integer.parseInt(args[5]);
        double rate =
            who.equals("heddle")
                ? heddleSends(url, name, n, senders)
                : jnatsSends(url, name, n, senders, who.equals("jnats-ids"));
        System.out.printf("%.0f %.2f%n", rate, cpu / 1e3 / n);
      }
      case "call" -> {
        var nanos = who.equals("heddle") ? heddleCalls(url, name, n) : jnatsCalls(url, name, n);
        Arrays.sort(nanos);
        System.out.printf(
            "%.1f %.1f %.1f%n", nanos[n / 2] / 1e3, nanos[(int) (n * 0.99)] / 1e3, cpu / 1e3 / n);
      }
      default -> throw new IllegalArgumentException(args[1]);
    }
    System.exit(0);
  }

  private interface Sends {
    void run(int n) throws Exception;
  }

  /** Values per second of all senders together, after each has sent some to warm up. */
  private static double rate(Sends[] senders, int n) throws Exception {
    for (int phase = 0; ; phase++) {
      int each = (phase == 0 ? Math.min(WARM_UP_VALUES, 10 * n) : n) / senders.length;
      cpu = -processorTime();
      var done = new CountDownLatch(senders.length);
      long before = System.nanoTime();
      for (var s : senders) {
        Runnable body =
            () -> {
              try {
                s.run(each);
              } catch (Exception e) {
                e.printStackTrace();
                System.exit(1);
              }
              done.countDown();
            };
        if (goroutines) {
          Go.go(body::run);
        } else {
          new Thread(body).start();
        }
      }
      done.await();
      cpu += processorTime();
      if (phase == 1) {
        return each * senders.length / ((System.nanoTime() - before) / 1e9);
      }
    }
  }

  private static boolean goroutines;

  private static double heddleSends(String url, String name, int n, int senders) throws Exception {
    goroutines = true;
    var net = Nats.connect(Nats.Options.of(url));
    var queue = net.queue(name, Codec.bytes());
    var all = new Sends[senders];
    for (int i = 0; i < senders; i++) {
      var out = queue.sender(WINDOW);
      all[i] =
          k -> {
            var value = new byte[SIZE];
            for (int j = 0; j < k; j++) {
              out.send(value);
            }
            while (out.length() > 0) { // until the server has them all
              Thread.sleep(0, 100_000);
            }
          };
    }
    return rate(all, n);
  }

  private static double jnatsSends(String url, String name, int n, int senders, boolean ids)
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
    return rate(all, n);
  }

  private static long[] heddleCalls(String url, String name, int n) throws Exception {
    var net = Nats.connect(Nats.Options.of(url));
    var there = Nats.connect(Nats.Options.of(url));
    there.serve(name, Codec.bytes(), Codec.bytes(), Serve.limit(64), (context, request) -> request);
    var caller = net.caller(name, Codec.bytes(), Codec.bytes());
    var nanos = new long[n];
    Go.go(
            () -> {
              var value = new byte[SIZE];
              for (int i = -WARM_UP_CALLS; i < n; i++) {
                if (i == 0) {
                  cpu = -processorTime();
                }
                long before = System.nanoTime();
                caller.call(Context.background(), value);
                if (i >= 0) {
                  nanos[i] = System.nanoTime() - before;
                }
              }
            })
        .join();
    cpu += processorTime();
    return nanos;
  }

  private static long[] jnatsCalls(String url, String name, int n) throws Exception {
    Connection c = io.nats.client.Nats.connect(Options.builder().server(url).build());
    Connection there = io.nats.client.Nats.connect(Options.builder().server(url).build());
    there.createDispatcher(m -> there.publish(m.getReplyTo(), m.getData())).subscribe(name);
    there.flush(Duration.ofSeconds(5));
    var value = new byte[SIZE];
    var nanos = new long[n];
    for (int i = -WARM_UP_CALLS; i < n; i++) {
      if (i == 0) {
        cpu = -processorTime();
      }
      long before = System.nanoTime();
      c.request(name, value, Duration.ofSeconds(10));
      if (i >= 0) {
        nanos[i] = System.nanoTime() - before;
      }
    }
    cpu += processorTime();
    return nanos;
  }
}
