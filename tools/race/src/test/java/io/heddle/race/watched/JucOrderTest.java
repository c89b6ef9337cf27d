// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static io.heddle.race.watched.Racing.pause;
import static io.heddle.race.watched.Racing.start;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Vector;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.concurrent.locks.*;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Java and java.util.concurrent order, each in two ways: one thread writes a variable and
 * gives something over, the other takes it and reads. With the edge nothing is reported; without
 * it, the race is.
 */
class JucOrderTest {
  /** What the two do around their accesses. */
  record Edge(String name, Racing.Body give, Racing.Body take) {}

  static Edge edge(String name, Racing.Body give, Racing.Body take) {
    return new Edge(name, give, take);
  }

  private static final VarHandle FLAG;

  static {
    try {
      FLAG = MethodHandles.lookup().findVarHandle(Flags.class, "handled", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Flags of all kinds. */
  static final class Flags {
    static volatile boolean isStatic;
    volatile boolean is;
    volatile boolean other;
    boolean handled;
    volatile int updated;
    static final AtomicIntegerFieldUpdater<Flags> UPDATER =
        AtomicIntegerFieldUpdater.newUpdater(Flags.class, "updated");
  }

  static Stream<Supplier<Edge>> edges() {
    return Stream.of(
        () -> {
          var f = new Flags();
          return edge("volatile field", () -> f.is = true, () -> await(() -> f.is));
        },
        () -> {
          Flags.isStatic = false;
          return edge(
              "static volatile", () -> Flags.isStatic = true, () -> await(() -> Flags.isStatic));
        },
        () -> {
          var f = new Flags();
          return edge(
              "VarHandle release and acquire",
              () -> FLAG.setRelease(f, true),
              () -> await(() -> (boolean) FLAG.getAcquire(f)));
        },
        () -> {
          var f = new Flags();
          return edge(
              "field updater and volatile read",
              () -> Flags.UPDATER.incrementAndGet(f),
              () -> await(() -> f.updated == 1));
        },
        () -> {
          var f = new Flags();
          return edge(
              "volatile write and field updater",
              () -> f.updated = 1,
              () -> await(() -> Flags.UPDATER.get(f) == 1));
        },
        () -> {
          var a = new AtomicInteger();
          return edge("AtomicInteger", a::incrementAndGet, () -> await(() -> a.get() == 1));
        },
        () -> {
          var a = new AtomicReference<String>();
          return edge(
              "AtomicReference", () -> a.lazySet("x"), () -> await(() -> a.getAcquire() != null));
        },
        () -> {
          var a = new AtomicBoolean();
          return edge(
              "AtomicBoolean", () -> a.set(true), () -> await(() -> a.compareAndSet(true, false)));
        },
        () -> {
          var a = new AtomicLongArray(2);
          return edge("AtomicLongArray", () -> a.set(1, 1), () -> await(() -> a.get(1) == 1));
        },
        () -> {
          var a = new LongAdder();
          return edge("LongAdder", a::increment, () -> await(() -> a.sum() == 1));
        },
        () -> {
          var lock = new Object();
          var f = new boolean[1];
          return edge(
              "monitor",
              () -> {
                synchronized (lock) {
                  f[0] = true;
                }
              },
              () ->
                  await(() -> {
                    synchronized (lock) {
                      return f[0];
                    }
                  }));
        },
        () -> {
          var lock = new Object();
          var f = new boolean[1];
          return edge(
              "wait and notify",
              () -> {
                synchronized (lock) {
                  f[0] = true;
                  lock.notifyAll();
                }
              },
              () -> {
                synchronized (lock) {
                  while (!f[0]) {
                    lock.wait();
                  }
                }
              });
        },
        () -> {
          var b = new Box();
          return edge("synchronized method", b::put, () -> await(b::isFull));
        },
        () -> locked("ReentrantLock", new ReentrantLock()),
        () -> locked("fair ReentrantLock", new ReentrantLock(true)),
        () -> locked("write lock", new ReentrantReadWriteLock().writeLock()),
        () -> {
          var lock = new ReentrantReadWriteLock();
          return locks("write lock, then read lock", lock.writeLock(), lock.readLock());
        },
        () -> {
          var lock = new StampedLock();
          return locks("StampedLock as locks", lock.asWriteLock(), lock.asWriteLock());
        },
        () -> {
          var lock = new StampedLock();
          var f = new boolean[1];
          return edge(
              "StampedLock",
              () -> {
                long stamp = lock.writeLock();
                f[0] = true;
                lock.unlockWrite(stamp);
              },
              () ->
                  await(() -> {
                    long stamp = lock.readLock();
                    try {
                      return f[0];
                    } finally {
                      lock.unlockRead(stamp);
                    }
                  }));
        },
        () -> {
          var lock = new ReentrantLock();
          var condition = lock.newCondition();
          var f = new boolean[1];
          return edge(
              "Condition",
              () -> {
                lock.lock();
                f[0] = true;
                condition.signalAll();
                lock.unlock();
              },
              () -> {
                lock.lock();
                while (!f[0]) {
                  condition.await();
                }
                lock.unlock();
              });
        },
        () -> {
          var latch = new CountDownLatch(1);
          return edge("CountDownLatch", latch::countDown, latch::await);
        },
        () -> {
          var s = new Semaphore(0);
          return edge("Semaphore", s::release, s::acquire);
        },
        () -> {
          var b = new CyclicBarrier(2);
          return edge("CyclicBarrier", b::await, b::await);
        },
        () -> {
          var p = new Phaser(2);
          return edge("Phaser", p::arrive, p::arriveAndAwaitAdvance);
        },
        () -> {
          var p = new Phaser(1);
          return edge("Phaser awaitAdvance", p::arrive, () -> p.awaitAdvance(0));
        },
        () -> {
          var e = new Exchanger<String>();
          return edge("Exchanger", () -> e.exchange("a"), () -> e.exchange("b"));
        },
        () -> queued("ArrayBlockingQueue", new ArrayBlockingQueue<>(1)),
        () -> queued("LinkedBlockingQueue", new LinkedBlockingQueue<>()),
        () -> queued("LinkedBlockingDeque", new LinkedBlockingDeque<>()),
        () -> queued("PriorityBlockingQueue", new PriorityBlockingQueue<>()),
        () -> queued("SynchronousQueue", new SynchronousQueue<>()),
        () -> queued("LinkedTransferQueue", new LinkedTransferQueue<>()),
        () -> {
          var q = new ConcurrentLinkedQueue<String>();
          return edge(
              "ConcurrentLinkedQueue", () -> q.add("x"), () -> await(() -> q.poll() != null));
        },
        () -> {
          var m = new ConcurrentHashMap<String, String>();
          return edge(
              "ConcurrentHashMap", () -> m.put("k", "v"), () -> await(() -> m.containsKey("k")));
        },
        () -> {
          var m = new ConcurrentHashMap<String, String>();
          return edge(
              "ConcurrentHashMap iteration",
              () -> m.put("k", "v"),
              () ->
                  await(() -> {
                    for (var e : m.entrySet()) {
                      return e.getValue().equals("v");
                    }
                    return false;
                  }));
        },
        () -> {
          var m = new ConcurrentSkipListMap<String, String>();
          return edge(
              "ConcurrentSkipListMap", () -> m.put("k", "v"), () -> await(() -> !m.isEmpty()));
        },
        () -> {
          var l = new CopyOnWriteArrayList<String>();
          return edge("CopyOnWriteArrayList", () -> l.add("x"), () -> await(() -> l.size() == 1));
        },
        () -> {
          var l = Collections.synchronizedList(new ArrayList<String>());
          return edge("synchronizedList", () -> l.add("x"), () -> await(() -> l.size() == 1));
        },
        () -> {
          var l = new Vector<String>();
          return edge("Vector", () -> l.add("x"), () -> await(() -> !l.isEmpty()));
        },
        () -> {
          var f = new CompletableFuture<String>();
          return edge("CompletableFuture", () -> f.complete("x"), f::get);
        },
        () -> {
          var f = new CompletableFuture<String>();
          return edge("CompletableFuture join", () -> f.complete("x"), f::join);
        },
        () -> {
          var f = new CompletableFuture<String>();
          return edge("CompletableFuture isDone", () -> f.complete("x"), () -> await(f::isDone));
        },
        () -> {
          var f = new CompletableFuture<String>();
          var g = f.thenApply(s -> s + "y");
          return edge("CompletableFuture stage", () -> f.complete("x"), g::get);
        },
        () -> {
          var f = new CompletableFuture<String>();
          return edge(
              "CompletableFuture failure",
              () -> f.completeExceptionally(new IllegalStateException()),
              () -> {
                try {
                  f.get();
                } catch (ExecutionException e) {
                  // expected
                }
              });
        },
        () -> {
          var f = new FutureTask<>(() -> "x");
          return edge("FutureTask", f::run, f::get);
        },
        () -> {
          var t = new Thread[] {Thread.currentThread()};
          return edge(
              "interrupt",
              () -> t[0].interrupt(),
              () -> {
                try {
                  Thread.sleep(10_000);
                } catch (InterruptedException e) {
                  // that is it
                }
              });
        });
  }

  static final class Box {
    private boolean full;

    synchronized void put() {
      full = true;
    }

    synchronized boolean isFull() {
      return full;
    }
  }

  private static Edge locked(String name, Lock lock) {
    return locks(name, lock, lock);
  }

  private static Edge locks(String name, Lock writes, Lock reads) {
    var f = new boolean[1];
    return edge(
        name,
        () -> {
          writes.lock();
          try {
            f[0] = true;
          } finally {
            writes.unlock();
          }
        },
        () ->
            await(() -> {
              if (!reads.tryLock()) {
                return false;
              }
              try {
                return f[0];
              } finally {
                reads.unlock();
              }
            }));
  }

  private static Edge queued(String name, BlockingQueue<String> q) {
    return edge(name, () -> q.put("x"), q::take);
  }

  private static void await(BooleanSupplierWithFailure condition) throws Exception {
    while (!condition.get()) {
      Thread.onSpinWait();
    }
  }

  interface BooleanSupplierWithFailure {
    boolean get() throws Exception;
  }

  static Stream<Arguments> named() {
    return edges().map(e -> Arguments.argumentSet(e.get().name, e));
  }

  @ParameterizedTest
  @MethodSource("named")
  void ordered(Supplier<Edge> supplier) throws Throwable {
    var reports =
        Racing.reports(() -> {
          var cell = new Cell();
          var edge = supplier.get();
          var t =
              start(() -> {
                cell.set();
                edge.give.run();
              });
          edge.take.run();
          cell.get();
          t.join();
        });
    assertThat(reports).isEmpty();
  }

  /** The same, but the write comes after what was given over. */
  @ParameterizedTest
  @MethodSource("named")
  void notOrdered(Supplier<Edge> supplier) throws Throwable {
    var reports =
        Racing.reports(() -> {
          var cell = new Cell();
          var edge = supplier.get();
          var t =
              start(() -> {
                edge.give.run();
                cell.set();
              });
          edge.take.run();
          pause();
          cell.get();
          t.join();
        });
    assertThat(reports)
        .singleElement()
        .asString()
        .contains("Read of io.heddle.race.watched.Cell.value");
  }
}
