// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.use;

import io.heddle.race.watched.corpus.FieldTwins.Box;
import io.heddle.race.watched.corpus.Twin.Crew;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.StampedLock;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What the JDK calls on threads of its own choice, or keeps for another thread. */
@SuppressWarnings({"ReturnValueIgnored", "unused", "FutureReturnValueIgnored"})
final class UpcallTwins {
  private UpcallTwins() {}

  private static final ClassValue<Box> OF_CLASS =
      new ClassValue<>() {
        @Override
        protected Box computeValue(Class<?> type) {
          return new Box(1);
        }
      };

  private static final Class<?>[] CLASSES = {
    int.class,
    long.class,
    short.class,
    byte.class,
    char.class,
    float.class,
    double.class,
    boolean.class,
    void.class,
    int[].class,
    long[].class,
    short[].class,
    byte[].class
  };
  private static final AtomicInteger NEXT = new AtomicInteger();

  /** One gives a box, which it writes before or behind that; another one takes it. */
  interface Give {
    void give(Box box) throws Exception;
  }

  interface Take {
    /** Null: there is none yet. */
    Box take() throws Exception;
  }

  private static void handOver(Crew c, boolean inTime, Give give, Take take) throws Exception {
    c.go(() -> {
      var box = new Box();
      if (inTime) {
        box.value = 1;
      }
      give.give(box);
      if (!inTime) {
        box.value = 1;
      }
    });
    Box box;
    while ((box = take.take()) == null) {
      Thread.sleep(1);
    }
    use(box.get());
  }

  static Stream<Arguments> twins() {
    return Stream.of(executors(), collections(), handlers()).flatMap(s -> s);
  }

  // ---- executors ----

  /** A task is interrupted, and looks at what was written before or behind that. */
  private static Arguments stopped(String name, boolean isWide, Stop stop) {
    return Twin.either(
        name,
        (c, inTime) -> {
          var box = new Box();
          var begun = new CountDownLatch(1);
          var pool = Executors.newFixedThreadPool(1);
          var task =
              pool.submit(() -> {
                begun.countDown();
                if (isWide) {
                  try {
                    Thread.sleep(60_000);
                  } catch (Exception e) {
                    use(box.get());
                  }
                } else {
                  try {
                    Thread.sleep(60_000);
                  } catch (InterruptedException e) {
                    use(box.get());
                  }
                }
              });
          begun.await();
          if (inTime) {
            box.value = 1;
          }
          stop.stop(pool, task);
          if (!inTime) {
            box.value = 1;
          }
          pool.shutdown();
          pool.awaitTermination(10, TimeUnit.SECONDS);
        });
  }

  interface Stop {
    void stop(ExecutorService pool, Future<?> task);
  }

  private static final class Counting extends ThreadPoolExecutor {
    final List<Box> each = new CopyOnWriteArrayList<>();
    final boolean inTime;

    Counting(boolean inTime) {
      super(2, 2, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
      this.inTime = inTime;
    }

    @Override
    protected void afterExecute(Runnable r, Throwable t) {
      var box = new Box();
      each.add(box);
      if (inTime) {
        box.value = 1;
      } else {
        new Thread(() -> box.value = 1).start();
      }
    }

    @Override
    protected void terminated() {
      for (var box : each) {
        use(box.get());
      }
    }
  }

  private static Stream<Arguments> executors() {
    return Stream.of(
        stopped("Future.cancel(true)", false, (pool, task) -> task.cancel(true)),
        stopped("shutdownNow", false, (pool, task) -> pool.shutdownNow()),
        stopped("an interrupt caught as Exception", true, (pool, task) -> task.cancel(true)),
        Twin.either(
            "isShutdown",
            (c, inTime) -> {
              try (var pool = Executors.newFixedThreadPool(1)) {
                handOver(
                    c,
                    inTime,
                    b -> {
                      HELD.setPlain(b);
                      pool.shutdown();
                    },
                    () -> pool.isShutdown() ? HELD.getPlain() : null);
              }
            }),
        Twin.either(
            "ThreadPoolExecutor.terminated",
            (c, inTime) -> {
              try (var pool = new Counting(inTime)) {
                for (int i = 0; i < 8; i++) {
                  pool.execute(() -> {});
                }
              }
            }),
        Twin.either(
            "invokeAny of virtual threads",
            (c, inTime) -> {
              try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                var shared = new Box();
                var box =
                    pool.invokeAny(
                        List.<Callable<Box>>of(() -> {
                          if (!inTime) {
                            c.go(() -> shared.value = 1);
                            return shared;
                          }
                          return new Box(1);
                        }));
                use(box.get());
              }
            }),
        Twin.either(
            "thenCompose of what is complete",
            (c, inTime) -> {
              var inner = new CompletableFuture<Box>();
              var box = new Box();
              c.go(() -> {
                if (inTime) {
                  box.value = 1;
                }
                inner.complete(box);
                if (!inTime) {
                  box.value = 1;
                }
              });
              Thread.sleep(5);
              use(
                  CompletableFuture.completedFuture(1)
                      .thenCompose(i -> inner)
                      .thenApply(Box::get)
                      .join());
            }));
  }

