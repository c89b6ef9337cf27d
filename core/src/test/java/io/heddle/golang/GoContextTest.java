// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.context.CancelContext;
import io.heddle.context.CanceledException;
import io.heddle.context.Context;
import io.heddle.context.DeadlineExceededException;
import io.heddle.context.Key;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Attempt;
import io.heddle.testing.Scale;
import io.heddle.testing.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** After {@code context/context_test.go} and {@code x_test.go}. */
class GoContextTest {
  private static final Throwable PARENT = new IllegalStateException("parentCause");
  private static final Throwable CHILD = new IllegalStateException("childCause");
  private static final Duration LONG = Duration.ofHours(1);

  /** TestParentFinishesChild: the whole tree below ends, values and timers in between or not. */
  @Test
  void theParentFinishesTheChild() {
    var parent = Context.background().withCancel();
    var cancelChild = parent.withCancel();
    var valueChild = parent.withValue(Key.of("key"), "value");
    var timerChild = valueChild.withTimeout(LONG);
    var all = new Context[] {parent, cancelChild, valueChild, timerChild};
    for (var c : all) {
      assertThat(c.done().isClosed()).isFalse();
      assertThat(c.err()).isNull();
    }
    parent.cancel();
    for (var c : all) {
      assertThat(c.done().isClosed()).as(c.toString()).isTrue();
      assertThat(c.err()).isInstanceOf(CanceledException.class);
    }
    var late = parent.withValue(Key.of("key"), "value").withCancel();
    assertThat(late.done().isClosed()).isTrue();
    assertThat(late.err()).isInstanceOf(CanceledException.class);
  }

  /** TestChildFinishesFirst, under each kind of parent. */
  @Test
  void theChildFinishesFirst() {
    try (var cancellable = Context.background().withCancel();
        var timed = Context.background().withTimeout(LONG)) {
      for (var parent :
          new Context[] {Context.background(), cancellable, timed, timed.withoutCancel()}) {
        var child = parent.withCancel();
        child.cancel();
        assertThat(child.err()).isInstanceOf(CanceledException.class);
        assertThat(parent.err()).as("of " + parent).isNull();
        assertThat(parent.done().isClosed()).isFalse();
      }
    }
  }

  /** TestDeadline, TestTimeout, TestCanceledTimeout: through layers that do not change it. */
  @Test
  void expiresThroughLayers() throws Exception {
    try (var timed = Context.background().withTimeout(Duration.ofMillis(20));
        var later = timed.withValue(Key.of("key"), 1).withTimeout(LONG)) {
      assertThat(later.toString()).startsWith("context.Background.WithDeadline(");
      later.done().receive();
      assertThat(later.err()).isInstanceOf(DeadlineExceededException.class);
      assertThat(timed.err()).isInstanceOf(DeadlineExceededException.class);
    }
    try (var timed = Context.background().withTimeout(LONG);
        var below = timed.withTimeout(LONG.dividedBy(2))) {
      below.cancel();
      assertThat(below.err()).isInstanceOf(CanceledException.class);
      assertThat(timed.err()).isNull();
    }
  }

  private interface Case {
    Context run();
  }

  private record Expected(@Nullable Class<?> err, @Nullable Object cause) {}

