// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.harness;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A client with I/O threads of its own: 64 callers each hand a request to one of {@code size}
 * platform threads and wait for the future that this completes.
 */
public final class Outside {
  private static final int CALLERS = 64;

  /** Runs the body in so many of the subject's threads at once, and waits for them. */
  @FunctionalInterface
  public interface Parallel {
    void run(int size, Repetition body) throws Exception;
  }

  public static Repetition calls(int n, int size, Parallel parallel) {
    var queues = queues(size);
    return () ->
        parallel.run(
            CALLERS,
            () -> {
              for (int i = 0; i < n / CALLERS; i++) {
                var answer = new CompletableFuture<Integer>();
                queues[i % size].put(answer);
                answer.get();
              }
            });
  }

  private static LinkedBlockingQueue<CompletableFuture<Integer>>[] queues(int size) {
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of queues
    LinkedBlockingQueue<CompletableFuture<Integer>>[] queues = new LinkedBlockingQueue[size];
    for (int i = 0; i < size; i++) {
      var queue = new LinkedBlockingQueue<CompletableFuture<Integer>>();
      queues[i] = queue;
      Thread.ofPlatform().daemon().start(() -> answer(queue));
    }
    return queues;
  }

  private static void answer(LinkedBlockingQueue<CompletableFuture<Integer>> queue) {
    try {
      while (true) {
        queue.take().complete(1);
      }
    } catch (InterruptedException e) {
      // the end
    }
  }

  private Outside() {}
}
