// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.Task;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link Strategy#EXHAUSTIVE} against what can be counted by other means. */
@Timeout(120)
class ExhaustiveTest {
  /** Goroutines that each send so often to a channel that nobody has to wait for. */
  private static Task senders(int... sends) {
    return () -> {
      var c = Channel.<Integer>unbounded();
      for (int n : sends) {
        Go.go(() -> {
          for (int i = 0; i < n; i++) {
            c.send(i);
          }
        });
      }
    };
  }

  private static Exploration all(Task body) {
    return Explorer.of(1_000_000)
        .seed(1)
        .strategy(Strategy.EXHAUSTIVE)
        .adversarialTime(false)
        .explore(body);
  }

  /** All orders of sends to one channel, which all depend on each other: a multinomial. */
  private static int interleavings(int... sends) {
    long count = 1;
    int total = 0;
    for (int n : sends) {
      for (int i = 1; i <= n; i++) {
        count = count * ++total / i;
      }
    }
    return (int) count;
  }

  @Test
  void countsTheOrdersOfStepsThatDependOnEachOther() {
    for (var sends :
        new int[][] {{1}, {1, 1}, {2, 1}, {2, 2}, {3, 2}, {1, 1, 1}, {2, 1, 1}, {1, 1, 1, 1}}) {
      var e = all(senders(sends));
      assertThat(e.exhausted()).isTrue();
      assertThat(e.failure()).isNull();
      assertThat(e.schedules()).as(List.of(sends).toString()).isEqualTo(interleavings(sends));
    }
  }

  @Test
  void takesStepsThatDoNotConcernEachOtherInOneOrder() {
    var e =
        all(() -> {
          for (int g = 0; g < 4; g++) {
            var own = Channel.<Integer>unbounded();
            Go.go(() -> {
              for (int i = 0; i < 5; i++) {
                own.send(i);
              }
            });
          }
        });
    assertThat(e.exhausted()).isTrue();
    assertThat(e.schedules()).isEqualTo(1);
  }

  /** Whatever a million random runs can see, the search has seen, and each once. */
  @Test
  void seesEveryOutcomeOnce() throws Exception {
    var seen = new ArrayList<List<Integer>>();
    Task body =
        () -> {
          var order = new ArrayList<Integer>();
          var m = new Mutex();
          var done = new WaitGroup();
          for (int g = 0; g < 3; g++) {
            int n = g;
            done.go(() -> {
              m.lock();
              order.add(n);
              m.unlock();
            });
          }
          done.await();
          seen.add(order);
        };
    var e = all(body);
    assertThat(e.exhausted()).isTrue();
    assertThat(new HashSet<>(seen)).hasSize(6);
  }

  @Test
  void findsTheOneOrderThatFails() {
    var count = new AtomicInteger();
    var e =
        all(() -> {
          count.incrementAndGet();
          var c = Channel.<String>unbounded();
          Go.go(() -> c.send("a"));
          Go.go(() -> c.send("b"));
          Go.go(() -> c.send("c"));
          var got = "" + c.receive() + c.receive() + c.receive();
          assertThat(got).isNotEqualTo("cba");
        });
    assertThat(e.failure()).isNotNull();
    assertThat(e.failure().report()).contains("cba", "send on channel #1: c");
  }

  @Test
  void triesAllDrawsOfASelect() {
    Set<String> drawn = new HashSet<>();
    var e =
        all(() -> {
          var a = Channel.<String>make(1);
          var b = Channel.<String>make(1);
          a.send("a");
          b.send("b");
          io.heddle.Select.<Void, RuntimeException>select(
              io.heddle.Select.onReceive(a, drawn::add), io.heddle.Select.onReceive(b, drawn::add));
        });
    assertThat(e.exhausted()).isTrue();
    assertThat(e.schedules()).isEqualTo(2);
    assertThat(drawn).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void saysHowManyWereLeft() {
    var e =
        Explorer.of(10)
            .seed(1)
            .strategy(Strategy.EXHAUSTIVE)
            .adversarialTime(false)
            .explore(senders(3, 3));
    assertThat(e.exhausted()).isFalse();
    assertThat(e.schedules()).isEqualTo(10);
  }
}