  /** TestCause: each row of its table. The same object as {@code err} where no cause was given. */
  @Test
  void causes() {
    Map<String, Case> cases = new LinkedHashMap<>();
    Map<String, Expected> expected = new LinkedHashMap<>();
    row(cases, expected, "Background", Context::background, null, null);
    row(cases, expected, "TODO", Context::todo, null, null);
    row(cases, expected, "WithCancel", () -> cancelled(null), CanceledException.class, "err");
    row(cases, expected, "cause", () -> cancelled(PARENT), CanceledException.class, PARENT);
    row(
        cases,
        expected,
        "parent before child",
        () -> family(true, PARENT, CHILD),
        CanceledException.class,
        PARENT);
    row(
        cases,
        expected,
        "parent after child",
        () -> family(false, PARENT, CHILD),
        CanceledException.class,
        CHILD);
    row(
        cases,
        expected,
        "parent without cause before child",
        () -> family(true, null, CHILD),
        CanceledException.class,
        "err");
    row(
        cases,
        expected,
        "child without cause before parent",
        () -> family(false, PARENT, null),
        CanceledException.class,
        "err");
    row(
        cases,
        expected,
        "WithTimeout",
        () -> Context.background().withTimeout(Duration.ZERO),
        DeadlineExceededException.class,
        "err");
    row(
        cases,
        expected,
        "WithTimeoutCause",
        () -> Context.background().withTimeout(Duration.ZERO, PARENT),
        DeadlineExceededException.class,
        PARENT);
    row(
        cases,
        expected,
        "WithTimeoutCause cancelled first",
        () -> {
          var c = Context.background().withTimeout(LONG, PARENT);
          c.cancel();
          return c;
        },
        CanceledException.class,
        "err");
    row(
        cases,
        expected,
        "below an expired one",
        () -> Context.background().withTimeout(Duration.ZERO, PARENT).withCancel(),
        DeadlineExceededException.class,
        PARENT);
    row(cases, expected, "WithoutCancel", () -> Context.todo().withoutCancel(), null, null);
    row(
        cases,
        expected,
        "WithoutCancel of a cancelled one",
        () -> cancelled(PARENT).withoutCancel(),
        null,
        null);
    row(
        cases,
        expected,
        "WithoutCancel of an expired one",
        () -> Context.background().withTimeout(Duration.ZERO, PARENT).withoutCancel(),
        null,
        null);
    cases.forEach((name, make) -> {
      var c = make.run();
      var e = expected.get(name);
      if (e.err == null) {
        assertThat(c.err()).as(name).isNull();
      } else {
        assertThat(c.err()).as(name).isInstanceOf(e.err);
      }
      assertThat(c.cause()).as(name).isSameAs("err".equals(e.cause) ? c.err() : e.cause);
    });
  }

  private static void row(
      Map<String, Case> cases,
      Map<String, Expected> expected,
      String name,
      Case make,
      @Nullable Class<?> err,
      @Nullable Object cause) {
    cases.put(name, make);
    expected.put(name, new Expected(err, cause));
  }

  private static Context cancelled(@Nullable Throwable cause) {
    var c = Context.background().withCancel();
    c.cancel(cause);
    return c;
  }

  private static Context family(
      boolean parentFirst, @Nullable Throwable parentCause, @Nullable Throwable childCause) {
    var parent = Context.background().withCancel();
    var child = parent.withCancel();
    (parentFirst ? parent : child).cancel(parentFirst ? parentCause : childCause);
    (parentFirst ? child : parent).cancel(parentFirst ? childCause : parentCause);
    return child;
  }

  /** TestCauseRace: of many that cancel at once one gives its cause, to everybody and for ever. */
  @Test
  void oneOfManyCausesIsTheCause() throws Exception {
    for (int round = 0; round < Scale.of(200); round++) {
      var c = Context.background().withCancel();
      var child = c.withCancel();
      var all = new WaitGroup();
      var seen = new AtomicReference<Throwable>();
      var wrong = new AtomicReference<String>();
      for (int g = 0; g < 4; g++) {
        var mine = new IllegalStateException("cause " + g);
        all.go(() -> {
          c.cancel(mine);
          var cause = c.cause();
          if (cause != child.cause() || !seen.compareAndSet(null, cause) && seen.get() != cause) {
            wrong.set("two causes");
          }
        });
      }
      all.await();
      assertThat(wrong).hasNullValue();
      assertThat(c.cause()).isSameAs(seen.get()).hasMessageStartingWith("cause ");
    }
  }

  /** TestSimultaneousCancels: roots, children and values cancelled all at once. */
  @Test
  void simultaneousCancels() throws Exception {
    var root = Context.background().withCancel();
    var queue = new ArrayList<CancelContext>();
    queue.add(root);
    var all = new ArrayList<CancelContext>(queue);
    for (int depth = 0; depth < 6; depth++) {
      var next = new ArrayList<CancelContext>();
      for (var c : queue) {
        next.add(c.withCancel());
        next.add(c.withValue(Key.of("k"), depth).withTimeout(LONG));
      }
      all.addAll(next);
      queue = next;
    }
    var group = new WaitGroup();
    for (var c : all) {
      group.go(c::cancel);
    }
    group.await();
    for (var c : all) {
      assertThat(c.done().isClosed()).isTrue();
      assertThat(c.err()).isNotNull();
    }
  }

