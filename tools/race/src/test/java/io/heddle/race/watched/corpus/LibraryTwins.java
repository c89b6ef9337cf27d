// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.race.watched.corpus.FieldTwins.use;
import static io.heddle.race.watched.corpus.Twin.twin;

import io.heddle.Bridges;
import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.ReceiveChannel;
import io.heddle.Received;
import io.heddle.Selector;
import io.heddle.context.Context;
import io.heddle.context.Key;
import io.heddle.race.watched.corpus.FieldTwins.Box;
import io.heddle.sync.Cond;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Mutex;
import io.heddle.sync.Pool;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What Heddle's own library orders, and what it does not. */
@SuppressWarnings({"ReturnValueIgnored", "unused", "FutureReturnValueIgnored"})
final class LibraryTwins {
  private LibraryTwins() {}

  private static final Key<Box> BOX = Key.of("box");

  /** How somebody tells, and how another one hears of it. */
  interface Step {
    void run() throws Exception;
  }

  interface Signal {
    Step[] make() throws Exception;
  }

  /** Written behind what is told in the racy one, before it in the clean one. */
  private static Arguments told(String name, Signal signal) {
    return twin(
        name,
        "Box.value",
        c -> {
          var box = new Box();
          var steps = signal.make();
          c.go(() -> {
            steps[0].run();
            box.value = 1;
          });
          steps[1].run();
          use(box.get());
        },
        c -> {
          var box = new Box();
          var steps = signal.make();
          c.go(() -> {
            box.value = 1;
            steps[0].run();
          });
          steps[1].run();
          use(box.get());
        });
  }

  private static Step[] steps(Step tell, Step hear) {
    return new Step[] {tell, hear};
  }

  static Stream<Arguments> twins() {
    return Stream.of(channels(), locks(), contexts(), times()).flatMap(s -> s);
  }

  private static Stream<Arguments> channels() {
    return Stream.of(
        told(
            "over a channel without a limit",
            () -> {
              var ch = Channel.<Integer>unbounded();
              return steps(() -> ch.send(1), ch::receive);
            }),
        told(
            "over a sliding channel",
            () -> {
              var ch = Channel.<Integer>sliding(1);
              return steps(() -> ch.send(1), ch::receive);
            }),
        told(
            "over a dropping channel",
            () -> {
              var ch = Channel.<Integer>dropping(1);
              return steps(() -> ch.send(1), ch::receive);
            }),
        told(
            "by an attempt that has room",
            () -> {
              var ch = Channel.<Integer>make(1);
              return steps(() -> ch.trySend(1), ch::receive);
            }),
        told(
            "by the end of a range",
            () -> {
              var ch = Channel.<Integer>make(1);
              return steps(ch::close, () -> ch.forEach(FieldTwins::use));
            }),
        told(
            "by a stream's end",
            () -> {
              var ch = Channel.<Integer>make(1);
              return steps(ch::close, () -> use(ch.stream().count()));
            }),
        told(
            "seen to be closed",
            () -> {
              var ch = Channel.<Integer>make(1);
              return steps(ch::close, () -> FieldTwins.await(() -> ch.isClosed() ? 1 : 0));
            }),
        told(
            "tried until it is closed",
            () -> {
              var ch = Channel.<Integer>make(1);
              return steps(
                  ch::close,
                  () ->
                      FieldTwins.await(
                          () -> ch.tryReceive() instanceof Received.Closed<Integer> ? 1 : 0));
            }),
        told(
            "a selector's case",
            () -> {
              var ch = Channel.<Integer>make();
              var selector = new Selector();
              selector.receive(ch);
              selector.receive(Channel.<Integer>never());
              return steps(() -> ch.send(1), selector::select);
            }),
        told(
            "through two channels, passed on",
            () -> {
              var one = Channel.<Integer>make();
              var two = Channel.<Integer>make(1);
              Go.go(() -> two.send(one.receive()));
              return steps(() -> one.send(1), two::receive);
            }),
        told(
            "a future that becomes a channel",
            () -> {
              var future = new CompletableFuture<Integer>();
              ReceiveChannel<Integer> ch = Bridges.channel(future);
              return steps(() -> future.complete(1), ch::receive);
            }),
        told(
            "a channel that becomes a future",
            () -> {
              var ch = Channel.<Integer>make(1);
              var future = Bridges.future(ch);
              return steps(() -> ch.send(1), future::join);
            }),
        twin(
            "the k-th receive and the send behind it",
            "Box.value",
            c -> {
              var ch = Channel.<Integer>make(2);
              var box = new Box();
              ch.send(0);
              c.go(() -> {
                box.value = 1;
                ch.receive();
              });
              ch.send(1); // there was room
              use(box.get());
            },
            c -> {
              var ch = Channel.<Integer>make(2);
              var box = new Box();
              ch.send(0);
              ch.send(1);
              c.go(() -> {
                box.value = 1;
                ch.receive();
              });
              ch.send(2);
              use(box.get());
            }),
        twin(
            "one of two senders is heard",
            "Box.value",
            c -> {
              var a = Channel.<Integer>make();
              var b = Channel.<Integer>make(1);
              var box = new Box();
              c.go(() -> {
                box.value = 1;
                b.send(1);
              });
              c.go(() -> a.send(1));
              a.receive();
              use(box.get());
            },
            c -> {
              var a = Channel.<Integer>make();
              var b = Channel.<Integer>make(1);
              var box = new Box();
              c.go(() -> {
                box.value = 1;
                b.send(1);
              });
              c.go(() -> a.send(1));
              a.receive();
              b.receive();
              use(box.get());
            }));
  }

