// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Go.go;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heddle.internal.sched.RuntimeThreads;
import io.heddle.runtime.Goroutines;
import io.heddle.sync.Mutex;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.OnCarriers;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All goroutines are asleep: found, and told with what each waits for. First of all tests: a timer
 * that another one has left armed would rightly keep the finder silent.
 */
@Order(1)
class DeadlockTest {
  /** An ordinary collection may take who is stuck; a dump then only counts them. */
  private final List<Thread> kept = new CopyOnWriteArrayList<>();

  static Stream<Arguments> deadlocks() {
    return Stream.of(
        of("chan receive", () -> Channel.make().receive()),
        of("chan receive", () -> Channel.make(3).receiveOnly().forEach(v -> {})),
        of("chan send", () -> Channel.<Integer>make().send(1)),
        of("chan receive (nil chan)", () -> Channel.never().receive()),
        of("chan send (nil chan)", () -> Channel.<Integer>never().send(1)),
        of("select (no cases)", () -> select()),
        of("select", () -> select(receive((ReceiveChannel<Integer>) null, v -> v))),
        of(
            "select",
            () -> select(receive(Channel.make(), v -> v), send(Channel.make(), 1, () -> 1))),
        of("sync.WaitGroup.Wait", DeadlockTest::awaitsNobody),
        of("sync.Mutex.Lock", DeadlockTest::locksTwice));
  }

  private static Arguments of(String reason, Task main) {
    return Arguments.of(reason, main);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deadlocks")
  void isFoundAndItsReasonNamed(String reason, Task main) {
    var e =
        catchThrowableOfType(
            DeadlockError.class,
            () ->
                Go.run(() -> {
                  kept.add(Thread.currentThread());
                  main.run();
                }));

    assertThat(e).hasMessage("all goroutines are asleep - deadlock!\n\n" + e.dump());
    assertThat(e.dump())
        .containsPattern("(?m)^goroutine \\d+ \\[" + Pattern.quote(reason) + "]")
        .contains("DeadlockTest");
  }

  @Test
  void theDumpShowsEveryGoroutineOfTheProgram() {
    var e =
        catchThrowableOfType(
            DeadlockError.class,
            () ->
                Go.run(() -> {
                  var c = Channel.<Integer>make();
                  kept.add(Thread.currentThread());
                  kept.add(go("sender", () -> c.send(Channel.<Integer>make().receive())));
                  kept.add(go("another", () -> Channel.make().receive()));
                  c.receive();
                }));

    assertThat(e.dump()).contains("\"main\"", "\"sender\"", "\"another\"");
    assertThat(e.dump()).containsPattern("waiting on channel #\\d+ \\(cap 0, 1 waiting");
  }

  @Test
  void goexitInMainLeavesTheProgramToTheOthers() throws Exception {
    var e =
        catchThrowableOfType(
            DeadlockError.class,
            () ->
                Go.run(() -> {
                  go(() -> Thread.sleep(20));
                  Go.goexit();
                }));

    assertThat(e).hasMessageStartingWith("no goroutines (main called Go.goexit()) - deadlock!");
  }

  @Test
  void theInnermostProgramEndsAndItsCallerGoesOn() throws Exception {
    var message = new String[1];
    Go.run(() -> {
      try {
        Go.run(() -> Channel.make().receive());
      } catch (DeadlockError e) {
        message[0] = e.getMessage();
      }
    });

    assertThat(message[0]).startsWith("all goroutines are asleep - deadlock!");
  }

  @Test
  @OnCarriers // the JDK's scheduler holds what it runs
  void thoseThatWereStuckAndHaveBeenCollectedAreCounted() {
    var held = Channel.make();
    var e =
        catchThrowableOfType(
            DeadlockError.class,
            () ->
                Go.run(() -> {
                  for (int i = 0; i < 10; i++) {
                    go("stuck", () -> Channel.make().receive());
                  }
                  do { // some may be kept for a while yet
                    System.gc();
                    Thread.sleep(5);
                  } while (Goroutines.list().stream().filter(g -> g.name().equals("stuck")).count()
                      == 10);
                  held.receive();
                }));

    var counted =
        Pattern.compile("\\n\\.\\.\\. and (\\d+) goroutines? that w(as|ere) stuck for ever")
            .matcher(e.dump());
    assertThat(counted.find()).as(e.dump()).isTrue();
    long listed = Pattern.compile("\"stuck\":").matcher(e.dump()).results().count();
    assertThat(Integer.parseInt(counted.group(1)) + listed).isEqualTo(10);
    assertThat(held.length()).isZero();
  }

  /** It stays until the copy's class loader is collected, and the copy does not know this one. */
  @Test
  void theCleanerOfAnotherCopyOfTheLibraryIsNobody() {
    var cleaner = Cleaner.create(task -> RuntimeThreads.unstarted(RuntimeThreads.CLEANER, task));
    var e = catchThrowableOfType(DeadlockError.class, () -> Go.run(() -> Channel.make().receive()));
    assertThat(e).isNotNull();
    Reference.reachabilityFence(cleaner);
  }

  private static void awaitsNobody() throws InterruptedException {
    var group = new WaitGroup();
    group.add(1);
    group.await();
  }

  private static void locksTwice() {
    var mutex = new Mutex();
    mutex.lock();
    mutex.lock();
  }
}
