// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Go.go;
import static io.heddle.Go.goexit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.sync.WaitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The end of one goroutine by its own wish. */
class GoexitTest {
  @Test
  void runsFinallyBlocksAndIsNoException() throws Exception {
    var log = new ArrayList<String>();
    var told = new CopyOnWriteArrayList<Throwable>();
    var goroutine =
        go(() -> {
          Thread.currentThread().setUncaughtExceptionHandler((t, e) -> told.add(e));
          try {
            deep(log);
            log.add("not reached");
          } catch (Exception e) {
            log.add("caught");
          } finally {
            log.add("outer finally");
          }
          log.add("not reached");
        });
    goroutine.join();

    assertThat(log).containsExactly("inner finally", "outer finally");
    assertThat(told).isEmpty();
  }

  private static void deep(List<String> log) {
    try {
      goexit();
    } finally {
      log.add("inner finally");
    }
  }

  @Test
  void countsAsDoneInAWaitGroup() throws Exception {
    var group = new WaitGroup();
    group.go(Go::goexit);
    group.await();
  }

  @Test
  void isRefusedOutsideOfAGoroutine() throws Exception {
    assertThatThrownBy(Go::goexit).isInstanceOf(IllegalStateException.class);
    var thrown = new ArrayList<Throwable>();
    Thread.startVirtualThread(
            () -> {
              try {
                goexit();
              } catch (IllegalStateException e) {
                thrown.add(e);
              }
            })
        .join();
    assertThat(thrown).hasSize(1);
  }

  @Test
  void cancelsTheFutureOfATask() throws Exception {
    try (var executor = Go.executor()) {
      var future = executor.submit(Go::goexit);

      assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
      assertThat(future.isCancelled()).isTrue();
    }
  }
}
