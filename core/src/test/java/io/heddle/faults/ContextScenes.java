// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static io.heddle.Go.go;
import static io.heddle.faults.Scene.assertEnds;
import static io.heddle.faults.Scene.await;
import static io.heddle.faults.Scene.made;
import static io.heddle.faults.Scene.parks;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.context.CancelContext;
import io.heddle.context.Context;
import io.heddle.context.Key;
import io.heddle.faults.Scene.Box;
import io.heddle.internal.hook.Signals;
import io.heddle.internal.sched.JdkInternals;
import io.heddle.internal.timer.TimerService;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Contexts and timers: what has ended has ended as a whole, and no timer stays armed. */
final class ContextScenes {
  private static final Duration SHORT = Duration.ofNanos(20_000);
  private static final Duration LONG = Duration.ofHours(1);

  private ContextScenes() {}

  static void addTo(Map<String, Supplier<Scene>> all) {
    all.put("withCancel", made(ContextScenes::withCancel));
    all.put("withTimeout", made(ContextScenes::withTimeout));
    all.put("cancel of a tree", made(ContextScenes::cancel));
    all.put("afterFunc", made(ContextScenes::afterFunc));
    all.put("call", made(ContextScenes::call));
    all.put("withValue and run", made(ContextScenes::withValue));
    all.put("withFuture", made(ContextScenes::withFuture));
    all.put("withSignals", made(ContextScenes::withSignals));
    all.put("sleep", made(ContextScenes::sleep));
    all.put("Timer.stop", made(ContextScenes::timerStop));
    all.put("Timer", made(ContextScenes::timer));
    all.put("Ticker", made(ContextScenes::ticker));
    all.put("Time.afterFunc", made(ContextScenes::timeAfterFunc));
  }

  private static Scene withCancel() {
    var top = Context.background().withCancel();
    return new Scene(
        () -> {
          var below = top.withCancel();
          below.done();
          below.close();
        },
        failed -> {
          var below = top.withCancel();
          top.cancel();
          assertThat(below.err()).isNotNull();
          assertThat(below.done().isClosed()).isTrue();
        });
  }

  private static Scene withTimeout() {
    int armed = TimerService.get().size();
    var box = new Box();
    return new Scene(
        () -> box.value = Context.background().withTimeout(LONG),
        failed -> {
          if (!failed) {
            ((CancelContext) box.value).close();
          }
          await(() -> TimerService.get().size() <= armed);
        });
  }

  private static Scene cancel() {
    var top = Context.background().withCancel();
    var middle = top.withTimeout(LONG);
    var low = middle.withCancel();
    var other = top.withValue(new Key<String>("name"), "value").withCancel();
    var ran = new AtomicInteger();
    var _ = low.afterFunc(ran::incrementAndGet);
    var waiting = go(() -> other.done().receive());
    await(() -> parks(waiting));
    low.done();
    return new Scene(
        top::cancel,
        failed -> {
          if (top.err() == null) {
            top.cancel();
          }
          for (var c : new Context[] {top, middle, low, other}) {
            assertThat(c.err()).isNotNull();
            assertThat(c.done().isClosed()).isTrue();
          }
          low.cancel();
          assertEnds(waiting);
          if (!failed) {
            await(() -> ran.get() == 1);
          }
        });
  }

  private static Scene afterFunc() {
    var top = Context.background().withCancel();
    var ran = new AtomicInteger();
    return new Scene(
        () -> {
          var _ = top.afterFunc(ran::incrementAndGet);
          top.cancel();
        },
        failed -> {
          top.cancel();
          assertThat(top.done().isClosed()).isTrue();
          if (!failed) {
            await(() -> ran.get() == 1);
          }
        });
  }

  private static Scene call() {
    var top = Context.background().withCancel();
    return new Scene(
        () -> top.<Integer>call(() -> 1),
        failed -> {
          assertThat(Thread.interrupted()).isFalse();
          assertThat(top.<Integer>call(() -> 2)).isEqualTo(2);
          top.cancel();
          assertThat(Thread.interrupted()).isFalse();
        });
  }

  private static Scene withValue() {
    var top = Context.background().withCancel();
    var key = new Key<String>("name");
    var box = new Box();
    var before = Context.current();
    return new Scene(
        () -> top.withValue(key, "x").run(() -> box.value = Context.current().value(key)),
        failed -> {
          assertThat(failed || box.value.equals("x")).isTrue();
          assertThat(Context.current()).isSameAs(before);
        });
  }

  private static Scene withFuture() {
    var future = new CompletableFuture<Integer>();
    var top = Context.background().withCancel();
    var box = new Box();
    return new Scene(
        () -> box.value = top.withFuture(future),
        failed -> {
          var other = top.withFuture(future);
          future.complete(1);
          assertThat(other.err()).isNotNull();
          assertThat(failed || ((Context) box.value).err() != null).isTrue();
          assertThat(top.err()).isNull();
          top.cancel();
        });
  }

  private static Scene withSignals() {
    var box = new Box();
    return new Scene(
        () -> box.value = Context.background().withSignals("USR2"),
        failed -> {
          assertThat(Signals.isAnyAwaited()).isEqualTo(!failed);
          if (!failed) {
            ((CancelContext) box.value).close();
          }
          assertThat(Signals.isAnyAwaited()).isFalse();
          assertThat(handled()).isEmpty();
        });
  }

  /** The signals for which the JVM has a handler in Java, but for its own. */
  private static List<Object> handled() {
    try {
      var owner = Class.forName("jdk.internal.misc.Signal");
      var handlers = (Map<?, ?>) JdkInternals.read(owner, "handlers", null);
      return handlers.values().stream()
          .filter(h -> !h.getClass().getName().startsWith("java.lang.Terminator"))
          .map(h -> (Object) h)
          .toList();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Scene timerStop() {
    int armed = TimerService.get().size();
    var timer = Time.afterFunc(LONG, () -> {});
    return new Scene(
        timer::stop,
        failed -> {
          assertThat(timer.stop()).isEqualTo(failed);
          await(() -> TimerService.get().size() <= armed);
        });
  }

  private static Scene sleep() {
    int armed = TimerService.get().size();
    return new Scene(
        () -> Time.sleep(SHORT),
        failed -> {
          assertEnds(go(() -> Time.sleep(SHORT)));
          await(() -> TimerService.get().size() <= armed);
        });
  }

  private static Scene timer() {
    var timer = new Timer(LONG);
    return new Scene(
        () -> {
          timer.reset(SHORT);
          timer.channel().receive();
        },
        failed -> {
          timer.reset(SHORT);
          assertThat(timer.channel().receive()).isNotNull();
          assertThat(timer.stop()).isFalse();
        });
  }

  private static Scene ticker() {
    var ticker = new Ticker(SHORT);
    return new Scene(
        () -> ticker.channel().receive(),
        failed -> {
          assertThat(ticker.channel().receive()).isNotNull();
          ticker.stop();
        });
  }

  private static Scene timeAfterFunc() {
    var ran = new AtomicInteger();
    return new Scene(
        () -> {
          Time.afterFunc(LONG, ran::incrementAndGet).stop();
          Time.afterFunc(SHORT, ran::incrementAndGet);
        },
        failed -> {
          if (!failed) {
            await(() -> ran.get() == 1);
          }
          assertThat(Time.after(SHORT).receive()).isNotNull();
        });
  }
}
