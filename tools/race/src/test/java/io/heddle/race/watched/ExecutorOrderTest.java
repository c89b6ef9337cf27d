// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static io.heddle.race.watched.Racing.pause;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Work that is handed to other threads: what precedes the handing over is known to the task, what
 * the task did to who waits for it; nothing else is.
 */
class ExecutorOrderTest {
  /** Runs a task somewhere else and waits for it, as one does. */
  interface Runner {
    void run(Callable<Object> task) throws Throwable;
  }

  static Arguments runner(String name, Runner r) {
    return Arguments.argumentSet(name, r);
  }

  static Stream<Arguments> runners() {
    return Stream.of(
        runner("Thread", t -> join(Thread.ofPlatform().start(() -> call(t)))),
        runner("virtual thread", t -> join(Thread.startVirtualThread(() -> call(t)))),
        runner(
            "isAlive",
            t -> {
              var thread = Thread.ofPlatform().start(() -> call(t));
              while (thread.isAlive()) {
                Thread.onSpinWait();
              }
            }),
        runner("fixed pool", t -> in(Executors.newFixedThreadPool(2), p -> p.submit(t).get())),
        runner(
            "cached pool, awaitTermination",
            t ->
                in(
                    Executors.newCachedThreadPool(),
                    p -> {
                      p.execute(() -> call(t));
                      p.shutdown();
                      p.awaitTermination(10, TimeUnit.SECONDS);
                    })),
        runner(
            "closed pool",
            t -> {
              try (var p = Executors.newFixedThreadPool(1)) {
                p.execute(() -> call(t));
              }
            }),
        runner(
            "failing task",
            t ->
                in(
                    Executors.newSingleThreadExecutor(),
                    p -> {
                      try {
                        p.submit(
                                () -> {
                                  call(t);
                                  throw new IllegalStateException();
                                })
                            .get();
                      } catch (java.util.concurrent.ExecutionException e) {
                        // its failure is a result
                      }
                    })),
        runner(
            "invokeAll",
            t -> in(Executors.newFixedThreadPool(2), p -> p.invokeAll(List.of(t, () -> 1)))),
        runner("invokeAny", t -> in(Executors.newFixedThreadPool(2), p -> p.invokeAny(List.of(t)))),
        runner(
            "scheduled",
            t ->
                in(
                    Executors.newScheduledThreadPool(1),
                    p ->
                        ((java.util.concurrent.ScheduledExecutorService) p)
                            .schedule(t, 1, TimeUnit.MILLISECONDS)
                            .get())),
        runner(
            "virtual thread per task",
            t -> {
              try (var p = Executors.newVirtualThreadPerTaskExecutor()) {
                p.submit(t);
              }
            }),
        runner(
            "virtual thread per task, get",
            t -> in(Executors.newVirtualThreadPerTaskExecutor(), p -> p.submit(t).get())),
        runner("ForkJoinPool submit", t -> in(new ForkJoinPool(2), p -> p.submit(t).get())),
        runner(
            "work stealing pool", t -> in(Executors.newWorkStealingPool(), p -> p.submit(t).get())),
        runner(
            "fork and join",
            t ->
                ForkJoinPool.commonPool()
                    .invoke(
                        new RecursiveTask<Object>() {
                          @Override
                          protected Object compute() {
                            var part =
                                new RecursiveTask<Object>() {
                                  @Override
                                  protected Object compute() {
                                    return call(t);
                                  }
                                };
                            part.fork();
                            return part.join();
                          }
                        })),
        runner(
            "CountedCompleter",
            t ->
                new CountedCompleter<Void>() {
                  @Override
                  public void compute() {
                    setPendingCount(1);
                    new CountedCompleter<Void>(this) {
                      @Override
                      public void compute() {
                        call(t);
                        tryComplete();
                      }
                    }.fork();
                    tryComplete();
                  }
                }.invoke()),
        runner("runAsync", t -> CompletableFuture.runAsync(() -> call(t)).get()),
        runner(
            "supplyAsync, thenApply, join",
            t -> CompletableFuture.supplyAsync(() -> call(t)).thenApply(x -> 1).join()),
        runner(
            "thenRunAsync",
            t -> CompletableFuture.completedFuture(1).thenRunAsync(() -> call(t)).join()),
        runner(
            "thenCombine",
            t ->
                CompletableFuture.supplyAsync(() -> call(t))
                    .thenCombine(CompletableFuture.supplyAsync(() -> 2), (a, b) -> 3)
                    .join()),
        runner(
            "allOf",
            t ->
                CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> call(t)),
                        CompletableFuture.runAsync(() -> {}))
                    .join()),
        runner(
            "whenComplete of a failure",
            t -> {
              try {
                CompletableFuture.runAsync(
                        () -> {
                          call(t);
                          throw new IllegalStateException();
                        })
                    .join();
              } catch (java.util.concurrent.CompletionException e) {
                // its failure is a result
              }
            }),
        runner(
            "orTimeout",
            t ->
                CompletableFuture.supplyAsync(() -> call(t))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join()),
        runner(
            "delayedExecutor",
            t ->
                CompletableFuture.runAsync(
                        () -> call(t), CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS))
                    .join()),
        runner(
            "parallel stream",
            t ->
                IntStream.range(0, 64)
                    .parallel()
                    .forEach(i -> {
                      if (i == 0) {
                        call(t);
                      }
                    })),
        runner(
            "parallel stream, collect",
            t -> {
              var list =
                  IntStream.range(0, 64).parallel().mapToObj(i -> i == 0 ? call(t) : "").toList();
              assertThat(list).hasSize(64);
            }),
        runner(
            "Timer",
            t -> {
              var timer = new Timer();
              var done = new CountDownLatch(1);
              timer.schedule(
                  new TimerTask() {
                    @Override
                    public void run() {
                      call(t);
                      done.countDown();
                    }
                  },
                  1);
              done.await();
              timer.cancel();
            }),
        runner(
            "Flow",
            t -> {
              var done = new CountDownLatch(1);
              try (var publisher = new SubmissionPublisher<Callable<Object>>()) {
                publisher.consume(x -> call(x)).thenRun(done::countDown);
                publisher.submit(t);
              }
              done.await();
            }));
  }

  private static Object call(Callable<Object> task) {
    try {
      return task.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Thread t) throws InterruptedException {
    t.join();
  }

  interface Use {
    void of(ExecutorService p) throws Exception;
  }

  private static void in(ExecutorService p, Use use) throws Exception {
    try {
      use.of(p);
    } finally {
      p.shutdownNow();
    }
  }

  @ParameterizedTest
  @MethodSource("runners")
  void ordered(Runner runner) throws Throwable {
    var reports =
        Racing.reports(() -> {
          for (int round = 0; round < 3; round++) {
            var given = new Cell();
            var back = new Cell();
            given.set();
            runner.run(() -> {
              back.set();
              return given.get();
            });
            assertThat(back.get()).isOne();
            given.set();
          }
        });
    assertThat(reports).isEmpty();
  }

  /** What is done beside the task is not ordered with it. */
  @ParameterizedTest
  @MethodSource("runners")
  void notOrdered(Runner runner) throws Throwable {
    var reports =
        Racing.reports(() -> {
          var cell = new Cell();
          var beside = Racing.start(cell::set);
          pause();
          runner.run(cell::get);
          beside.join();
        });
    assertThat(reports).hasSize(1);
  }
}
