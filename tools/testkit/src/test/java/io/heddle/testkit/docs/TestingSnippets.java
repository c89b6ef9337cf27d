// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import io.heddle.testkit.Bubble;
import io.heddle.testkit.Explorer;
import io.heddle.testkit.Failure;
import io.heddle.testkit.GoTest;
import io.heddle.testkit.Strategy;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;

/** The code of docs/guide/testing.md. */
class TestingSnippets {
  // region timeout
  @GoTest
  void givesUpAfterAnHour() throws Exception {
    try (var ctx = Context.background().withTimeout(Duration.ofHours(1))) {
      var begin = Time.now();
      ctx.done().receive();
      assertThat(Time.since(begin)).isEqualTo(Duration.ofHours(1));
    }
  }

  // endregion

  // region settle
  @GoTest
  void aCacheForgetsAfterAMinute() throws Exception {
    var forgotten = new ArrayList<String>();
    Time.afterFunc(Duration.ofMinutes(1), () -> forgotten.add("key"));
    Time.sleep(Duration.ofSeconds(59));
    assertThat(forgotten).isEmpty();
    Time.sleep(Duration.ofSeconds(1));
    Bubble.settle(); // until all others wait
    assertThat(forgotten).containsExactly("key");
  }

  // endregion

  // region bubble
  static void sender() throws Exception {
    Bubble.run(() -> {
      var c = Channel.<Integer>make();
      Go.go(() -> {
        Time.sleep(Duration.ofDays(1));
        c.send(42);
      });
      assertThat(c.receive()).isEqualTo(42); // at once, a day later
    });
  }

  // endregion

  // region account
  static final class Account {
    final Mutex lock = new Mutex();
    int cents;

    void transfer(Account to, int amount) {
      lock.lock();
      to.lock.lock();
      cents -= amount;
      to.cents += amount;
      to.lock.unlock();
      lock.unlock();
    }
  }

  static void thereAndBack() throws Exception {
    var a = new Account();
    var b = new Account();
    var done = new WaitGroup();
    done.go(() -> a.transfer(b, 10));
    done.go(() -> b.transfer(a, 10));
    done.await();
    assertThat(a.cents + b.cents).isZero();
  }

  // endregion

  // region explore
  static Failure explore() {
    var found = Explorer.of(1000).seed(42).explore(TestingSnippets::thereAndBack);
    return Objects.requireNonNull(found.failure());
  }

  // endregion

  // region replay
  static Failure replay(String token) {
    var again = Explorer.of(1).replay(token, TestingSnippets::thereAndBack);
    return Objects.requireNonNull(again.failure());
  }

  // endregion

  // region exhaustive
  static boolean isProved() {
    var all =
        Explorer.of(100_000)
            .seed(1)
            .strategy(Strategy.EXHAUSTIVE)
            .explore(() -> {
              var c = Channel.<Integer>make();
              Go.go(() -> c.send(1));
              Go.go(() -> c.send(2));
              assertThat(c.receive() + c.receive()).isEqualTo(3);
            });
    return all.exhausted() && all.failure() == null;
  }
  // endregion
}
