// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched.corpus;

import static io.heddle.race.watched.corpus.FieldTwins.use;
import static io.heddle.race.watched.corpus.Twin.twin;

import io.heddle.race.watched.corpus.FieldTwins.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Monitors and the locks of the JDK: the wrong one, half of them, too early, too late. */
@SuppressWarnings({"ReturnValueIgnored", "unused"})
final class LockTwins {
  private LockTwins() {}

  static class Account {
    private static int total;
    private int cents;
    private final List<String> log = new ArrayList<>();

    synchronized void pay(int n) {
      cents += n;
    }

    synchronized int balance() {
      return cents;
    }

    int look() {
      return cents;
    }

    static synchronized void count() {
      total++;
    }

    synchronized void countWrongly() {
      total++;
    }

    synchronized List<String> log() {
      return log;
    }

    synchronized List<String> logNow() {
      return List.copyOf(log);
    }

    synchronized void say(String s) {
      log.add(s);
    }

    Account copy() {
      return new Account();
    }
  }

  /** A read-write pair, or two locks that have nothing to do with each other. */
  private static void under(Lock lock, Twin.Part part) throws Throwable {
    lock.lock();
    try {
      part.run();
    } finally {
      lock.unlock();
    }
  }

  static Stream<Arguments> twins() {
    return Stream.concat(monitors(), locks());
  }

  private static Stream<Arguments> monitors() {
    return Stream.of(
        twin(
            "read without the monitor",
            "Account.cents",
            c -> {
              var a = new Account();
              c.both(() -> a.pay(1), () -> use(a.look()));
            },
            c -> {
              var a = new Account();
              c.both(() -> a.pay(1), () -> use(a.balance()));
            }),
        twin(
            "two monitors",
            "Box.value",
            c -> {
              var box = new Box();
              c.two(() -> {
                synchronized (new Object()) {
                  box.value++;
                }
              });
            },
            c -> {
              var box = new Box();
              c.two(() -> {
                synchronized (box) {
                  box.value++;
                }
              });
            }),
        twin(
            "an object's monitor for what is static",
            "Account.total",
            c -> c.both(new Account()::countWrongly, new Account()::countWrongly),
            c -> c.two(Account::count)),
        twin(
            "a monitor whose object is replaced",
            "Box.value",
            c -> {
              var box = new Box();
              Object[] lock = {new Object(), new Object()};
              for (int i = 0; i < 2; i++) {
                int n = i;
                c.go(() -> {
                  synchronized (lock[n]) {
                    box.value++;
                  }
                });
              }
            },
            c -> {
              var box = new Box();
              Object[] lock = {new Object(), new Object()};
              c.two(() -> {
                synchronized (lock[1]) {
                  box.value++;
                }
              });
            }),
        twin(
            "what a guarded method gives away",
            "java.util.ArrayList",
            c -> {
              var a = new Account();
              c.both(() -> a.say("x"), () -> use(a.log().size()));
            },
            c -> {
              var a = new Account();
              c.both(() -> a.say("x"), () -> use(a.logNow().size()));
            }),
        twin(
            "left too early",
            "Box.value",
            c -> {
              var box = new Box();
              c.two(() -> {
                int n;
                synchronized (box) {
                  n = box.shared;
                }
                box.value = n;
              });
            },
            c -> {
              var box = new Box();
              c.two(() -> {
                synchronized (box) {
                  box.value = box.shared;
                }
              });
            }),
        twin(
            "notified, then written",
            "Box.value",
            c -> {
              var box = new Box();
              c.go(() -> {
                synchronized (box) {
                  box.shared = 1;
                  box.notifyAll();
                }
                box.value = 1;
              });
              awaitShared(box);
              use(box.get());
            },
            c -> {
              var box = new Box();
              c.go(() -> {
                synchronized (box) {
                  box.value = 1;
                  box.shared = 1;
                  box.notifyAll();
                }
              });
              awaitShared(box);
              use(box.get());
            }),
        twin(
            "through an exception",
            "Box.value",
            c -> {
              var box = new Box();
              c.both(
                  () -> failing(box),
                  () -> {
                    synchronized (box) {
                      box.value++;
                    }
                  });
            },
            c -> {
              var box = new Box();
              c.two(() -> {
                try {
                  synchronized (box) {
                    box.value++;
                    throw new IllegalStateException();
                  }
                } catch (IllegalStateException e) {
                  use(e);
                }
              });
            }));
  }

  private static void failing(Box box) {
    try {
      synchronized (box) {
        throw new IllegalStateException();
      }
    } catch (IllegalStateException e) {
      box.value++; // no longer under it
    }
  }

  private static void awaitShared(Box box) throws InterruptedException {
    synchronized (box) {
      while (box.shared == 0) {
        box.wait();
      }
    }
  }

