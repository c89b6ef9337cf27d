// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.CanceledException;
import io.heddle.context.Context;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.Scale;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ErrGroupTest {
  private final ErrGroup group = new ErrGroup();

  @AfterEach
  void leaveNoInterruptBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void waitsForAll() throws Exception {
    var done = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      group.go(() -> {
        Go.gosched();
        done.incrementAndGet();
      });
    }
    group.await();
    assertThat(done).hasValue(100);
    assertThat(group.context().err())
        .as("await ends the context")
        .isInstanceOf(CanceledException.class);
  }

  @Test
  void theFirstFailureStopsTheOthers() throws Exception {
    var failure = new IOException("on purpose");
    var seen = new AtomicReference<Throwable>();
    group.go(() -> {
      Context.current().done().receive();
      seen.set(Context.current().cause());
      throw Context.current().err();
    });
    group.go(() -> {
      throw failure;
    });
    assertThatThrownBy(group::await).isSameAs(failure);
    assertThat(seen).hasValue(failure);
    assertThat(failure).hasNoSuppressedExceptions();
    assertThatThrownBy(group::await).as("again").isSameAs(failure);
    group.close();
  }

  @Test
  void laterFailuresAreSuppressed() throws Exception {
    var first = new IOException("first");
    var later = new IllegalStateException("later");
    group.go(() -> {
      group.context().done().receive();
      throw later;
    });
    group.go(() -> {
      throw first;
    });
    assertThatThrownBy(group::await).isSameAs(first);
    assertThat(first.getSuppressed()).containsExactly(later);
  }

  @Test
  void anErrorIsAFailureToo() throws Exception {
    var error = new StackOverflowError("on purpose");
    group.go(() -> {
      throw error;
    });
    assertThatThrownBy(group::await).isSameAs(error);
  }

  @Test
  void isCancelledWithItsParent() throws Exception {
    var parent = Context.background().withCancel();
    var child = new ErrGroup(parent);
    child.go(() -> {
      child.context().done().receive();
      throw child.context().err();
    });
    parent.cancel();
    assertThatThrownBy(child::await).isInstanceOf(CanceledException.class);
    assertThatThrownBy(() -> new ErrGroup(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("parent");
  }

  @Test
  void startsUnderTheCurrentContext() throws Exception {
    var parent = Context.background().withCancel();
    parent.run(() -> {
      try (var g = new ErrGroup()) {
        parent.cancel();
        assertThat(g.context().err()).isNotNull();
      }
    });
  }

  /** Go's TestGoLimit. */
  @Test
  void keepsToItsLimit() throws Exception {
    group.limit(3);
    var active = new AtomicInteger();
    var tooMany = new AtomicBoolean();
    for (int i = 0; i < Scale.of(300); i++) {
      group.go(() -> {
        if (active.incrementAndGet() > 3) {
          tooMany.set(true);
        }
        Go.gosched();
        active.decrementAndGet();
      });
    }
    group.await();
    assertThat(tooMany).isFalse();
  }

  @Test
  void refusesBeyondItsLimit() throws Exception {
    var gate = Channel.<Integer>make();
    group.limit(1);
    assertThat(group.tryGo(gate::receive)).isTrue();
    assertThat(group.tryGo(gate::receive)).isFalse();
    assertThatThrownBy(() -> group.limit(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("errgroup: modify limit while 1 goroutines in the group are still active");
    var started = new AtomicBoolean();
    var waiter =
        Attempt.blocked(() -> {
          group.go(() -> started.set(true));
          return true;
        });
    waiter.thread().interrupt();
    assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
    gate.send(1);
    group.await();
    assertThat(started).isFalse();
    group.limit(-1);
    assertThat(group.tryGo(() -> {})).isTrue();
    group.await();
    group.limit(0);
    assertThat(group.tryGo(() -> {})).isFalse();
    var never =
        Attempt.blocked(() -> {
          group.go(() -> started.set(true));
          return true;
        });
    assertThat(Blocked.stays(never.thread())).isTrue();
    never.thread().interrupt();
    assertThatThrownBy(never::result).isInstanceOf(InterruptedException.class);
    assertThat(started).isFalse();
  }

  @Test
  void throwsAtOnceWhenAnInterruptIsPending() throws Exception {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> group.go(() -> {})).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(group::await).isInstanceOf(InterruptedException.class);
    assertThat(group.context().err()).as("nothing has happened").isNull();
  }

  @Test
  void goexitIsSuccess() throws Exception {
    group.limit(1);
    group.go(Go::goexit);
    group.go(() -> {});
    group.await();
  }

  @Test
  void closeCancelsAndJoins() throws Exception {
    var ended = new AtomicBoolean();
    try (var g = new ErrGroup()) {
      g.go(() -> {
        g.context().done().receive();
        Thread.sleep(20);
        ended.set(true);
        throw g.context().err();
      });
    }
    assertThat(ended).isTrue();
    group.close();
    group.close();
  }

  @Test
  void closeRethrowsWhatNobodyAwaited() throws Exception {
    var failure = new IOException("on purpose");
    group.go(() -> {
      throw failure;
    });
    group.context().done().receive();
    assertThatThrownBy(group::close).isSameAs(failure);
    group.close();
  }

  @Test
  void closeWaitsThroughAnInterruptAndKeepsIt() throws Exception {
    var gate = Channel.<Integer>make();
    group.go(gate::receive);
    var closer =
        Attempt.blocked(() -> {
          group.close();
          return true;
        });
    closer.thread().interrupt();
    assertThat(Blocked.stays(closer.thread())).isTrue();
    gate.send(1);
    assertThat(closer.result()).isTrue();
    assertThat(closer.interruptedAfter()).isTrue();
  }

  @Test
  void namesWhatIsNull() {
    assertThatThrownBy(() -> group.go(null)).hasMessage("task");
    assertThatThrownBy(() -> group.tryGo(null)).hasMessage("task");
  }

  @Test
  void ofVeryManyFailuresTheFirstAreKeptAndTheNumberOfTheOthers() throws Exception {
    var group = new ErrGroup();
    group.limit(4);
    var first = new IOException("first");
    group.go(() -> {
      throw first;
    });
    group.context().done().receive();
    for (int i = 0; i < 20_000; i++) {
      int n = i;
      group.go(() -> {
        throw new IllegalStateException("failure " + n);
      });
    }
    assertThatThrownBy(group::await).isSameAs(first);
    assertThat(first.getSuppressed()).hasSize(101);
    assertThat(first.getSuppressed()[99]).hasMessageStartingWith("failure ");
    assertThat(first.getSuppressed()[100]).hasMessage("and 19900 more failures");
  }
}
