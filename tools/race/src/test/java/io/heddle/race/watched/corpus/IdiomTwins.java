// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.use;
import static io.heddle.race.watched.corpus.Twin.twin;

import io.heddle.race.watched.corpus.FieldTwins.Box;
import java.util.ArrayList;
import java.util.concurrent.*;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Idioms of the documentation of {@code java.util.concurrent}, and how one gets them wrong. */
@SuppressWarnings({"ReturnValueIgnored", "unused", "FutureReturnValueIgnored"})
final class IdiomTwins {
  private IdiomTwins() {}

  /** AbstractQueuedSynchronizer: a latch of one. */
  static final class BooleanLatch extends AbstractQueuedSynchronizer {
    private static final long serialVersionUID = 1;

    @Override
    protected int tryAcquireShared(int ignore) {
      return getState() != 0 ? 1 : -1;
    }

    @Override
    protected boolean tryReleaseShared(int ignore) {
      setState(1);
      return true;
    }
  }

  /** StampedLock: a point. */
  static final class Point {
    final StampedLock lock = new StampedLock();
    double x;
    double y;

    void move(double dx) {
      long stamp = lock.writeLock();
      try {
        x += dx;
        y += dx;
      } finally {
        lock.unlockWrite(stamp);
      }
    }

    double distance() {
      long stamp = lock.tryOptimisticRead();
      double a = x;
      double b = y;
      if (!lock.validate(stamp)) {
        stamp = lock.readLock();
        try {
          a = x;
          b = y;
        } finally {
          lock.unlockRead(stamp);
        }
      }
      return a + b;
    }

    double late() {
      long stamp = lock.tryOptimisticRead();
      double a = x;
      return lock.validate(stamp) ? a + y : 0;
    }

    double read() {
      long stamp = lock.readLock();
      try {
        return x;
      } finally {
        lock.unlockRead(stamp);
      }
    }

    void moveAndRead(double dx, boolean late) {
      long stamp = lock.writeLock();
      x += dx;
      stamp = lock.tryConvertToReadLock(stamp);
      if (late) {
        x += dx;
      }
      lock.unlock(stamp);
    }

    void moveIfAtOrigin(boolean converts) {
      long stamp = lock.readLock();
      try {
        while (x == 0) {
          long write = converts ? lock.tryConvertToWriteLock(stamp) : stamp;
          if (write != 0) {
            stamp = write;
            x = 1;
            break;
          }
          lock.unlockRead(stamp);
          stamp = lock.writeLock();
        }
      } finally {
        lock.unlock(stamp);
      }
    }
  }

  /** ReentrantReadWriteLock: from the write lock down to the read lock. */
  static final class Cached {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    int data;
    boolean isValid;

    int get(boolean late) {
      lock.readLock().lock();
      if (!isValid) {
        lock.readLock().unlock();
        lock.writeLock().lock();
        try {
          if (!isValid) {
            data = 1;
            isValid = true;
          }
          lock.readLock().lock();
        } finally {
          lock.writeLock().unlock();
        }
      }
      try {
        if (late) {
          data++;
        }
        return data;
      } finally {
        lock.readLock().unlock();
      }
    }
  }

  static Stream<Arguments> twins() {
    return Stream.of(locks(), meetings()).flatMap(s -> s);
  }