  /** TestInterlockedCancels: each ends the other. */
  @Test
  void interlockedCancels() throws Exception {
    for (int round = 0; round < Scale.of(200); round++) {
      var parent = Context.background().withCancel();
      var child = parent.withCancel();
      go(() -> {
        parent.done().receive();
        child.cancel();
      });
      parent.cancel();
      child.done().receive();
    }
  }

  /** TestLayersCancel and TestLayersTimeout: random towers of values, cancels and timeouts. */
  @Test
  void layers() throws Exception {
    var random = Seed.of(GoContextTest.class);
    for (int round = 0; round < Scale.of(100); round++) {
      tower(random, round % 5 == 0);
    }
  }

  private static void tower(SplittableRandom random, boolean byTimeout) throws Exception {
    var values = new LinkedHashMap<Key<Integer>, Integer>();
    var cancels = new ArrayList<CancelContext>();
    Context c = Context.background();
    for (int layer = 0; layer < 40 || cancels.isEmpty(); layer++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          var key = Key.<Integer>of("key " + layer);
          values.put(key, layer);
          c = c.withValue(key, layer);
        }
        case 1 -> {
          var child = c.withCancel();
          cancels.add(child);
          c = child;
        }
        default -> {
          var child = c.withTimeout(byTimeout ? Duration.ofMillis(5) : LONG);
          cancels.add(child);
          c = child;
        }
      }
    }
    var top = c;
    assertThat(top.toString()).startsWith("context.Background.With");
    values.forEach((key, value) -> assertThat(top.value(key)).isEqualTo(value));
    if (byTimeout && top.deadline() != null) {
      top.done().receive();
      assertThat(top.err()).isInstanceOf(DeadlineExceededException.class);
    } else {
      assertThat(top.err()).isNull();
      cancels.get(random.nextInt(cancels.size())).cancel();
      assertThat(top.done().isClosed()).isTrue();
      assertThat(top.err()).isInstanceOf(CanceledException.class);
    }
    values.forEach((key, value) -> assertThat(top.value(key)).isEqualTo(value));
    cancels.forEach(CancelContext::close);
  }

  /** XTestAfterFuncCalledAsynchronously: cancel waits for no function. */
  @Test
  void functionsRunAsynchronously() throws Exception {
    var c = Context.background().withCancel();
    var values = Channel.<Integer>make();
    c.afterFunc(() -> values.send(7)); // nobody receives before cancel has returned
    c.cancel();
    assertThat(values.receive()).isEqualTo(7);
  }

  /** XTestAfterFuncNotCalledAfterStop, and only the one that was stopped. */
  @Test
  void eachFunctionIsStoppedByItself() throws Exception {
    var c = Context.background().withCancel();
    var ran = Channel.<String>make(4);
    var first = c.afterFunc(() -> ran.send("first"));
    c.afterFunc(() -> ran.send("second"));
    assertThat(first.stop()).isTrue();
    c.cancel();
    assertThat(ran.receive()).isEqualTo("second");
    assertThat(first.stop()).isFalse();
    var below = c.withoutCancel().afterFunc(() -> ran.send("never"));
    assertThat(below.stop()).as("a context that never ends").isTrue();
    assertThat(ran.length()).isZero();
  }

  /** TestWithCancelSimultaneouslyCanceledParent: whichever is first, both have ended. */
  @Test
  void aChildOfAParentThatIsJustEnding() throws Exception {
    for (int round = 0; round < Scale.of(500); round++) {
      var parent = Context.background().withCancel();
      var canceller =
          Attempt.of(() -> {
            parent.cancel(PARENT);
            return true;
          });
      var child = parent.withCancel();
      canceller.result();
      assertThat(child.cause()).isSameAs(PARENT);
      assertThat(child.done().isClosed()).isTrue();
    }
  }
}
