// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Where something could still wake a goroutine, no deadlock is reported: each program here waits
 * for longer than the finder takes to look.
 */
class NoDeadlockTest {
  private static final Duration A_WHILE = Duration.ofMillis(150);

  @Test
  void whileAGoroutineSleeps() throws Exception {
    Go.run(() -> {
      var c = Channel.<Integer>make();
      go(() -> {
        Time.sleep(A_WHILE);
        c.send(1);
      });
      c.receive();
    });
  }

  @Test
  void whileATimerIsArmed() throws Exception {
    Go.run(() -> Time.after(A_WHILE).receive());
    Go.run(() -> select(onReceive(Channel.make(), v -> {}), onTimeout(A_WHILE, () -> {})));
    Go.run(() -> assertThat(oneThatIsNeverDone().await(A_WHILE)).isFalse());
  }

  @Test
  void whileAGoroutineSleepsTheJdksWay() throws Exception {
    Go.run(() -> {
      var c = Channel.<Integer>make();
      go(() -> {
        Thread.sleep(A_WHILE);
        c.send(1);
      });
      c.receive();
    });
  }

  @Test
  void whileAPlatformThreadLives() throws Exception {
    Go.run(() -> {
      var c = Channel.<Integer>make();
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            LockSupport.parkNanos(A_WHILE.toNanos());
            c.trySend(1);
          });
      c.receive();
    });
  }

  @Test
  void whileAVirtualThreadOfTheJdkLives() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var c = Channel.<Integer>make();
      Go.run(() -> {
        executor.submit(() -> {
          Thread.sleep(A_WHILE);
          c.send(1);
          return null;
        });
        c.receive();
      });
    }
  }

  @Test
  void whileAScheduledTaskIsPending() throws Exception {
    try (var executor = Executors.newSingleThreadScheduledExecutor()) {
      Go.run(() -> {
        var c = Channel.<Integer>make();
        var pending =
            executor.schedule(() -> c.trySend(1), A_WHILE.toMillis(), TimeUnit.MILLISECONDS);
        c.receive();
        assertThat(pending.get()).isTrue();
      });
    }
  }

  @Test
  void whileASocketMayBringSomething() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = new Socket(server.getInetAddress(), server.getLocalPort());
        var accepted = server.accept()) {
      var c = Channel.<Integer>make();
      var writer =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                LockSupport.parkNanos(A_WHILE.toNanos());
                try {
                  client.getOutputStream().write(1);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      Go.run(() -> {
        go(() -> c.send(accepted.getInputStream().read()));
        c.receive();
      });
      writer.join();
    }
  }

  @Test
  void whileSomebodyOutsideOfTheProgramHoldsTheChannel() throws Exception {
    var c = Channel.<Integer>make();
    var outside =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              LockSupport.parkNanos(A_WHILE.toNanos());
              c.trySend(1);
            });
    Go.run(c::receive);
    outside.join();
  }

  private static WaitGroup oneThatIsNeverDone() {
    var group = new WaitGroup();
    group.add(1);
    return group;
  }
}