  private static Stream<Arguments> locks() {
    return Stream.of(
        told(
            "a semaphore's permit",
            () -> {
              var s = new Semaphore(1);
              s.acquire(1);
              return steps(() -> s.release(1), () -> s.acquire(1));
            }),
        told(
            "a permit that is tried",
            () -> {
              var s = new Semaphore(1);
              s.acquire(1);
              return steps(
                  () -> s.release(1), () -> FieldTwins.await(() -> s.tryAcquire(1) ? 1 : 0));
            }),
        told(
            "a mutex that another one unlocks",
            () -> {
              var m = new Mutex();
              m.lock();
              return steps(m::unlock, m::lock);
            }),
        told(
            "a mutex that is tried",
            () -> {
              var m = new Mutex();
              m.lock();
              return steps(m::unlock, () -> FieldTwins.await(() -> m.tryLock() ? 1 : 0));
            }),
        told(
            "a write lock, then a read lock",
            () -> {
              var m = new RWMutex();
              m.writeLock().lock();
              return steps(() -> m.writeLock().unlock(), () -> m.readLock().lock());
            }),
        told(
            "a read lock, then a write lock",
            () -> {
              var m = new RWMutex();
              m.readLock().lock();
              return steps(() -> m.readLock().unlock(), () -> m.writeLock().lock());
            }),
        told(
            "a group's end",
            () -> {
              var g = new WaitGroup();
              g.add(1);
              return steps(g::done, g::await);
            }),
        twin("a broadcast", "Box.value", c -> broadcast(c, false), c -> broadcast(c, true)),
        twin(
            "what lies in a pool",
            "Box.value",
            c -> {
              var pool = new Pool<Box>(Box::new);
              var box = new Box();
              pool.put(box);
              c.go(() -> pool.get().value++);
              box.value++;
            },
            c -> {
              var pool = new Pool<Box>(Box::new);
              c.two(() -> {
                var box = pool.get();
                box.value++;
                pool.put(box);
              });
            }),
        twin(
            "a group at its limit",
            "Box.value",
            c -> {
              var box = new Box();
              try (var group = new ErrGroup()) {
                group.limit(2);
                group.go(() -> box.value++);
                group.go(() -> box.value++);
                group.await();
              }
            },
            c -> {
              var box = new Box();
              try (var group = new ErrGroup()) {
                var ch = Channel.<Integer>make();
                group.limit(2);
                group.go(() -> {
                  box.value++;
                  ch.send(1);
                });
                group.go(() -> {
                  ch.receive();
                  box.value++;
                });
                group.await();
                use(box.get());
              }
            }),
        twin("a failure that ends the others", "Box.value", c -> fails(false), c -> fails(true)));
  }

  private static void broadcast(Twin.Crew c, boolean isOrdered) throws Exception {
    var box = new Box();
    var lock = new Mutex();
    var cond = new Cond(lock);
    var isSet = new boolean[1];
    var waiting =
        c.go(() -> {
          lock.lock();
          while (!isSet[0]) {
            cond.await();
          }
          lock.unlock();
          use(box.get());
        });
    if (isOrdered) {
      box.value = 1;
    }
    lock.lock();
    isSet[0] = true;
    cond.broadcast();
    lock.unlock();
    if (!isOrdered) {
      box.value = 1;
    }
  }

