// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.CanceledException;
import io.heddle.context.Context;
import io.heddle.testing.Attempt;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnceTest {
  private final Once once = new Once();
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void leaveNoInterruptBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void runsOnce() throws Exception {
    var all = new WaitGroup();
    for (int i = 0; i < 10; i++) {
      all.go(() -> {
        once.run(runs::incrementAndGet);
        assertThat(runs).hasValue(1);
      });
    }
    all.await();
    assertThat(runs).hasValue(1);
  }

  @Test
  void othersWaitForTheFirst() throws Exception {
    var gate = Channel.<Integer>make();
    var first =
        Attempt.blocked(() -> {
          once.run(gate::receive);
          return true;
        });
    var second =
        Attempt.blocked(() -> {
          once.run(runs::incrementAndGet);
          return true;
        });
    var impatient =
        Attempt.blocked(() -> {
          once.run(runs::incrementAndGet);
          return true;
        });
    impatient.thread().interrupt();
    assertThatThrownBy(impatient::result).isInstanceOf(InterruptedException.class);
    gate.send(1);
    assertThat(first.result()).isTrue();
    assertThat(second.result()).isTrue();
    assertThat(runs).hasValue(0);
  }

  @Test
  void aBodyThatThrowsCountsAsDone() throws Exception {
    var failure = new IOException("on purpose");
    assertThatThrownBy(() ->
            once.run(() -> {
              throw failure;
            }))
        .isSameAs(failure);
    once.run(runs::incrementAndGet);
    assertThat(runs).hasValue(0);
  }

  @Test
  void aBodyThatCallsGoexitCountsAsDone() throws Exception {
    Go.go(() -> once.run(Go::goexit)).join();
    once.run(runs::incrementAndGet);
    assertThat(runs).hasValue(0);
  }

  @Test
  void hasNoUseForANullBody() {
    assertThatThrownBy(() -> once.run(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> new OnceValue<>(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
  }

  @Test
  void computesAValueOnce() throws Exception {
    var value = new OnceValue<>(() -> "v" + runs.incrementAndGet());
    var all = new ArrayList<Attempt<String>>();
    for (int i = 0; i < 10; i++) {
      all.add(Attempt.of(value::get));
    }
    for (var a : all) {
      assertThat(a.result()).isEqualTo("v1");
    }
    assertThat(value.get()).isEqualTo("v1");
  }

  @Test
  void throwsTheSameFailureEachTime() {
    var unchecked = new IllegalStateException("on purpose");
    var v1 =
        new OnceValue<>(() -> {
          runs.incrementAndGet();
          throw unchecked;
        });
    assertThatThrownBy(v1::get).isSameAs(unchecked);
    assertThatThrownBy(v1::get).isSameAs(unchecked);
    assertThat(runs).hasValue(1);

    var checked = new IOException("on purpose");
    var v2 =
        new OnceValue<>(() -> {
          throw checked;
        });
    var first = catchThrowable(v2::get);
    assertThat(first).isInstanceOf(CompletionException.class).hasCause(checked);
    assertThat(catchThrowable(v2::get)).isSameAs(first);
  }

  @Test
  void aValueIsWaitedForThroughAnInterrupt() throws Exception {
    var gate = Channel.<Integer>make();
    var value = new OnceValue<>(gate::receive);
    var leader = Attempt.blocked(value::get);
    var waiter = Attempt.blocked(value::get);
    waiter.thread().interrupt();
    gate.send(7);
    assertThat(leader.result()).isEqualTo(7);
    assertThat(waiter.result()).isEqualTo(7);
    assertThat(waiter.interruptedAfter()).isTrue();
  }

  @Test
  void goexitInAComputationHangsNobody() throws Exception {
    var value =
        new OnceValue<>(() -> {
          Go.goexit();
          return 1;
        });
    Go.go(value::get).join();
    assertThatThrownBy(value::get).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void releasesTheComputation() throws Exception {
    var body = new Computation();
    var weak = new WeakReference<>(body);
    var value = new OnceValue<>(body);
    assertThat(value.get()).isEqualTo(42);
    body = null;
    for (int i = 0; i < 50 && weak.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(weak.get()).isNull();
    assertThat(value.get()).isEqualTo(42);
  }

  private static final class Computation implements Callable<Integer> {
    @Override
    public Integer call() {
      return 42;
    }
  }

  @Test
  void anInterruptedComputationCountsAsNotRun() throws Exception {
    var gate = Channel.<Integer>make();
    var value =
        new OnceValue<Integer>(() -> {
          runs.incrementAndGet();
          return gate.receive();
        });
    var first = Attempt.blocked(() -> catchThrowable(value::get));
    var waiting = new ArrayList<Attempt<Integer>>();
    for (int i = 0; i < 4; i++) {
      waiting.add(Attempt.blocked(value::get));
    }
    first.thread().interrupt();
    assertThat(first.result())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(first.interruptedAfter()).isTrue();
    gate.send(5);
    for (var w : waiting) {
      assertThat(w.result()).isEqualTo(5);
    }
    assertThat(value.get()).isEqualTo(5);
    assertThat(runs).hasValue(2);
  }

  @Test
  void aComputationWhoseCallersContextEndsCountsAsNotRun() throws Exception {
    var context = Context.background().withCancel();
    var gate = Channel.<Integer>make();
    var value =
        new OnceValue<Integer>(() -> {
          runs.incrementAndGet();
          return Context.current().call(gate::receive);
        });
    var first = Attempt.blocked(() -> context.call(value::get));
    var second = Attempt.blocked(value::get);
    context.cancel();
    assertThat(catchThrowable(first::result)).isInstanceOf(CanceledException.class);
    gate.send(6);
    assertThat(second.result()).isEqualTo(6);
    assertThat(runs).hasValue(2);
  }
}