  private static final AtomicReference<Box> HELD = new AtomicReference<>();

  // ---- collections ----

  /** Its order is by identity, not by what is in the box. */
  private static final Comparator<Box> ALL_ALIKE = (a, b) -> a == b ? 0 : 1;

  private static Stream<Arguments> collections() {
    return Stream.of(
        Twin.either(
            "addIfAbsent",
            (c, inTime) -> {
              var list = new CopyOnWriteArrayList<Box>();
              handOver(c, inTime, list::addIfAbsent, () -> list.isEmpty() ? null : list.get(0));
            }),
        Twin.either(
            "addAllAbsent",
            (c, inTime) -> {
              var list = new CopyOnWriteArrayList<Box>();
              handOver(
                  c,
                  inTime,
                  b -> list.addAllAbsent(List.of(b)),
                  () -> list.isEmpty() ? null : list.get(0));
            }),
        Twin.either(
            "setValue of an entry",
            (c, inTime) -> {
              var map = new ConcurrentHashMap<Integer, Box>();
              var first = new Box();
              map.put(1, first);
              handOver(
                  c,
                  inTime,
                  b -> map.entrySet().iterator().next().setValue(b),
                  () -> map.get(1) == first ? null : map.get(1));
            }),
        Twin.either(
            "asLifoQueue",
            (c, inTime) -> {
              var queue = Collections.asLifoQueue(new LinkedBlockingDeque<Box>());
              handOver(c, inTime, queue::add, queue::poll);
            }),
        Twin.either(
            "a part of a ConcurrentSkipListSet",
            (c, inTime) -> {
              var set = new ConcurrentSkipListSet<Box>(ALL_ALIKE);
              var view = set.descendingSet();
              handOver(c, inTime, set::add, () -> view.isEmpty() ? null : view.first());
            }),
        Twin.either(
            "tryConvertToOptimisticRead",
            (c, inTime) -> {
              var lock = new StampedLock();
              var box = new Box();
              c.go(() -> {
                for (int i = 0; i < 20; i++) {
                  long stamp = lock.writeLock();
                  box.value++;
                  lock.unlockWrite(stamp);
                }
              });
              for (int i = 0; i < 20; i++) {
                long stamp = lock.tryConvertToOptimisticRead(lock.readLock());
                if (!inTime) {
                  lock.validate(stamp);
                }
                int value = box.value;
                use(lock.validate(stamp) ? value : 0);
              }
            }));
  }

  // ---- what is called back ----

  private static final class Logs extends Handler {
    Box box;
    volatile boolean wasCalled;

    @Override
    public void publish(LogRecord r) {
      use(box.get());
      wasCalled = true;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static Stream<Arguments> handlers() {
    return Stream.of(
        Twin.either(
            "Logger.addHandler",
            (c, inTime) -> {
              var logger = Logger.getAnonymousLogger();
              logger.setUseParentHandlers(false);
              var handler = new Logs();
              handler.box = new Box();
              c.go(() -> {
                if (inTime) {
                  handler.box.value = 1;
                }
                logger.addHandler(handler);
                if (!inTime) {
                  handler.box.value = 1;
                }
              });
              for (int i = 0; i < 1000 && !handler.wasCalled; i++) {
                logger.info("");
                Thread.sleep(1);
              }
            }),
        Twin.either(
            "setUncaughtExceptionHandler",
            (c, inTime) -> {
              var box = new Box();
              var thread =
                  new Thread(() -> {
                    while (!(Thread.currentThread().getUncaughtExceptionHandler()
                        instanceof Stopper)) {
                      Thread.onSpinWait();
                    }
                    throw new IllegalStateException();
                  });
              thread.start();
              if (inTime) {
                box.value = 1;
              }
              thread.setUncaughtExceptionHandler(new Stopper(box));
              if (!inTime) {
                box.value = 1;
              }
              thread.join();
            }),
        Twin.either(
            "ClassValue",
            (c, inTime) -> {
              var type = CLASSES[NEXT.getAndIncrement() % CLASSES.length];
              c.two(() -> {
                var box = OF_CLASS.get(type);
                use(box.get());
                if (!inTime) {
                  box.value++;
                }
              });
            }),
        Twin.either(
            "SelectionKey.attachment",
            (c, inTime) -> {
              var pipe = Pipe.open();
              pipe.source().configureBlocking(false);
              try (var selector = Selector.open()) {
                var key = pipe.source().register(selector, SelectionKey.OP_READ);
                handOver(c, inTime, key::attach, () -> (Box) key.attachment());
              } finally {
                pipe.source().close();
                pipe.sink().close();
              }
            }));
  }

  private record Stopper(Box box) implements Thread.UncaughtExceptionHandler {
    @Override
    public void uncaughtException(Thread t, Throwable e) {
      use(box.get());
    }
  }
}
