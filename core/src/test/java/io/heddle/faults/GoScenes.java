// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static io.heddle.Go.go;
import static io.heddle.faults.Scene.assertEnds;
import static io.heddle.faults.Scene.made;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.Task;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Programs, factories, and what a goroutine does by means of the JDK: it lives on. */
final class GoScenes {
  private static final long NANOS = 20_000;

  private GoScenes() {}

  static void addTo(Map<String, Supplier<Scene>> all) {
    all.put("run", made(GoScenes::run));
    all.put("threadFactory", made(GoScenes::threadFactory));
    all.put("gosched", made(() -> goesOnAfter(Go::gosched)));
    all.put("Thread.yield", made(() -> goesOnAfter(Thread::yield)));
    all.put("Thread.sleep", made(() -> goesOnAfter(() -> Thread.sleep(0, (int) NANOS))));
    all.put("parkNanos", made(() -> goesOnAfter(() -> LockSupport.parkNanos(NANOS))));
    all.put("park", made(GoScenes::park));
    all.put("Object.wait", made(GoScenes::waits));
    all.put("join", made(GoScenes::join));
  }

  private static Scene run() {
    var ran = new AtomicInteger();
    return new Scene(
        () -> Go.run(ran::incrementAndGet),
        failed -> {
          assertThat(failed || ran.get() == 1).isTrue();
          assertEnds(go(() -> Go.run(ran::incrementAndGet)));
        });
  }

  private static Scene threadFactory() {
    var factory = Go.threadFactory("made");
    var ran = new AtomicInteger();
    return new Scene(
        () -> factory.newThread(ran::incrementAndGet).start(),
        failed -> {
          if (!failed) {
            Scene.await(() -> ran.get() == 1);
          }
          var another = factory.newThread(ran::incrementAndGet);
          another.start();
          assertEnds(another);
        });
  }

  /** Afterwards its thread can wait and be woken. */
  private static Scene goesOnAfter(Task act) {
    return new Scene(act, failed -> assertGoesOn());
  }

  private static Scene park() {
    var thread = Thread.currentThread();
    return new Scene(
        () -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20)),
        () -> {
          LockSupport.unpark(thread);
          return true;
        },
        failed -> assertGoesOn());
  }

  private static Scene waits() {
    var monitor = new Object();
    return new Scene(
        () -> {
          synchronized (monitor) {
            monitor.wait(0, (int) NANOS);
          }
        },
        failed -> {
          assertThat(Thread.holdsLock(monitor)).isFalse();
          assertEnds(
              go(() -> {
                synchronized (monitor) {
                  monitor.notifyAll();
                }
              }));
          assertGoesOn();
        });
  }

  private static Scene join() {
    var c = Channel.<Integer>make();
    var other = go(() -> c.receive());
    return new Scene(
        other::join,
        () -> c.trySend(1),
        failed -> {
          if (other.isAlive()) {
            c.trySend(1);
          }
          assertEnds(other);
          assertGoesOn();
        });
  }

  private static void assertGoesOn() throws InterruptedException {
    var c = Channel.<Integer>make();
    var back = Channel.<Integer>make();
    var other = go(() -> back.send(c.receive() + 1));
    c.send(1);
    assertThat(back.receive()).isEqualTo(2);
    assertEnds(other);
  }
}
