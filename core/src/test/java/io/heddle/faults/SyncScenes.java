// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static io.heddle.Go.go;
import static io.heddle.faults.Scene.SOON;
import static io.heddle.faults.Scene.assertEnds;
import static io.heddle.faults.Scene.await;
import static io.heddle.faults.Scene.made;
import static io.heddle.faults.Scene.parks;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Go;
import io.heddle.faults.Scene.Box;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Once;
import io.heddle.sync.OnceValue;
import io.heddle.sync.Pool;
import io.heddle.sync.Semaphore;
import io.heddle.sync.SingleFlight;
import io.heddle.sync.WaitGroup;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What counts, and goroutines: no unit and no count is lost, all that was started has run. */
final class SyncScenes {
  private static final Duration SHORT = Duration.ofNanos(20_000);

  private SyncScenes() {}

  static void addTo(Map<String, Supplier<Scene>> all) {
    all.put("Semaphore.acquire that waits", made(SyncScenes::acquireThatWaits));
    all.put("Semaphore.acquire in vain", made(SyncScenes::acquireInVain));
    all.put("Semaphore.release", made(SyncScenes::release));
    all.put("WaitGroup.await", made(SyncScenes::awaitGroup));
    all.put("WaitGroup.done", made(SyncScenes::done));
    all.put("WaitGroup.go", made(SyncScenes::groupGo));
    all.put("Once", made(SyncScenes::once));
    all.put("OnceValue", made(SyncScenes::onceValue));
    all.put("SingleFlight", made(SyncScenes::singleFlight));
    all.put("Pool", made(SyncScenes::pool));
    all.put("Pool.put", made(SyncScenes::poolPut));
    all.put("ErrGroup", made(SyncScenes::errGroup));
    all.put("ErrGroup.tryGo", made(SyncScenes::tryGo));
    all.put("ErrGroup.await", made(SyncScenes::awaitErrGroup));
    all.put("go", made(SyncScenes::goes));
    all.put("executor", made(SyncScenes::executor));
    all.put("executor that is closed", made(SyncScenes::closeExecutor));
  }

  private static Scene acquireThatWaits() throws InterruptedException {
    var s = new Semaphore(2);
    s.acquire(2);
    var given = new AtomicBoolean();
    return new Scene(
        () -> s.acquire(1),
        () -> {
          s.release(2);
          given.set(true);
          return true;
        },
        failed -> {
          if (!given.get()) {
            s.release(2);
          }
          if (!failed) {
            s.release(1);
          }
          assertThat(s).hasToString("semaphore with 2 of 2 free");
          assertThat(s.acquire(2, SOON)).isTrue();
        });
  }

  private static Scene acquireInVain() throws InterruptedException {
    var s = new Semaphore(1);
    s.acquire(1);
    var box = new Box();
    return new Scene(
        () -> box.flag = s.acquire(1, SHORT),
        failed -> {
          assertThat(box.flag).isFalse();
          s.release(1);
          assertThat(s.acquire(1, SOON)).isTrue();
        });
  }

  private static Scene release() throws InterruptedException {
    var s = new Semaphore(3);
    s.acquire(3);
    var waiting =
        go(() -> {
          s.acquire(1);
          s.release(1);
        });
    await(() -> parks(waiting));
    return new Scene(
        () -> s.release(3),
        failed -> {
          if (failed) {
            s.release(3);
          }
          assertEnds(waiting);
          assertThat(s).hasToString("semaphore with 3 of 3 free");
        });
  }

  private static Scene awaitGroup() {
    var group = new WaitGroup();
    group.add(1);
    var done = new AtomicBoolean();
    return new Scene(
        group::await,
        () -> {
          group.done();
          done.set(true);
          return true;
        },
        failed -> {
          if (!done.get()) {
            group.done();
          }
          assertThat(group.await(SOON)).isTrue();
        });
  }

  private static Scene done() {
    var group = new WaitGroup();
    group.add(1);
    var waiting = go(group::await);
    await(() -> parks(waiting));
    return new Scene(
        group::done,
        failed -> {
          if (failed) {
            group.done();
          }
          assertEnds(waiting);
        });
  }

  private static Scene groupGo() {
    var group = new WaitGroup();
    var ran = new AtomicInteger();
    return new Scene(
        () -> group.go(ran::incrementAndGet),
        failed -> {
          assertThat(group.await(SOON)).isTrue();
          assertThat(ran.get()).isEqualTo(failed ? 0 : 1);
        });
  }

