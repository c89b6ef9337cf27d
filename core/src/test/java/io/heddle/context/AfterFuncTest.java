// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Received;
import io.heddle.testing.Attempt;
import io.heddle.testing.Scale;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AfterFuncTest {
  private final Channel<String> ran = Channel.make(10);

  @Test
  void runsOnceTheContextHasEnded() throws Exception {
    var c = Context.background().withCancel();
    var below = c.withValue(Key.of("k"), 1).withCancel();
    var registration = below.afterFunc(() -> ran.send("" + below.err().getMessage()));
    assertThat(ran.tryReceive()).isEqualTo(Received.empty());
    c.cancel();
    assertThat(ran.receive()).isEqualTo("context canceled");
    assertThat(registration.stop()).isFalse();
  }

  @Test
  void runsAtOnceIfItHas() throws Exception {
    var c = Context.background().withTimeout(Duration.ZERO);
    var registration = c.afterFunc(() -> ran.send("late"));
    assertThat(ran.receive()).isEqualTo("late");
    assertThat(registration.stop()).isFalse();
  }

  @Test
  void canBePrevented() throws Exception {
    var c = Context.background().withCancel();
    var registration = c.afterFunc(() -> ran.send("must not run"));
    assertThat(registration.stop()).isTrue();
    assertThat(registration.stop()).isFalse();
    c.cancel();
    var never = Context.background().afterFunc(() -> ran.send("must not run"));
    assertThat(never.stop()).isTrue();
    assertThat(never.stop()).isFalse();
    Thread.sleep(10);
    assertThat(ran.length()).isZero();
    assertThatThrownBy(() -> c.afterFunc(null)).hasMessage("f");
  }

  @Test
  void runsWithTheContextOfWhoRegisteredIt() throws Exception {
    var key = Key.<String>of("k");
    var c = Context.background().withCancel();
    Context.background()
        .withValue(key, "mine")
        .run(() -> c.afterFunc(() -> ran.send(String.valueOf(Context.current().value(key)))));
    Context.background().withValue(key, "other").run(c::cancel);
    assertThat(ran.receive()).isEqualTo("mine");
  }

  @Test
  void stopAndTheEndExcludeEachOther() throws Exception {
    var started = new AtomicInteger();
    int stopped = 0;
    int n = Scale.of(2_000);
    for (int i = 0; i < n; i++) {
      var c = Context.background().withCancel();
      var registration = c.afterFunc(started::incrementAndGet);
      var canceller =
          Attempt.of(() -> {
            c.cancel();
            return true;
          });
      if (registration.stop()) {
        stopped++;
      }
      canceller.result();
    }
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (started.get() + stopped < n && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
    assertThat(started.get() + stopped).isEqualTo(n);
  }
}
