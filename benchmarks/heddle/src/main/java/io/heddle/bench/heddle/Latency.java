// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.heddle;

import io.heddle.Channel;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * From ready to running at half load: every millisecond as many workers are sent a task of 50 µs as
 * keep all processors busy for half of it. What counts is the time from the send to the first
 * instruction after the receive; the first half of the tasks is for warming up.
 */
final class Latency {
  private static final long TASK_NANOS = 50_000;
  private static final long PERIOD_NANOS = 1_000_000;

  static Map<String, Double> measure(int n, int size) throws InterruptedException {
    var latencies = new double[2 * n];
    var workers = new WaitGroup();
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of channels
    Channel<Task>[] inboxes = new Channel[size];
    for (int i = 0; i < size; i++) {
      var inbox = inboxes[i] = Channel.make(1);
      workers.go(() -> work(inbox, latencies));
    }
    int burst = (int) (Runtime.getRuntime().availableProcessors() * PERIOD_NANOS / 2 / TASK_NANOS);
    long next = System.nanoTime();
    for (int i = 0; i < latencies.length; i++) {
      if (i % burst == 0) {
        next += PERIOD_NANOS;
        Time.sleep(Duration.ofNanos(next - System.nanoTime()));
      }
      inboxes[i % size].send(new Task(i, System.nanoTime()));
    }
    for (var inbox : inboxes) {
      inbox.close();
    }
    workers.await();
    var counted = Arrays.copyOfRange(latencies, n, 2 * n);
    Arrays.sort(counted);
    return Map.of(
        "p50", counted[n / 2],
        "p99", counted[(int) (n * 99L / 100)],
        "p999", counted[(int) (n * 999L / 1000)]);
  }

  private record Task(int number, long sentAt) {}

  private static void work(Channel<Task> inbox, double[] latencies) {
    for (var task : inbox) {
      long begin = System.nanoTime();
      latencies[task.number] = begin - task.sentAt;
      while (System.nanoTime() - begin < TASK_NANOS) {
        Thread.onSpinWait();
      }
    }
  }

  private Latency() {}
}