  private static Stream<Arguments> locks() {
    return Stream.of(
        twin(
            "read optimistically, one field too late",
            "Point.y",
            c -> {
              var p = new Point();
              c.both(() -> p.move(1), () -> use(p.late()));
            },
            c -> {
              var p = new Point();
              c.both(() -> p.move(1), () -> use(p.distance()));
            }),
        twin(
            "a stamp that is not converted",
            "Point.x",
            c -> {
              var p = new Point();
              c.two(() -> p.moveIfAtOrigin(false));
            },
            c -> {
              var p = new Point();
              c.two(() -> p.moveIfAtOrigin(true));
            }),
        twin(
            "from the write lock down",
            "Cached.data",
            c -> {
              var cached = new Cached();
              c.two(() -> use(cached.get(true)));
            },
            c -> {
              var cached = new Cached();
              c.two(() -> use(cached.get(false)));
            }),
        twin(
            "a stamp that is turned into a read stamp",
            "Point.x",
            c -> {
              var p = new Point();
              c.both(() -> p.moveAndRead(1, true), () -> use(p.read()));
            },
            c -> {
              var p = new Point();
              c.both(() -> p.moveAndRead(1, false), () -> use(p.read()));
            }),
        twin(
            "a stamped lock as another lock",
            "Point.x",
            c -> {
              var p = new Point();
              var lock = p.lock.asReadLock();
              c.two(() -> {
                lock.lock();
                p.x++;
                lock.unlock();
              });
            },
            c -> {
              var p = new Point();
              var lock = p.lock.asReadLock();
              c.both(
                  () -> p.move(1),
                  () -> {
                    lock.lock();
                    use(p.x);
                    lock.unlock();
                  });
            }),
        twin(
            "a latch of one's own",
            "Box.value",
            c -> {
              var box = new Box();
              var latch = new BooleanLatch();
              c.go(() -> {
                latch.releaseShared(1);
                box.value = 1;
              });
              latch.acquireShared(1);
              use(box.get());
            },
            c -> {
              var box = new Box();
              var latch = new BooleanLatch();
              c.go(() -> {
                box.value = 1;
                latch.releaseShared(1);
              });
              latch.acquireShared(1);
              use(box.get());
            }),
        twin(
            "parked until a flag is set",
            "Box.value",
            c -> {
              var box = new Box();
              var reader =
                  c.go(() -> {
                    for (int i = 0; i < 200 && box.value == 0; i++) {
                      LockSupport.parkNanos(100_000);
                    }
                  });
              box.value = 1;
              LockSupport.unpark(reader);
            },
            c -> {
              var box = new Box();
              var reader =
                  c.go(() -> {
                    while (box.shared == 0) {
                      LockSupport.park(box);
                    }
                    use(box.get());
                  });
              box.value = 1;
              box.shared = 1;
              LockSupport.unpark(reader);
            }));
  }

  private static Stream<Arguments> meetings() {
    return Stream.of(
        twin(
            "buffers that are exchanged",
            "java.util.ArrayList",
            c -> {
              var exchanger = new Exchanger<ArrayList<String>>();
              c.go(() -> {
                var mine = new ArrayList<String>();
                exchanger.exchange(mine);
                mine.add("late");
              });
              c.go(() -> use(exchanger.exchange(new ArrayList<>()).size()));
            },
            c -> {
              var exchanger = new Exchanger<ArrayList<String>>();
              c.go(() -> {
                var mine = new ArrayList<String>();
                for (int i = 0; i < 3; i++) {
                  mine.add("full");
                  mine = exchanger.exchange(mine);
                }
              });
              c.go(() -> {
                var mine = new ArrayList<String>();
                for (int i = 0; i < 3; i++) {
                  mine = exchanger.exchange(mine);
                  mine.clear();
                }
              });
            }),
        twin(
            "workers who meet in phases",
            "int[] element 1",
            c -> {
              int[] parts = new int[2];
              var phaser = new Phaser(2);
              c.go(() -> {
                parts[0] = 1;
                phaser.arriveAndAwaitAdvance();
                use(parts[1]);
              });
              c.go(() -> {
                phaser.arriveAndAwaitAdvance();
                parts[1] = 1;
              });
            },
            c -> {
              int[] parts = new int[2];
              var phaser = new Phaser(2);
              c.go(() -> {
                parts[0] = 1;
                phaser.arriveAndAwaitAdvance();
                use(parts[1]);
                phaser.arriveAndDeregister();
              });
              c.go(() -> {
                parts[1] = 1;
                phaser.arriveAndAwaitAdvance();
                use(parts[0]);
                phaser.arriveAndAwaitAdvance();
                parts[0] = 2;
              });
            }),
        twin(
            "phasers under a phaser",
            "int[] element 0",
            c -> phasers(c, false),
            c -> phasers(c, true)),
        twin(
            "what is done when a phase ends",
            "Box.value",
            c -> advance(c, false),
            c -> advance(c, true)),
        twin(
            "rows that a barrier's action merges",
            "int[] element 1",
            c -> barrier(c, false),
            c -> barrier(c, true)),
        twin(
            "all start at one signal, and end",
            "Box.value",
            c -> {
              var box = new Box();
              var start = new CountDownLatch(1);
              var done = new CountDownLatch(1);
              c.go(() -> {
                start.await();
                done.countDown();
                box.value++;
              });
              box.value = 1;
              start.countDown();
              done.await();
              use(box.get());
            },
            c -> {
              var box = new Box();
              var start = new CountDownLatch(1);
              var done = new CountDownLatch(1);
              c.go(() -> {
                start.await();
                box.value++;
                done.countDown();
              });
              box.value = 1;
              start.countDown();
              done.await();
              use(box.get());
            }),
        twin("what is submitted", "Box.value", c -> publish(c, false), c -> publish(c, true)),
        twin(
            "a sum by halves",
            "Box.value",
            c -> {
              var box = new Box();
              try (var pool = new ForkJoinPool(2)) {
                var sum = pool.submit(new Sum(new int[64], 0, 64, box));
                use(box.get());
                sum.join();
              }
            },
            c -> {
              try (var pool = new ForkJoinPool(2)) {
                var box = new Box();
                use(pool.invoke(new Sum(new int[64], 0, 64, null)));
                use(box.get());
              }
            }),
        twin("a task again and again", "Box.value", c -> again(false), c -> again(true)),
        twin(
            "the first that is complete",
            "Box.value",
            c -> completed(false),
            c -> completed(true)));
  }

