// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.internal.sched.Goroutine;
import io.heddle.runtime.Goroutines;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.Scale;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Goroutines for those who want an executor or a thread factory. */
class GoExecutorTest {
  @Test
  void itsGoroutinesCanHaveNames() throws Exception {
    try (var executor = Go.executor("worker-")) {
      for (int i = 1; i <= 3; i++) {
        assertThat(executor.submit(() -> Thread.currentThread().getName()).get())
            .isEqualTo("worker-" + i);
      }
    }
    var factory = Go.threadFactory("made-");
    assertThat(factory.newThread(() -> {}).getName()).isEqualTo("made-1");
    assertThat(factory.newThread(() -> {}).getName()).isEqualTo("made-2");
    assertThat(Go.threadFactory().newThread(() -> {}).getName()).isEmpty();
  }

  @Test
  void runsEachTaskInAGoroutineOfItsOwn() throws Exception {
    try (var executor = Go.executor()) {
      List<Callable<Thread>> tasks = List.of(this::goroutine, this::goroutine, this::goroutine);

      var futures = executor.invokeAll(tasks);

      var threads = new HashSet<Thread>();
      for (var future : futures) {
        threads.add(future.get());
      }
      assertThat(threads).hasSize(3);
    }
  }

  private Thread goroutine() {
    assertThat(Goroutine.current()).isNotNull();
    return Thread.currentThread();
  }

  @Test
  void handsOutWhatATaskThrew() throws Exception {
    var failure = new IOException("from the task");
    try (var executor = Go.executor()) {
      var future =
          executor.submit(() -> {
            throw failure;
          });

      assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasCause(failure);
    }
  }

  @Test
  void refusesTasksAfterShutdownAndTerminatesWhenTheLastHasEnded() throws Exception {
    var gate = Channel.<Integer>make();
    var executor = Go.executor();
    var future = executor.submit(gate::receive);

    executor.shutdown();

    assertThatThrownBy(() -> executor.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(executor.isShutdown()).isTrue();
    assertThat(executor.awaitTermination(5, TimeUnit.MILLISECONDS)).isFalse();
    gate.send(4);
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(future.get()).isEqualTo(4);
    assertThat(executor.isTerminated()).isTrue();
  }

  @Test
  void shutdownNowInterruptsWhatRuns() throws Exception {
    var executor = Go.executor();
    var future = executor.submit(() -> Channel.<Integer>never().receive());

    executor.shutdownNow();

    assertThatThrownBy(future::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void cancellingAFutureInterruptsItsTask() throws Exception {
    try (var executor = Go.executor()) {
      var thread = Channel.<Thread>make(1);
      var future =
          executor.submit(() -> {
            thread.send(Thread.currentThread());
            return Channel.<Integer>never().receive();
          });
      var t = thread.receive();
      Blocked.await(t);

      assertThat(future.cancel(true)).isTrue();

      t.join();
    }
  }

  @Test
  void theFactoryMakesGoroutinesThatOthersStart() throws Exception {
    var seen = new AtomicReference<Goroutine>();
    var thread = Go.threadFactory().newThread(() -> seen.set(Goroutine.current()));
    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);

    thread.start();
    thread.join();

    assertThat(seen.get()).isNotNull();
    assertThat(Attempt.of(() -> Goroutine.current() != null).result()).isTrue();
  }

  @Test
  void onceClosedItsGoroutinesAreGone() throws Exception {
    for (int i = 0; i < Scale.of(2_000); i++) {
      var threads = new ConcurrentLinkedQueue<Thread>();
      int before = Goroutines.count();
      var executor = Go.executor();
      for (int k = 0; k < 4; k++) {
        executor.execute(() -> threads.add(Thread.currentThread()));
      }
      executor.close();
      assertThat(threads).hasSize(4).noneMatch(t -> ids().contains(t.threadId()));
      // fewer when what another test has left is collected meanwhile
      int after = Goroutines.count();
      assertThat(after).isBetween(ids().size(), before);
    }
  }

  private static List<Long> ids() {
    return Goroutines.list().stream().map(g -> g.thread().threadId()).toList();
  }

  @Test
  void whoAwaitsTheTerminationFindsNoThreadAlive() throws Exception {
    var executor = Go.executor();
    var gate = Channel.<Integer>make();
    var threads = new ArrayList<Thread>();
    for (int k = 0; k < 50; k++) {
      executor.submit(() -> {
        synchronized (threads) {
          threads.add(Thread.currentThread());
        }
        return gate.receive();
      });
    }
    executor.shutdown();
    assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
    gate.close();
    assertThat(executor.awaitTermination(1, TimeUnit.HOURS)).isTrue();
    assertThat(threads).hasSize(50).noneMatch(Thread::isAlive);
  }
}