  private static Scene once() {
    var once = new Once();
    var ran = new AtomicInteger();
    return new Scene(
        () -> once.run(ran::incrementAndGet),
        failed -> {
          var other = go(() -> once.run(ran::incrementAndGet));
          assertEnds(other);
          assertThat(ran.get()).isLessThanOrEqualTo(1);
          assertThat(failed || ran.get() == 1).isTrue();
        });
  }

  private static Scene onceValue() {
    var ran = new AtomicInteger();
    var once = new OnceValue<>(ran::incrementAndGet);
    return new Scene(
        once::get,
        failed -> {
          var other =
              go(() -> {
                try {
                  once.get();
                } catch (OutOfMemoryError | StackOverflowError e) {
                  // its computation has failed for good
                }
              });
          assertEnds(other);
          assertThat(ran.get()).isLessThanOrEqualTo(1);
          assertThat(failed || ran.get() == 1).isTrue();
        });
  }

  private static Scene singleFlight() {
    var flights = new SingleFlight<String, Integer>();
    return new Scene(
        () -> flights.run("key", () -> 1),
        failed -> {
          var other = go(() -> flights.run("key", () -> 2));
          assertEnds(other);
        });
  }

  private static Scene pool() {
    var pool = new Pool<Object>();
    return new Scene(
        () -> {
          for (int i = 0; i < 9; i++) {
            pool.put("x");
          }
          pool.get();
        },
        failed -> {
          while (pool.get() != null) {
            continue;
          }
          pool.put("y");
          assertThat(pool.get()).isEqualTo("y");
        });
  }

  private static Scene poolPut() {
    var pool = new Pool<Object>();
    return new Scene(
        () -> pool.put("x"), failed -> assertThat(pool.get()).isEqualTo(failed ? null : "x"));
  }

  private static Scene errGroup() {
    var group = new ErrGroup();
    group.limit(1);
    var ran = new AtomicInteger();
    return new Scene(
        () -> group.go(ran::incrementAndGet),
        failed -> {
          assertEnds(go(() -> group.go(ran::incrementAndGet)));
          group.await();
          group.close();
          assertThat(ran.get()).isEqualTo(failed ? 1 : 2);
        });
  }

  private static Scene tryGo() {
    var group = new ErrGroup();
    group.limit(1);
    var ran = new AtomicInteger();
    return new Scene(
        () -> group.tryGo(ran::incrementAndGet),
        failed -> {
          await(() -> group.tryGo(ran::incrementAndGet));
          group.await();
          group.close();
          assertThat(ran.get()).isEqualTo(failed ? 1 : 2);
        });
  }

  private static Scene awaitErrGroup() throws InterruptedException {
    var group = new ErrGroup();
    var gate = new Semaphore(1);
    gate.acquire(1);
    group.go(() -> gate.acquire(1));
    var given = new AtomicBoolean();
    return new Scene(
        group::await,
        () -> {
          gate.release(1);
          given.set(true);
          return true;
        },
        failed -> {
          if (!given.get()) {
            gate.release(1);
          }
          group.await();
          assertThat(group.context().err()).isNotNull();
        });
  }

  private static Scene goes() {
    var ran = new AtomicInteger();
    return new Scene(
        () -> go(ran::incrementAndGet),
        failed -> {
          if (!failed) {
            await(() -> ran.get() == 1);
          }
          assertEnds(go("named", ran::incrementAndGet));
        });
  }

  private static Scene executor() {
    var executor = Go.executor();
    var ran = new AtomicInteger();
    return new Scene(
        () -> executor.execute(ran::incrementAndGet),
        failed -> {
          executor.execute(ran::incrementAndGet);
          executor.shutdown();
          assertThat(executor.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
          assertThat(ran.get()).isEqualTo(failed ? 1 : 2);
        });
  }

  private static Scene closeExecutor() {
    var executor = Go.executor();
    var ran = new AtomicInteger();
    executor.execute(ran::incrementAndGet);
    return new Scene(
        executor::close,
        failed -> {
          executor.close();
          assertThat(executor.isTerminated()).isTrue();
          assertThat(ran.get()).isEqualTo(1);
        });
  }
}
