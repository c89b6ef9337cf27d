// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Go.go;
import static io.heddle.Go.goexit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.heddle.sync.ErrGroup;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.OutsideBubbles;
import java.io.IOException;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of one goroutine by its own wish. */
class GoexitTest {
  @Test
  void runsFinallyBlocksAndIsNoException() throws Exception {
    var log = new ArrayList<String>();
    var told = new CopyOnWriteArrayList<Throwable>();
    var goroutine =
        go(() -> {
          Thread.currentThread().setUncaughtExceptionHandler((t, e) -> told.add(e));
          try {
            deep(log);
            log.add("not reached");
          } catch (Exception e) {
            log.add("caught");
          } finally {
            log.add("outer finally");
          }
          log.add("not reached");
        });
    goroutine.join();

    assertThat(log).containsExactly("inner finally", "outer finally");
    assertThat(told).isEmpty();
  }

  private static void deep(List<String> log) {
    try {
      goexit();
    } finally {
      log.add("inner finally");
    }
  }

  @Test
  void countsAsDoneInAWaitGroup() throws Exception {
    var group = new WaitGroup();
    group.go(Go::goexit);
    group.await();
  }

  @OutsideBubbles
  @Test
  void isRefusedOutsideOfAGoroutine() throws Exception {
    assertThatThrownBy(Go::goexit).isInstanceOf(IllegalStateException.class);
    var thrown = new ArrayList<Throwable>();
    Thread.startVirtualThread(
            () -> {
              try {
                goexit();
              } catch (IllegalStateException e) {
                thrown.add(e);
              }
            })
        .join();
    assertThat(thrown).hasSize(1);
  }

  @Test
  void cancelsTheFutureOfATask() throws Exception {
    try (var executor = Go.executor()) {
      var future = executor.submit(Go::goexit);

      assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
      assertThat(future.isCancelled()).isTrue();
    }
  }

  /** Calls goexit in a way that wraps what it throws. */
  public static final class Exits implements Callable<Object> {
    @Override
    public Object call() {
      goexit();
      return this;
    }
  }

  static final class NeverInitialized {
    static final Object NOTHING = new Exits().call();
  }

  static List<Arguments> wrappers() throws Exception {
    var method = Exits.class.getMethod("call");
    var handle =
        MethodHandles.lookup()
            .findVirtual(Exits.class, "call", MethodType.methodType(Object.class));
    var exits = MethodHandleProxies.asInterfaceInstance(Callable.class, handle.bindTo(new Exits()));
    var proxy =
        (AutoCloseable)
            Proxy.newProxyInstance(
                GoexitTest.class.getClassLoader(),
                new Class<?>[] {AutoCloseable.class},
                (p, m, a) -> method.invoke(new Exits()));
    return List.of(
        arguments("reflection", (Task) () -> method.invoke(new Exits())),
        arguments("method handle", (Task) exits::call),
        arguments("proxy", (Task) proxy::close),
        arguments("class initializer", (Task) () -> assertThat(NeverInitialized.NOTHING).isNull()),
        arguments(
            "future on the spot",
            (Task) () -> CompletableFuture.completedFuture(1).thenRun(Go::goexit).join()),
        arguments(
            "future's get",
            (Task) () -> CompletableFuture.completedFuture(1).thenRun(Go::goexit).get()),
        arguments(
            "task run on the spot",
            (Task)
                () -> {
                  var task = new FutureTask<>(new Exits());
                  task.run();
                  task.get();
                }),
        arguments(
            "catch of all",
            (Task)
                () -> {
                  try {
                    goexit();
                  } catch (Throwable e) {
                    throw new IllegalStateException("wrapped", new IOException(e));
                  }
                }));
  }

  /** A class is initialized once. */
  static List<Arguments> wrappersThatCanBeUsedAgain() throws Exception {
    return wrappers().stream().filter(a -> !a.get()[0].equals("class initializer")).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrappers")
  void isNoFailureWhateverWrapsIt(String name, Task exits) throws Exception {
    var told = new CopyOnWriteArrayList<Throwable>();
    var after = new CopyOnWriteArrayList<String>();
    go(
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((t, e) -> told.add(e));
              exits.run();
              after.add("not reached");
            })
        .join();
    assertThat(told).isEmpty();
    assertThat(after).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrappersThatCanBeUsedAgain")
  void isSuccessInAGroupAndACancelledFuture(String name, Task exits) throws Exception {
    var group = new ErrGroup();
    group.go(exits);
    group.await();
    try (var executor = Go.executor()) {
      Callable<Object> task =
          () -> {
            exits.run();
            return 1;
          };
      var future = executor.submit(task);
      assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }
  }

  @OutsideBubbles
  @Test
  void ofAnotherGoroutineIsAFailure() throws Exception {
    var told = new CopyOnWriteArrayList<Throwable>();
    try (var executor = Go.executor()) {
      go(
              () -> {
                Thread.currentThread().setUncaughtExceptionHandler((t, e) -> told.add(e));
                CompletableFuture.runAsync(Go::goexit, executor).join();
              })
          .join();
    }
    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).isInstanceOf(CompletionException.class);
  }

  @Test
  void endsMainWhateverWrapsIt() throws Exception {
    var log = new CopyOnWriteArrayList<String>();
    var end = new IOException("the end");
    assertThatThrownBy(() ->
            Go.run(() -> {
              var main = Thread.currentThread();
              go(() -> {
                main.join();
                log.add("the others go on");
                throw end;
              });
              CompletableFuture.completedFuture(1).thenRun(Go::goexit).join();
            }))
        .isSameAs(end);
    assertThat(log).containsExactly("the others go on");
  }
}
