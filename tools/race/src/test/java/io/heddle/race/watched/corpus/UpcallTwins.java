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
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What the JDK calls on threads of its own choice, or keeps for another thread. */
@SuppressWarnings({
  "ReturnValueIgnored",
  "unused",
  "FutureReturnValueIgnored",
  "ThreadPriorityCheck"
})
final class UpcallTwins {
  private UpcallTwins() {}

  private static final int PARTS = 400;

  private static final ClassValue<Box> OF_CLASS =
      new ClassValue<>() {
        @Override
        protected Box computeValue(Class<?> type) {
          return written();
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

  /** The same program, with the edge or without. */
  interface Either {
    void run(Crew crew, boolean inTime) throws Throwable;
  }

  private static Arguments either(String name, Either program) {
    return Twin.twin(name, "Box.value", c -> program.run(c, false), c -> program.run(c, true));
  }

  private static Box written() {
    var box = new Box();
    box.value = 1;
    return box;
  }

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
    return Stream.of(streams(), executors(), collections(), handlers()).flatMap(s -> s);
  }

  private static Box sum(Box a, Box b) {
    var sum = new Box();
    sum.value = a.value + b.value;
    return sum;
  }

  // ---- parallel streams ----

  private static Stream<Box> boxes() {
    return IntStream.range(0, PARTS).parallel().mapToObj(i -> written());
  }

  private static Stream<Arguments> streams() {
    return Stream.of(
        either(
            "parallel collect",
            (c, inTime) -> {
              var shared = new Box();
              var all =
                  boxes()
                      .collect(
                          Box::new,
                          (a, b) -> (inTime ? a : shared).value += slow(b).value,
                          (a, b) -> a.value += b.value);
              use(all.value);
            }),
        either(
            "forEachOrdered",
            (c, inTime) -> {
              var shared = new Box();
              if (inTime) {
                boxes().forEachOrdered(b -> shared.value += slow(b).value);
              } else {
                boxes().forEach(b -> shared.value += slow(b).value);
              }
              use(shared.value);
            }),
        either(
            "a scan in a parallel stream",
            (c, inTime) -> {
              var shared = new Box();
              boxes()
                  .map(b -> inTime ? slow(b) : sum(slow(b), shared))
                  .gather(Gatherers.scan(Box::new, UpcallTwins::sum))
                  .forEach(b -> {
                    use(b.value);
                    if (!inTime) {
                      shared.value = 1;
                    }
                  });
            }),
        either(
            "parallelPrefix",
            (c, inTime) -> {
              var shared = new Box();
              var all = new Box[40 * PARTS];
              Arrays.setAll(all, i -> written());
              Arrays.parallelPrefix(
                  all,
                  (a, b) -> {
                    if (!inTime) {
                      shared.value++;
                    }
                    return sum(a, b);
                  });
              use(all[all.length - 1].value);
            }),
        either(
            "toConcurrentMap",
            (c, inTime) -> {
              var shared = new Box();
              var map =
                  boxes()
                      .collect(
                          Collectors.toConcurrentMap(
                              b -> "all",
                              b -> inTime ? slow(b) : sum(slow(b), shared),
                              (a, b) -> {
                                if (!inTime) {
                                  shared.value++;
                                }
                                return sum(a, b);
                              }));
              use(map.get("all").value);
            }),
        either(
            "groupingByConcurrent",
            (c, inTime) -> {
              var shared = new Box();
              var map =
                  boxes()
                      .collect(
                          Collectors.groupingByConcurrent(
                              b -> inTime ? 1 : ++shared.value & 1,
                              Collectors.reducing(new Box(), UpcallTwins::sum)));
              use(map.size());
            }));
  }

  /** Gives the other workers time to take a part. */
  private static Box slow(Box b) {
    Thread.yield();
    return b;
  }

  // ---- executors ----

  /** A task is interrupted, and looks at what was written before or behind that. */
  private static Arguments stopped(String name, boolean isWide, Stop stop) {
    return either(
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
        either(
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
        either(
            "ThreadPoolExecutor.terminated",
            (c, inTime) -> {
              try (var pool = new Counting(inTime)) {
                for (int i = 0; i < 8; i++) {
                  pool.execute(() -> {});
                }
              }
            }),
        either(
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
                          return written();
                        }));
                use(box.get());
              }
            }),
        either(
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
        either(
            "addIfAbsent",
            (c, inTime) -> {
              var list = new CopyOnWriteArrayList<Box>();
              handOver(c, inTime, list::addIfAbsent, () -> list.isEmpty() ? null : list.get(0));
            }),
        either(
            "addAllAbsent",
            (c, inTime) -> {
              var list = new CopyOnWriteArrayList<Box>();
              handOver(
                  c,
                  inTime,
                  b -> list.addAllAbsent(List.of(b)),
                  () -> list.isEmpty() ? null : list.get(0));
            }),
        either(
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
        either(
            "asLifoQueue",
            (c, inTime) -> {
              var queue = Collections.asLifoQueue(new LinkedBlockingDeque<Box>());
              handOver(c, inTime, queue::add, queue::poll);
            }),
        either(
            "a part of a ConcurrentSkipListSet",
            (c, inTime) -> {
              var set = new ConcurrentSkipListSet<Box>(ALL_ALIKE);
              var view = set.descendingSet();
              handOver(c, inTime, set::add, () -> view.isEmpty() ? null : view.first());
            }),
        either(
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
        either(
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
        either(
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
        either(
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
        either(
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