  private static void fails(boolean isOrdered) throws Exception {
    var box = new Box();
    var group = new ErrGroup();
    group.go(() -> {
      if (isOrdered) {
        box.value = 1;
      }
      throw new IllegalStateException("as it may be");
    });
    group.go(() -> {
      group.context().done().receive();
      use(box.get());
    });
    if (!isOrdered) {
      box.value = 1;
    }
    try {
      group.await();
    } catch (IllegalStateException e) {
      use(e);
    }
  }

  private static Stream<Arguments> contexts() {
    return Stream.of(
        told(
            "a child's end by its parent",
            () -> {
              var parent = Context.background().withCancel();
              var child = parent.withCancel();
              return steps(parent::cancel, () -> child.done().receive());
            }),
        told(
            "a context that is asked",
            () -> {
              var ctx = Context.background().withCancel();
              return steps(ctx::cancel, () -> FieldTwins.await(() -> ctx.err() == null ? 0 : 1));
            }),
        told(
            "a context in a select",
            () -> {
              var ctx = Context.background().withCancel();
              var idle = Channel.<Integer>make();
              return steps(
                  ctx::cancel,
                  () -> use(select(receive(ctx.done(), v -> 1), receive(idle, v -> 2))));
            }),
        twin(
            "a function for the end of a context",
            "Box.value",
            c -> afterFunc(false),
            c -> afterFunc(true)),
        twin(
            "a value that a context carries",
            "Box.value",
            c ->
                Context.background()
                    .withValue(BOX, new Box())
                    .run(() -> {
                      var g = new WaitGroup();
                      g.go(() -> Context.current().value(BOX).value++);
                      Context.current().value(BOX).value++;
                      g.await();
                    }),
            c ->
                Context.background()
                    .withValue(BOX, new Box())
                    .run(() -> {
                      var g = new WaitGroup();
                      Context.current().value(BOX).value++;
                      g.go(() -> Context.current().value(BOX).value++);
                      g.await();
                      use(Context.current().value(BOX).value);
                    })));
  }

  private static void afterFunc(boolean isOrdered) throws Exception {
    var box = new Box();
    var ctx = Context.background().withCancel();
    var done = Channel.<Integer>make();
    ctx.afterFunc(() -> {
      use(box.get());
      done.send(1);
    });
    if (isOrdered) {
      box.value = 1;
    }
    ctx.cancel();
    if (!isOrdered) {
      box.value = 1;
    }
    done.receive();
  }

  private static Stream<Arguments> times() {
    return Stream.of(
        twin("a timer that is set again", "Box.value", c -> reset(false), c -> reset(true)),
        twin(
            "a timer that was stopped",
            "Box.value",
            c -> {
              var box = new Box();
              var ran = new CountDownLatch(1);
              var timer =
                  Time.afterFunc(
                      Duration.ofMillis(1),
                      () -> {
                        box.value++;
                        ran.countDown();
                      });
              box.value++;
              ran.await();
              timer.stop();
            },
            c -> {
              var box = new Box();
              var timer = Time.afterFunc(Duration.ofHours(1), () -> box.value++);
              if (timer.stop()) {
                box.value++;
              }
            }),
        twin(
            "a tick is no answer",
            "Box.value",
            c -> {
              var box = new Box();
              c.go(() -> box.value = 1);
              try (var ticker = new Ticker(Duration.ofMillis(1))) {
                ticker.channel().receive();
              }
              use(box.get());
            },
            c -> {
              var box = new Box();
              var ch = Channel.<Integer>make();
              c.go(() -> {
                box.value = 1;
                ch.send(1);
              });
              try (var ticker = new Ticker(Duration.ofMillis(1))) {
                ticker.channel().receive();
              }
              ch.receive();
              use(box.get());
            }));
  }

  private static void reset(boolean isOrdered) throws Exception {
    var box = new Box();
    var timer = new Timer(Duration.ofHours(1));
    var g = new WaitGroup();
    g.go(() -> {
      timer.channel().receive();
      use(box.get());
    });
    if (isOrdered) {
      box.value = 1;
    }
    timer.reset(Duration.ofMillis(1));
    if (!isOrdered) {
      box.value = 1;
    }
    g.await();
  }
}
