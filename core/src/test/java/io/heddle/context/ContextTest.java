// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Received;
import io.heddle.internal.timer.TimerService;
import io.heddle.testing.Attempt;
import io.heddle.testing.OutsideBubbles;
import io.heddle.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ContextTest {
  private static final Duration LONG = Duration.ofHours(1);

  private static int timersBefore;

  @BeforeAll
  static void countTimers() {
    timersBefore = TimerService.get().size();
  }

  /** An armed timer would hide deadlocks from other tests. */
  @AfterAll
  static void leaveNoTimerBehind() {
    assertThat(TimerService.get().size()).isLessThanOrEqualTo(timersBefore);
  }

  private static void assertAlive(Context c) {
    assertThat(c.err()).isNull();
    assertThat(c.cause()).isNull();
    assertThat(c.done().tryReceive()).isEqualTo(Received.empty());
  }

  private static void assertEnded(Context c, Class<? extends ContextException> kind) {
    assertThat(c.done().tryReceive()).isEqualTo(Received.closed());
    assertThat(c.err()).isInstanceOf(kind).isSameAs(c.err());
    assertThat(c.cause()).isNotNull();
  }

  @Test
  void rootsNeverEnd() {
    for (var root : new Context[] {Context.background(), Context.todo()}) {
      assertAlive(root);
      assertThat(root.done()).isSameAs(Channel.never());
      assertThat(root.deadline()).isNull();
      assertThat(root.value(Key.<String>of("k"))).isNull();
      assertThat(root.withValue(Key.of("k"), 1).done()).isSameAs(Channel.never());
    }
  }

  @Test
  void cancellationGoesDownAndNotUp() {
    var root = Context.background().withCancel();
    var left = root.withCancel();
    var leaf = left.withValue(Key.of("k"), 1).withCancel();
    var right = root.withTimeout(LONG);
    leaf.done();

    left.cancel();
    left.close();
    assertEnded(left, CanceledException.class);
    assertEnded(leaf, CanceledException.class);
    assertThat(leaf.err()).hasMessage("context canceled");
    assertThat(leaf.cause()).isSameAs(left.cause()).isSameAs(left.err());
    assertAlive(root);
    assertAlive(right);
    root.cancel();
    assertEnded(right, CanceledException.class);
  }

  @Test
  void theFirstCancellationCounts() {
    var first = new IllegalStateException("first");
    var c = Context.background().withCancel();
    var child = c.withCancel();
    c.cancel(first);
    c.cancel(new IllegalStateException("second"));
    child.cancel(new IllegalStateException("third"));
    assertThat(c.cause()).isSameAs(first);
    assertThat(child.cause()).isSameAs(first);
    assertThat(c.err()).isInstanceOf(CanceledException.class);
    var late = c.withCancel();
    assertEnded(late, CanceledException.class);
    assertThat(late.cause()).isSameAs(first);

    var own = Context.background().withCancel();
    var below = own.withCancel();
    below.cancel(first);
    own.cancel(null);
    assertThat(own.cause()).isSameAs(own.err());
    assertThat(below.cause()).isSameAs(first);
  }

  @Test
  void doneIsTheSameChannelEachTime() {
    var c = Context.background().withCancel();
    assertThat(c.done()).isSameAs(c.done());
    var before = c.done();
    c.cancel();
    assertThat(c.done()).isSameAs(before);
    var unseen = Context.background().withCancel();
    unseen.cancel();
    assertThat(unseen.done()).isSameAs(unseen.done());
    assertThat(unseen.done().isClosed()).isTrue();
    assertThat(unseen.done()).isNotInstanceOf(Channel.class);
  }

  @Test
  void expires() throws Exception {
    var slow = new IllegalStateException("slow");
    try (var plain = Context.background().withTimeout(Duration.ofMillis(20));
        var caused = Context.background().withTimeout(Duration.ofMillis(20), slow);
        var at = Context.background().withDeadline(Instant.now().plusMillis(20), slow)) {
      var child = caused.withCancel();
      for (var c : new Context[] {plain, caused, at, child}) {
        assertThat(c.done().receive()).isNull();
        assertEnded(c, DeadlineExceededException.class);
        assertThat(c.err()).hasMessage("context deadline exceeded");
        assertThat(c.deadline()).isBeforeOrEqualTo(Instant.now());
      }
      assertThat(plain.cause()).isSameAs(plain.err());
      assertThat(caused.cause()).isSameAs(slow);
      assertThat(child.cause()).isSameAs(slow);
      assertThat(at.cause()).isSameAs(slow);
    }
  }

  @Test
  void expiresAtOnceIfTheTimeHasPassed() {
    for (var c :
        new Context[] {
          Context.background().withTimeout(Duration.ZERO),
          Context.background().withTimeout(Duration.ofSeconds(Long.MIN_VALUE)),
          Context.background().withDeadline(Instant.MIN),
          Context.background().withDeadline(Instant.now().minusMillis(1))
        }) {
      assertEnded(c, DeadlineExceededException.class);
    }
  }

  @OutsideBubbles
  @Test
  void theEarlierDeadlineWins() {
    int before = TimerService.get().size();
    var outer = Context.background().withTimeout(LONG);
    var later = outer.withTimeout(LONG.multipliedBy(2));
    var earlier = outer.withTimeout(LONG.dividedBy(2));
    assertThat(later.deadline()).isEqualTo(outer.deadline());
    assertThat(earlier.deadline()).isBefore(outer.deadline());
    assertThat(later.withValue(Key.of("k"), 1).deadline()).isEqualTo(outer.deadline());
    assertThat(TimerService.get().size()).as("armed: outer and earlier").isEqualTo(before + 2);
    earlier.cancel();
    outer.cancel();
    assertThat(TimerService.get().size()).isEqualTo(before);
  }

  @Test
  void aDeadlineBeyondAllTimesIsNone() {
    int before = TimerService.get().size();
    var c = Context.background().withTimeout(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(c.deadline()).isEqualTo(Instant.MAX);
    assertAlive(c);
    assertAlive(Context.background().withDeadline(Instant.MAX));
    assertThat(TimerService.get().size()).isEqualTo(before);
  }

  @Test
  void carriesValues() {
    var a = Key.<String>of("a");
    var b = new Key<Integer>("b");
    var root = Context.background().withValue(a, "x").withCancel().withValue(b, 1);
    var timed = root.withTimeout(LONG);
    var c = timed.withValue(a, "y").withCancel();
    assertThat(c.value(a)).isEqualTo("y");
    assertThat(c.value(b)).isEqualTo(1);
    assertThat(root.value(a)).isEqualTo("x");
    assertThat(c.value(Key.<String>of("a"))).as("keys are equal by identity").isNull();
    timed.close();
    assertThat(c.value(a)).isEqualTo("y");
    assertThatThrownBy(() -> root.withValue(null, 1))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("nil key");
  }

  @Test
  void withoutCancelKeepsTheValuesOnly() {
    var key = Key.<String>of("k");
    var parent = Context.background().withValue(key, "v").withTimeout(LONG);
    var apart = parent.withoutCancel();
    parent.cancel();
    assertAlive(apart);
    assertThat(apart.deadline()).isNull();
    assertThat(apart.value(key)).isEqualTo("v");
    assertThat(apart.done()).isSameAs(Channel.never());
    var below = apart.withCancel();
    assertAlive(below);
    below.cancel();
    assertEnded(below, CanceledException.class);
  }

  @Test
  void namesItselfAsInGo() {
    var bg = Context.background();
    assertThat(bg).hasToString("context.Background");
    assertThat(Context.todo()).hasToString("context.TODO");
    assertThat(bg.withCancel()).hasToString("context.Background.WithCancel");
    assertThat(bg.withCancel().withoutCancel())
        .hasToString("context.Background.WithCancel.WithoutCancel");
    assertThat(Context.todo().withValue(Key.of("user"), "ann"))
        .hasToString("context.TODO.WithValue(user, ann)");
    try (var timed = bg.withTimeout(LONG)) { // closed: a timer that is armed hides deadlocks
      assertThat(timed.withCancel().toString())
          .matches(
              "context\\.Background\\.WithDeadline\\([0-9TZ:.-]+ \\[[0-9hms.]+s]\\)\\.WithCancel");
    }
  }

  @Test
  void aChainMayBeVeryDeep() {
    Context deep = Context.background().withCancel();
    var root = (CancelContext) deep;
    for (int i = 0; i < 50_000; i++) {
      deep = i % 10 == 0 ? deep.withValue(Key.of("k"), i) : deep.withCancel();
    }
    assertThat(deep.value(Key.<String>of("none"))).isNull();
    Context values = deep;
    for (int i = 0; i < 50_000; i++) {
      values = i % 10 == 0 ? values.withoutCancel() : values.withValue(Key.of("k"), i);
    }
    assertAlive(values);
    assertThat(values.value(Key.<String>of("none"))).isNull();
    assertThat(deep.toString()).endsWith(".WithCancel");
    root.cancel();
    assertEnded(deep, CanceledException.class);
  }

  @Test
  void wakesWhoeverWaits() throws Exception {
    var c = Context.background().withCancel();
    var child = c.withValue(Key.of("k"), 1);
    var waiters = new ArrayList<Attempt<String>>();
    for (int i = 0; i < 100; i++) {
      boolean plain = i % 2 == 0;
      waiters.add(
          Attempt.blocked(() -> {
            if (plain) {
              return "" + child.done().receive() + child.err().getMessage();
            }
            return select(
                receive(child.done(), v -> "" + v + child.err().getMessage()),
                receive(Time.after(LONG), v -> "late"));
          }));
    }
    c.cancel();
    for (var w : waiters) {
      assertThat(w.result()).isEqualTo("nullcontext canceled");
    }
  }

  @Test
  void endsWithAFuture() {
    var future = new CompletableFuture<String>();
    var c = Context.background().withFuture(future);
    assertAlive(c);
    future.complete("x");
    assertEnded(c, CanceledException.class);
    assertThat(c.cause()).isSameAs(c.err());

    var failing = new CompletableFuture<String>();
    var failed = Context.background().withFuture(failing.thenApply(s -> s));
    var failure = new IllegalStateException("on purpose");
    failing.completeExceptionally(failure);
    assertThat(failed.cause()).isSameAs(failure);
    assertEnded(Context.background().withFuture(future), CanceledException.class);

    var parent = Context.background().withCancel();
    var open = parent.withFuture(new CompletableFuture<>());
    parent.cancel(failure);
    assertThat(open.cause()).isSameAs(failure);
  }

  @Test
  void endsWithASignal() throws Exception {
    try (var c = Context.background().withSignals("USR2");
        var other = Context.background().withSignals("USR2", "HUP")) {
      assertAlive(c);
      new ProcessBuilder("kill", "-USR2", "" + ProcessHandle.current().pid()).start().waitFor();
      assertThat(c.done().receive()).isNull();
      assertThat(other.done().receive()).isNull();
      assertThat(c.cause()).hasMessage("user defined signal 2 signal received");
    }
    assertThatThrownBy(() -> Context.background().withSignals("NOSUCH"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(io.heddle.internal.hook.Signals.isAnyAwaited()).isFalse();
  }
}
