// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;
import static io.heddle.race.watched.Racing.pause;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.race.watched.JucOrderTest.Edge;
import io.heddle.sync.Cond;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.OnceValue;
import io.heddle.sync.Pool;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.SingleFlight;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Heddle orders, line by line of its memory ordering: with the edge silence, without it a
 * race.
 */
class MemoryOrderTest {
  private static final Duration SOON = Duration.ofMillis(1);

  static Stream<Supplier<Edge>> edges() {
    return Stream.of(
        () -> {
          var c = Channel.<String>make();
          return edge("send, unbuffered", () -> c.send("x"), c::receive);
        },
        () -> {
          var c = Channel.<String>make();
          return edge("receive, unbuffered", c::receive, () -> c.send("x"));
        },
        () -> {
          var c = Channel.<String>make(1);
          return edge("send, buffered", () -> c.send("x"), c::receive);
        },
        () -> {
          var c = Channel.<String>make(1);
          return edge(
              "the k-th receive, the (k+C)-th send",
              c::receive,
              () -> {
                c.send("a");
                c.send("b");
              });
        },
        () -> {
          var c = Channel.<String>make(3);
          return edge(
              "a full buffer, a sender that waits",
              () -> {
                c.receive();
              },
              () -> {
                for (int i = 0; i < 4; i++) {
                  c.send("x");
                }
              });
        },
        () -> {
          var c = Channel.<String>unbounded();
          return edge("send, unbounded", () -> c.send("x"), c::receive);
        },
        () -> {
          var c = Channel.<String>sliding(1);
          return edge(
              "send, sliding",
              () -> {
                c.send("old");
                c.send("new");
              },
              () -> {
                while (!"new".equals(c.receive())) {}
              });
        },
        () -> {
          var c = Channel.<String>dropping(1);
          return edge("send, dropping", () -> c.send("x"), c::receive);
        },
        () -> {
          var c = Channel.<String>make();
          return edge("close", c::close, c::receive);
        },
        () -> {
          var c = Channel.<String>make();
          return edge("close, isClosed", c::close, () -> spin(c::isClosed));
        },
        () -> {
          var c = Channel.<String>make(1);
          return edge(
              "close of a buffered one, drained",
              () -> {
                c.send("x");
                c.close();
              },
              () -> {
                for (var _ : c) {}
              });
        },
        () -> {
          var c = Channel.<String>make();
          var never = Channel.<String>make();
          return edge(
              "select receives",
              () -> c.send("x"),
              () -> select(onReceive(c, s -> {}), onReceive(never, s -> {})));
        },
        () -> {
          var c = Channel.<String>make();
          var never = Channel.<String>make();
          return edge(
              "select sends",
              () -> select(onSend(c, "x", () -> {}), onReceive(never, s -> {})),
              c::receive);
        },
        () -> {
          var c = Channel.<String>make(1);
          return edge("select sees a close", c::close, () -> select(onReceive(c, s -> {})));
        },
        () -> {
          var c = Channel.<String>make(1);
          return edge(
              "trySend, tryReceive",
              () -> c.trySend("x"),
              () -> spin(() -> c.tryReceive() instanceof io.heddle.Received.Value));
        },
        () -> locked("Mutex", new Mutex(), null),
        () -> locked("RWMutex, writers", new RWMutex().writeLock(), null),
        () -> {
          var l = new RWMutex();
          return locked("RWMutex, writer, then reader", l.writeLock(), l.readLock());
        },
        () -> {
          var l = new RWMutex();
          var f = new java.util.concurrent.atomic.AtomicBoolean();
          return edge(
              "RWMutex, reader, then writer",
              () -> {
                l.readLock().lock();
                plainSet(f);
                l.readLock().unlock();
              },
              () ->
                  spin(() -> {
                    l.writeLock().lock();
                    try {
                      return f.getPlain();
                    } finally {
                      l.writeLock().unlock();
                    }
                  }));
        },
        () -> {
          var w = new WaitGroup();
          w.add(1);
          return edge("WaitGroup", w::done, w::await);
        },
        () -> {
          var o = new Once();
          return edge(
              "Once",
              () -> o.run(() -> {}),
              () -> {
                pause();
                o.run(() -> {});
              });
        },
        () -> {
          var o = new OnceValue<>(() -> 1);
          return edge(
              "OnceValue",
              o::get,
              () -> {
                pause();
                o.get();
              });
        },
        () -> {
          var m = new Mutex();
          var c = new Cond(m);
          var f = new boolean[1];
          return edge(
              "Cond signal",
              () -> {
                m.lock();
                f[0] = true;
                c.signal();
                m.unlock();
              },
              () -> {
                m.lock();
                while (!f[0]) {
                  c.await();
                }
                m.unlock();
              });
        },
        () -> {
          var s = new Semaphore(1);
          return edgeAfter(
              "Semaphore", () -> s.release(1), () -> s.acquire(1), () -> s.tryAcquire(1));
        },
        () -> {
          var p = new Pool<Object>();
          var x = new Object();
          return edge("Pool", () -> p.put(x), () -> spin(() -> p.get() == x));
        },
        () -> {
          var c = Context.background().withCancel();
          return edge("Context, done", c::cancel, () -> c.done().receive());
        },
        () -> {
          var c = Context.background().withCancel();
          return edge("Context, err", c::cancel, () -> spin(() -> c.err() != null));
        },
        () -> {
          var c = Context.background().withCancel();
          var child = c.withCancel();
          return edge("Context, a child's done", c::cancel, () -> child.done().receive());
        });
  }

