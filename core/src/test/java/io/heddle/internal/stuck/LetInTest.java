// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.hook.Tracer;
import io.heddle.internal.hook.Tracing;
import io.heddle.internal.wait.Waiter;
import io.heddle.sync.Mutex;
import io.heddle.sync.RWMutex;
import io.heddle.testing.Blocked;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who lets another one in has not woken it yet: that one has the lock, and looks as if it waited
 * for who has it.
 */
class LetInTest {
  private final List<Thread> seen = new ArrayList<>();
  private final List<DeadlockSearch.Cycle> cycles = new ArrayList<>();

  /** Searches at the moment in which one that is called "let in" is about to be woken. */
  private final Tracer looking =
      new Tracer() {
        @Override
        public void wakes(Waiter w) {
          if (w.thread.getName().equals("let in")) {
            seen.add(w.thread);
            DeadlockSearch.find().stream()
                .filter(c -> c.members().stream().anyMatch(b -> b.thread() == w.thread))
                .forEach(cycles::add);
          }
        }
      };

  static Stream<Arguments> locks() {
    var cases = Stream.<Arguments>builder();
    for (boolean isGoroutine : new boolean[] {true, false}) {
      var mutex = new Mutex();
      var rw = new RWMutex();
      cases.add(Arguments.of(isGoroutine, mutex, mutex));
      cases.add(Arguments.of(isGoroutine, rw.readLock(), rw.writeLock()));
      cases.add(Arguments.of(isGoroutine, rw.writeLock(), rw.writeLock()));
      cases.add(Arguments.of(isGoroutine, rw.writeLock(), rw.readLock()));
    }
    return cases.build();
  }

  @AfterEach
  void stopLooking() {
    Tracing.remove(looking);
  }

  @ParameterizedTest(name = "a goroutine: {0}, {1}, {2}")
  @MethodSource("locks")
  void waitsForNobody(boolean isGoroutine, Lock held, Lock wanted) throws InterruptedException {
    held.lock();
    var waits = start(isGoroutine, wanted);
    Blocked.await(waits);
    Tracing.add(looking);
    held.unlock();
    waits.join();
    assertThat(seen).containsExactly(waits);
    assertThat(cycles).isEmpty();
  }

  private static Thread start(boolean isGoroutine, Lock wanted) {
    Runnable body =
        () -> {
          wanted.lock();
          wanted.unlock();
        };
    return isGoroutine
        ? go("let in", body::run)
        : Thread.ofPlatform().daemon().name("let in").start(body);
  }
}