  private static Stream<Arguments> locks() {
    return Stream.of(
        twin(
            "one of two takes the lock",
            "Box.value",
            c -> {
              var box = new Box();
              var lock = new ReentrantLock();
              c.both(() -> under(lock, () -> box.value++), () -> box.value++);
            },
            c -> {
              var box = new Box();
              var lock = new ReentrantLock();
              c.two(() -> under(lock, () -> box.value++));
            }),
        twin(
            "a lock made for each call",
            "Box.value",
            c -> {
              var box = new Box();
              c.two(() -> under(new ReentrantLock(), () -> box.value++));
            },
            c -> {
              var box = new Box();
              var lock = new ReentrantLock(true);
              c.two(() -> under(lock, () -> under(lock, () -> box.value++)));
            }),
        twin(
            "written under a read lock",
            "Box.value",
            c -> {
              var box = new Box();
              var rw = new ReentrantReadWriteLock();
              c.two(() -> under(rw.readLock(), () -> box.value++));
            },
            c -> {
              var box = new Box();
              var rw = new ReentrantReadWriteLock();
              c.both(
                  () -> under(rw.writeLock(), () -> box.value++),
                  () -> under(rw.readLock(), () -> use(box.get())));
            }),
        twin(
            "the locks of two objects",
            "Box.value",
            c -> {
              var box = new Box();
              var one = new ReentrantReadWriteLock();
              var other = new ReentrantReadWriteLock();
              c.both(
                  () -> under(one.writeLock(), () -> box.value++),
                  () -> under(other.writeLock(), () -> box.value++));
            },
            c -> {
              var box = new Box();
              var one = new ReentrantReadWriteLock();
              c.both(
                  () -> under(one.writeLock(), () -> box.value++),
                  () -> {
                    one.writeLock().lock();
                    box.value++;
                    one.readLock().lock(); // down
                    one.writeLock().unlock();
                    use(box.get());
                    one.readLock().unlock();
                  });
            }),
        twin(
            "tried in vain, and done all the same",
            "Box.value",
            c -> {
              var box = new Box();
              var lock = new ReentrantLock();
              lock.lock();
              c.two(() -> {
                use(lock.tryLock());
                box.value++;
              });
            },
            c -> {
              var box = new Box();
              var lock = new ReentrantLock();
              c.two(() -> {
                while (!lock.tryLock(1, TimeUnit.MILLISECONDS)) {
                  Thread.yield();
                }
                box.value++;
                lock.unlock();
              });
            }),
        twin(
            "a condition",
            "Box.value",
            c -> {
              var box = new Box();
              var lock = new ReentrantLock();
              var changed = lock.newCondition();
              c.go(() -> {
                under(
                    lock,
                    () -> {
                      box.shared = 1;
                      changed.signal();
                    });
                box.value = 1;
              });
              under(
                  lock,
                  () -> {
                    while (box.shared == 0) {
                      changed.await();
                    }
                    use(box.get());
                  });
            },
            c -> {
              var box = new Box();
              var lock = new ReentrantLock();
              var changed = lock.newCondition();
              c.go(() ->
                  under(
                      lock,
                      () -> {
                        box.value = box.shared = 1;
                        changed.signal();
                      }));
              under(
                  lock,
                  () -> {
                    while (box.shared == 0) {
                      changed.await();
                    }
                    use(box.get());
                  });
            }),
        twin(
            "a stamped lock, written under a read stamp",
            "Box.value",
            c -> {
              var box = new Box();
              var lock = new StampedLock();
              c.two(() -> {
                long stamp = lock.readLock();
                box.value++;
                lock.unlockRead(stamp);
              });
            },
            c -> {
              var box = new Box();
              var lock = new StampedLock();
              c.two(() -> {
                long stamp = lock.writeLock();
                box.value++;
                lock.unlockWrite(stamp);
              });
            }),
        twin(
            "an optimistic read that nobody checks",
            "Box.value",
            c -> {
              var box = new Box();
              var lock = new StampedLock();
              c.both(() -> write(lock, box), () -> use(lock.isWriteLocked() ? 0 : box.get()));
            },
            c -> {
              var box = new Box();
              var lock = new StampedLock();
              c.both(
                  () -> write(lock, box),
                  () -> {
                    long stamp = lock.tryOptimisticRead();
                    int seen = box.get();
                    if (!lock.validate(stamp)) {
                      stamp = lock.readLock();
                      seen = box.get();
                      lock.unlockRead(stamp);
                    }
                    use(seen);
                  });
            }),
        twin(
            "a semaphore of two permits",
            "Box.value",
            c -> {
              var box = new Box();
              var two = new Semaphore(2);
              two.acquire();
              c.go(() -> {
                box.value++;
                use(two);
              });
              box.value++;
              two.release();
            },
            c -> {
              var box = new Box();
              var one = new Semaphore(1);
              c.two(() -> {
                one.acquire();
                box.value++;
                one.release();
              });
            }),
        twin(
            "heddle's mutex, not by the reader",
            "Box.value",
            c -> {
              var box = new Box();
              var lock = new io.heddle.sync.Mutex();
              c.both(() -> under(lock, () -> box.value++), () -> use(box.get()));
            },
            c -> {
              var box = new Box();
              var lock = new io.heddle.sync.Mutex();
              c.both(() -> under(lock, () -> box.value++), () -> under(lock, () -> use(box.get())));
            }),
        twin(
            "heddle's read lock, for a write",
            "Box.value",
            c -> {
              var box = new Box();
              var lock = new io.heddle.sync.RWMutex();
              c.two(() -> under(lock.readLock(), () -> box.value++));
            },
            c -> {
              var box = new Box();
              var lock = new io.heddle.sync.RWMutex();
              c.two(() -> under(lock.writeLock(), () -> box.value++));
            }));
  }

  private static void write(StampedLock lock, Box box) {
    long stamp = lock.writeLock();
    box.value++;
    lock.unlockWrite(stamp);
  }
}