  private static Edge edge(String name, Racing.Body give, Racing.Body take) {
    return new Edge(name, give, take);
  }

  private static Edge edgeAfter(
      String name, Racing.Body give, Racing.Body take, Racing.Body before) {
    try {
      before.run();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return edge(name, give, take);
  }

  private static void plainSet(java.util.concurrent.atomic.AtomicBoolean f) {
    f.setPlain(true);
  }

  private static Edge locked(String name, Lock writes, Lock reads) {
    var by = reads == null ? writes : reads;
    var f = new boolean[1];
    return edge(
        name,
        () -> {
          writes.lock();
          f[0] = true;
          writes.unlock();
        },
        () ->
            spin(() -> {
              by.lock();
              try {
                return f[0];
              } finally {
                by.unlock();
              }
            }));
  }

  private static void spin(JucOrderTest.BooleanSupplierWithFailure condition) throws Exception {
    while (!condition.get()) {
      Thread.yield();
    }
  }

  static Stream<Arguments> named() {
    return edges().map(e -> Arguments.argumentSet(e.get().name(), e));
  }

  /** On goroutines, and the giver or both on other threads. */
  @ParameterizedTest
  @MethodSource("named")
  void ordered(Supplier<Edge> supplier) throws Throwable {
    var reports =
        Racing.reports(() ->
            Go.run(() -> {
              var cell = new Cell();
              var edge = supplier.get();
              var t =
                  Go.go(() -> {
                    cell.set();
                    Racing.run(edge.give());
                  });
              Racing.run(edge.take());
              cell.get();
              t.join();
            }));
    assertThat(reports).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("named")
  void orderedOnThreads(Supplier<Edge> supplier) throws Throwable {
    var reports =
        Racing.reports(() -> {
          var cell = new Cell();
          var edge = supplier.get();
          var t =
              Racing.start(() -> {
                cell.set();
                edge.give().run();
              });
          edge.take().run();
          cell.get();
          t.join();
        });
    assertThat(reports).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("named")
  void notOrdered(Supplier<Edge> supplier) throws Throwable {
    var reports =
        Racing.reports(() ->
            Go.run(() -> {
              var cell = new Cell();
              var edge = supplier.get();
              var t =
                  Go.go(() -> {
                    Racing.run(edge.give());
                    cell.set();
                  });
              Racing.run(edge.take());
              pause();
              Thread.sleep(5);
              cell.get();
              t.join();
            }));
    assertThat(reports).hasSize(1);
  }

  static Stream<Arguments> runners() {
    return Stream.of(
        Arguments.argumentSet("go and join", (ExecutorOrderTest.Runner) t -> Go.go(t::call).join()),
        Arguments.argumentSet(
            "WaitGroup.go",
            (ExecutorOrderTest.Runner)
                t -> {
                  var w = new WaitGroup();
                  w.go(t::call);
                  w.await();
                }),
        Arguments.argumentSet(
            "ErrGroup",
            (ExecutorOrderTest.Runner)
                t -> {
                  var g = new ErrGroup();
                  g.limit(1);
                  g.go(t::call);
                  g.await();
                }),
        Arguments.argumentSet(
            "Once",
            (ExecutorOrderTest.Runner)
                t -> {
                  var o = new Once();
                  Go.go(() -> o.run(t::call));
                  while (!o.toString().endsWith("done")) {
                    Go.gosched();
                  }
                  o.run(() -> {});
                }),
        Arguments.argumentSet(
            "SingleFlight",
            (ExecutorOrderTest.Runner)
                t -> {
                  var f = new SingleFlight<String, Object>();
                  var inside = Channel.<String>make();
                  Go.go(() ->
                      f.run(
                          "k",
                          () -> {
                            inside.send("in");
                            pause();
                            return t.call();
                          }));
                  inside.receive();
                  f.run("k", t::call);
                }),
        Arguments.argumentSet(
            "SingleFlight, one after another",
            (ExecutorOrderTest.Runner)
                t -> {
                  var f = new SingleFlight<String, Object>();
                  Go.go(() -> f.run("k", t::call));
                  pause(); // the first has ended, and nobody has its result
                  f.run("k", t::call);
                }),
        Arguments.argumentSet(
            "executor", (ExecutorOrderTest.Runner) t -> Go.executor().submit(t).get()),
        Arguments.argumentSet(
            "afterFunc of time",
            (ExecutorOrderTest.Runner)
                t -> {
                  var done = Channel.<String>make(1);
                  Time.afterFunc(
                      SOON,
                      () -> {
                        t.call();
                        done.send("x");
                      });
                  done.receive();
                }),
        Arguments.argumentSet(
            "afterFunc of a context",
            (ExecutorOrderTest.Runner)
                t -> {
                  var done = Channel.<String>make(1);
                  var c = Context.background().withCancel();
                  c.afterFunc(() -> {
                    t.call();
                    done.send("x");
                  });
                  Go.go(c::cancel);
                  done.receive();
                }),
        Arguments.argumentSet("Go.run", (ExecutorOrderTest.Runner) t -> Go.run(t::call)));
  }

  @ParameterizedTest
  @MethodSource("runners")
  void handedOver(ExecutorOrderTest.Runner runner) throws Throwable {
    new ExecutorOrderTest().ordered(runner);
  }

  @ParameterizedTest
  @MethodSource("runners")
  void beside(ExecutorOrderTest.Runner runner) throws Throwable {
    new ExecutorOrderTest().notOrdered(runner);
  }

  @ParameterizedTest
  @MethodSource("timers")
  void whoSetATimerIsKnownToItsReceiver(Racing.Body[] setAndReceive) throws Throwable {
    var reports =
        Racing.reports(() -> {
          var cell = new Cell();
          var set =
              Racing.start(() -> {
                cell.set();
                setAndReceive[0].run();
              });
          pause();
          setAndReceive[1].run();
          cell.get();
          set.join();
        });
    assertThat(reports).isEmpty();
  }

  static Stream<Arguments> timers() {
    var timer = new Timer(Duration.ofDays(1));
    var other = new Timer(Duration.ofDays(1));
    return Stream.of(
        Arguments.argumentSet(
            "reset, receive",
            (Object) new Racing.Body[] {() -> timer.reset(SOON), () -> timer.channel().receive()}),
        Arguments.argumentSet(
            "reset, select",
            (Object)
                new Racing.Body[] {
                  () -> other.reset(SOON), () -> select(onReceive(other.channel(), t -> {}))
                }));
  }
}
