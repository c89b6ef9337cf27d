// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.await;
import static io.heddle.race.watched.corpus.FieldTwins.use;
import static io.heddle.race.watched.corpus.Twin.twin;

import io.heddle.race.watched.corpus.FieldTwins.Box;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What {@code java.util.concurrent} hands over: written in time, or too late. */
@SuppressWarnings({"ReturnValueIgnored", "unused", "FutureReturnValueIgnored"})
final class HandOverTwins {
  private HandOverTwins() {}

  /** What one gives, and how the other knows that it was given. */
  interface Give {
    void run() throws Exception;
  }

  private static final AtomicIntegerFieldUpdater<Box> SHARED =
      AtomicIntegerFieldUpdater.newUpdater(Box.class, "shared");

  /** The write stands before what is given in the clean one, behind it in the other. */
  private static <T> Arguments signal(String name, Callable<T> make, Use<T> give, Use<T> take) {
    return twin(
        name,
        "Box.value",
        c -> {
          var box = new Box();
          var signal = make.call();
          c.go(() -> {
            give.of(signal);
            box.value = 1;
          });
          take.of(signal);
          use(box.get());
        },
        c -> {
          var box = new Box();
          var signal = make.call();
          c.go(() -> {
            box.value = 1;
            give.of(signal);
          });
          take.of(signal);
          use(box.get());
        });
  }

  interface Use<T> {
    void of(T t) throws Exception;
  }

  /** Who starts the task looks at what it wrote before it is done, or afterwards. */
  private static Arguments task(String name, Function<Runnable, Give> start) {
    return twin(
        name,
        "Box.value",
        c -> {
          var box = new Box();
          var wait = start.apply(() -> box.value = 1);
          use(box.get());
          wait.run();
        },
        c -> {
          var box = new Box();
          var wait = start.apply(() -> box.value = 1);
          wait.run();
          use(box.get());
        });
  }