  private static void phasers(Twin.Crew c, boolean isOrdered) {
    int[] parts = new int[1];
    var root = new Phaser();
    var left = new Phaser(root, 1);
    var right = new Phaser(root, 1);
    c.go(() -> {
      if (isOrdered) {
        parts[0] = 1;
      }
      left.arriveAndAwaitAdvance();
      if (!isOrdered) {
        parts[0] = 1;
      }
    });
    c.go(() -> {
      right.arriveAndAwaitAdvance();
      use(parts[0]);
    });
  }

  private static void advance(Twin.Crew c, boolean isOrdered) {
    var box = new Box();
    var phaser =
        new Phaser(2) {
          @Override
          protected boolean onAdvance(int phase, int parties) {
            box.value++;
            return false;
          }
        };
    c.go(() -> {
      if (isOrdered) {
        box.value++;
      }
      phaser.arrive();
      if (!isOrdered) {
        box.value++;
      }
    });
    c.go(() -> {
      phaser.arriveAndAwaitAdvance();
      use(box.get());
    });
  }

  private static void barrier(Twin.Crew c, boolean isOrdered) {
    int[] rows = new int[2];
    int[] sum = new int[1];
    var barrier = new CyclicBarrier(2, () -> sum[0] = rows[0] + rows[1]);
    c.go(() -> {
      rows[0] = 1;
      barrier.await();
      use(sum[0] + (isOrdered ? 0 : rows[1]));
    });
    c.go(() -> {
      if (isOrdered) {
        rows[1] = 1;
      }
      barrier.await();
      if (!isOrdered) {
        rows[1] = 1;
      }
      use(sum[0]);
    });
  }

  private static void publish(Twin.Crew c, boolean isOrdered) throws Exception {
    var box = new Box();
    var done = new CountDownLatch(1);
    try (var publisher = new SubmissionPublisher<Box>()) {
      var all =
          publisher.consume(b -> {
            b.value++;
            done.countDown();
          });
      box.value = 1;
      publisher.submit(box);
      if (isOrdered) {
        done.await();
      }
      box.value = 2;
      done.await();
    }
  }

  static final class Sum extends RecursiveTask<Integer> {
    private static final long serialVersionUID = 1;
    private final transient int[] values;
    private final int from;
    private final int to;
    private final transient Box shared;

    Sum(int[] values, int from, int to, Box shared) {
      this.values = values;
      this.from = from;
      this.to = to;
      this.shared = shared;
    }

    @Override
    protected Integer compute() {
      if (to - from <= 8) {
        int sum = 0;
        for (int i = from; i < to; i++) {
          sum += values[i]++;
        }
        if (shared != null) {
          shared.value += sum;
        }
        return sum;
      }
      int middle = (from + to) >>> 1;
      var left = new Sum(values, from, middle, shared);
      var right = new Sum(values, middle, to, shared);
      left.fork();
      int sum = right.compute() + left.join();
      return sum + values[from];
    }
  }

  private static void again(boolean isOrdered) throws Exception {
    var box = new Box();
    var ran = new CountDownLatch(3);
    try (var pool = Executors.newScheduledThreadPool(2)) {
      pool.scheduleAtFixedRate(
          () -> {
            if (isOrdered) {
              box.value++;
            }
            ran.countDown();
            if (!isOrdered) {
              box.value++;
            }
          },
          0,
          1,
          TimeUnit.MILLISECONDS);
      ran.await();
      if (!isOrdered) {
        use(box.get());
      }
      pool.shutdownNow();
    }
    use(box.get());
  }

  private static void completed(boolean isOrdered) throws Exception {
    var box = new Box();
    try (var pool = Executors.newFixedThreadPool(2)) {
      var done = new ExecutorCompletionService<Box>(pool);
      done.submit(() -> {
        box.value = 1;
        return box;
      });
      if (isOrdered) {
        use(done.take().get().value);
      } else {
        use(box.get());
        done.take();
      }
    }
  }
}
