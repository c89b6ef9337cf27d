// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Blocked;
import io.heddle.testing.OverCapacities;
import io.heddle.testing.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Platform threads, virtual threads of the JDK's scheduler and goroutines on the same channels. */
class ThreadsMeetTest {
  enum Kind {
    PLATFORM {
      @Override
      Thread start(Runnable body) {
        return Thread.ofPlatform().daemon().start(body);
      }
    },
    VIRTUAL {
      @Override
      Thread start(Runnable body) {
        return Thread.ofVirtual().start(body);
      }
    },
    GOROUTINE {
      @Override
      Thread start(Runnable body) {
        return Go.go(body::run);
      }
    };

    abstract Thread start(Runnable body);
  }

  private static final Kind[] KINDS = Kind.values();

  /** Runs the body in a thread of that kind; what it throws comes out of the future. */
  private static Thread start(Kind kind, CompletableFuture<Long> end, Task body) {
    return kind.start(() -> {
      try {
        body.run();
        end.complete(0L);
      } catch (Throwable e) {
        end.completeExceptionally(e);
      }
    });
  }

  @OverCapacities
  void allKindsSendAndReceiveOnOneChannel(int capacity) throws Exception {
    int each = Scale.of(1000);
    var c = Channel.<Long>make(capacity);
    var sum = new AtomicLong();
    var senders = new ArrayList<CompletableFuture<Long>>();
    var receivers = new ArrayList<CompletableFuture<Long>>();
    for (int i = 0; i < 6; i++) {
      var sender = new CompletableFuture<Long>();
      senders.add(sender);
      start(
          KINDS[i % 3],
          sender,
          () -> {
            for (long v = 1; v <= each; v++) {
              c.send(v);
            }
          });
      var receiver = new CompletableFuture<Long>();
      receivers.add(receiver);
      start(
          KINDS[i % 3],
          receiver,
          () -> {
            for (long v : c) {
              sum.addAndGet(v);
            }
          });
    }
    for (var sender : senders) {
      sender.get();
    }
    c.close();
    for (var receiver : receivers) {
      receiver.get();
    }
    assertThat(sum.get()).isEqualTo(6L * each * (each + 1) / 2);
  }

  /** A value goes round a ring whose links are of all kinds, by selects on both sides. */
  @OverCapacities
  void aRingOfAllKinds(int capacity) throws Exception {
    int rounds = Scale.of(200);
    int links = 6;
    var pipes = new ArrayList<Channel<Integer>>();
    for (int i = 0; i <= links; i++) {
      pipes.add(Channel.make(capacity));
    }
    var quit = Channel.<Void>make();
    var ends = new ArrayList<CompletableFuture<Long>>();
    for (int i = 0; i < links; i++) {
      var in = pipes.get(i);
      var out = pipes.get(i + 1);
      var end = new CompletableFuture<Long>();
      ends.add(end);
      start(
          KINDS[i % 3],
          end,
          () -> {
            Integer v = 0;
            while (v != null) {
              v = select(receive(in, got -> got), receive(quit, x -> null));
              if (v != null) {
                int next = v + 1;
                select(send(out, next, () -> next), receive(quit, x -> null));
              }
            }
          });
    }
    int v = 0;
    for (int i = 0; i < rounds; i++) {
      pipes.get(0).send(v);
      v = pipes.get(links).receive();
    }
    quit.close();
    for (var end : ends) {
      end.get();
    }
    assertThat(v).isEqualTo(rounds * links);
  }

  @ParameterizedTest
  @EnumSource
  void everyKindCanBeInterrupted(Kind kind) throws Exception {
    for (var wait :
        List.<Task>of(
            () -> Channel.make().receive(),
            () -> Channel.<Integer>make().send(1),
            () -> Channel.never().receive(),
            () -> select(receive(Channel.make(), v -> v), receive(Channel.make(1), v -> v)),
            () ->
                select(
                    receive(Channel.make(), v -> v), Select.timeout(Duration.ofHours(1), () -> 1)),
            () -> new Selector().select())) {
      var end = new CompletableFuture<Long>();
      var thread = start(kind, end, wait);
      if (kind == Kind.VIRTUAL) {
        while (thread.getState() == Thread.State.RUNNABLE
            || thread.getState() == Thread.State.NEW) {
          Thread.sleep(1);
        }
      } else {
        Blocked.await(thread);
      }
      thread.interrupt();
      assertThatThrownBy(end::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(InterruptedException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyKindWaitsForATimeoutOfASelect(Kind kind) throws Exception {
    var end = new CompletableFuture<Long>();
    var waited = new long[1];
    start(
        kind,
        end,
        () -> {
          long start = System.nanoTime();
          select(receive(Channel.make(), v -> v), Select.timeout(Duration.ofMillis(5), () -> 1));
          waited[0] = System.nanoTime() - start;
        });
    end.get();
    assertThat(waited[0]).isGreaterThanOrEqualTo(5_000_000);
  }

  @Test
  void theOrderIsFirstComeFirstServedAmongAllKinds() throws Exception {
    var c = Channel.<Integer>make();
    var got = new ArrayList<CompletableFuture<Long>>();
    for (int i = 0; i < 6; i++) {
      var result = new CompletableFuture<Long>();
      got.add(result);
      KINDS[i % 3].start(() -> {
        try {
          result.complete((long) c.receive());
        } catch (InterruptedException e) {
          result.completeExceptionally(e);
        }
      });
      while (!c.toString().contains(i + 1 + " receiver")) {
        Thread.sleep(1);
      }
    }
    for (int i = 0; i < 6; i++) {
      c.send(i);
    }
    for (int i = 0; i < 6; i++) {
      assertThat(got.get(i).get()).isEqualTo(i);
    }
  }
}