  private static Function<Runnable, Give> pool(
      Callable<ExecutorService> make, Use2<ExecutorService, Runnable> run) {
    return r -> {
      try {
        var pool = make.call();
        var done = run.of(pool, r);
        return () -> {
          done.get();
          pool.shutdown();
        };
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    };
  }

  interface Use2<T, U> {
    Future<?> of(T t, U u) throws Exception;
  }

  static Stream<Arguments> twins() {
    return Stream.of(signals(), tasks(), others()).flatMap(s -> s);
  }

  private static Stream<Arguments> signals() {
    return Stream.of(
        signal("a latch", () -> new CountDownLatch(1), l -> l.countDown(), l -> l.await()),
        signal("a semaphore", () -> new Semaphore(0), s -> s.release(), s -> s.acquire()),
        signal("a queue", () -> new ArrayBlockingQueue<>(1), q -> q.put("x"), q -> q.take()),
        signal("a linked queue", LinkedBlockingQueue::new, q -> q.put("x"), q -> q.take()),
        signal("hand in hand", SynchronousQueue::new, q -> q.put("x"), q -> q.take()),
        signal("a transfer", LinkedTransferQueue::new, q -> q.add("x"), q -> q.take()),
        signal(
            "a queue that is polled",
            ConcurrentLinkedQueue::new,
            q -> q.add("x"),
            q -> await(() -> q.poll() == null ? 0 : 1)),
        signal(
            "a concurrent map",
            ConcurrentHashMap::new,
            m -> m.put("k", "v"),
            m -> await(() -> m.get("k") == null ? 0 : 1)),
        signal(
            "a list that is copied on write",
            CopyOnWriteArrayList::new,
            l -> l.add("v"),
            l -> await(l::size)),
        signal(
            "a future that is completed",
            CompletableFuture::new,
            f -> f.complete("x"),
            f -> f.join()),
        signal(
            "a future that is polled",
            CompletableFuture::new,
            f -> f.complete("x"),
            f -> await(() -> f.isDone() ? 1 : 0)),
        signal("an atomic", AtomicInteger::new, n -> n.incrementAndGet(), n -> await(n::get)),
        signal(
            "release and acquire",
            AtomicInteger::new,
            n -> n.setRelease(1),
            n -> await(n::getAcquire)),
        signal(
            "a reference that is swapped",
            () -> new AtomicReference<>("old"),
            r -> r.compareAndSet("old", "new"),
            r -> await(() -> r.get().equals("new") ? 1 : 0)),
        signal(
            "a flag that is taken",
            () -> new AtomicBoolean(),
            b -> b.set(true),
            b -> await(() -> b.getAndSet(false) ? 1 : 0)),
        signal(
            "an updater of a volatile field",
            Box::new,
            b -> SHARED.set(b, 1),
            b -> await(() -> b.shared)),
        signal("an adder", LongAdder::new, a -> a.increment(), a -> await(a::intValue)),
        signal("an exchange", Exchanger::new, x -> x.exchange("a"), x -> x.exchange("b")),
        signal("a barrier", () -> new CyclicBarrier(2), b -> b.await(), b -> b.await()),
        signal("a phaser", () -> new Phaser(2), p -> p.arrive(), p -> p.arriveAndAwaitAdvance()));
  }

  private static Stream<Arguments> tasks() {
    return Stream.of(
        task("a pool", pool(() -> Executors.newFixedThreadPool(1), ExecutorService::submit)),
        task("a cached pool", pool(Executors::newCachedThreadPool, ExecutorService::submit)),
        task(
            "virtual threads",
            pool(Executors::newVirtualThreadPerTaskExecutor, ExecutorService::submit)),
        task("work stealing", pool(Executors::newWorkStealingPool, ExecutorService::submit)),
        task(
            "a delayed task",
            pool(
                () -> Executors.newScheduledThreadPool(1),
                (p, r) -> ((ScheduledExecutorService) p).schedule(r, 1, TimeUnit.MILLISECONDS))),
        task(
            "a completable future",
            r -> {
              var f = CompletableFuture.runAsync(r);
              return f::join;
            }),
        task(
            "a stage after it",
            r -> {
              var f = CompletableFuture.supplyAsync(() -> 1).thenAcceptAsync(n -> r.run());
              return f::join;
            }),
        task(
            "two stages that meet",
            r -> {
              var begin = new CompletableFuture<Void>();
              var f =
                  begin
                      .thenRunAsync(r)
                      .thenCombineAsync(CompletableFuture.runAsync(() -> {}), (a, b) -> a);
              begin.complete(null); // not before: who combines what is complete knows what it did
              return f::get;
            }),
        task(
            "fork and join",
            r -> {
              var f = ForkJoinPool.commonPool().submit(r);
              return () -> {
                await(() -> f.isDone() ? 1 : 0); // who joins at once may run it itself
                f.join();
              };
            }),
        task(
            "a task in a thread",
            r -> {
              var f = new FutureTask<>(r, null);
              Thread.startVirtualThread(f);
              return f::get;
            }),
        task(
            "a thread",
            r -> {
              var t = Thread.ofPlatform().start(r);
              return t::join;
            }),
        task(
            "a thread that is no longer alive",
            r -> {
              var t = Thread.ofPlatform().start(r);
              return () -> await(() -> t.isAlive() ? 0 : 1);
            }),
        task(
            "an executor that is closed",
            r -> {
              var e = Executors.newSingleThreadExecutor();
              e.execute(r);
              return e::close;
            }));
  }

  private static Stream<Arguments> others() {
    return Stream.of(
        twin(
            "two tasks of one pool",
            "Box.value",
            c -> {
              var box = new Box();
              try (var pool = Executors.newFixedThreadPool(2)) {
                var both = new CyclicBarrier(2); // so that two threads run them
                Callable<Integer> task =
                    () -> {
                      both.await();
                      return box.value++;
                    };
                pool.invokeAll(List.of(task, task));
              }
            },
            c -> {
              var box = new Box();
              try (var pool = Executors.newSingleThreadExecutor()) {
                pool.invokeAll(List.of(() -> box.value++, () -> box.value++));
              }
            }),
        twin(
            "a timer's task",
            "Box.value",
            c -> timer(new Box(), false),
            c -> timer(new Box(), true)),
        twin("an interrupt", "Box.value", c -> interrupt(c, false), c -> interrupt(c, true)),
        twin(
            "a parallel stream",
            "Box.value",
            c -> {
              var box = new Box();
              c.go(() -> box.value++);
              IntStream.range(0, 4).parallel().forEach(i -> use(box.get()));
            },
            c -> {
              var box = new Box();
              box.value++;
              IntStream.range(0, 4).parallel().forEach(i -> use(box.get()));
            }));
  }

  private static void timer(Box box, boolean isOrdered) throws Exception {
    var timer = new Timer(true);
    var done = new CountDownLatch(1);
    box.value = 1;
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            use(box.get());
            done.countDown();
          }
        },
        1);
    if (isOrdered) {
      done.await();
    }
    box.value = 2;
    done.await();
    timer.cancel();
  }

  private static void interrupt(Twin.Crew c, boolean isOrdered) {
    var box = new Box();
    var part =
        c.go(() -> {
          try {
            Thread.sleep(10_000);
          } catch (InterruptedException e) {
            use(box.get());
          }
        });
    if (isOrdered) {
      box.value = 1;
    }
    part.interrupt();
    if (!isOrdered) {
      box.value = 1;
    }
  }
}
