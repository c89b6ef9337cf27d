// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.seen;

import io.heddle.Go;
import io.heddle.Task;
import io.heddle.sync.WaitGroup;
import java.util.HashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Small programs on Java's own means, each with a bug and without it. */
final class JavaKernels {
  private JavaKernels() {}

  /** One bug and its mend. */
  record Kernel(String name, Variant variant) {
    Task broken() {
      return () -> variant.run(true);
    }

    Task fixed() {
      return () -> variant.run(false);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The program, with the bug or without. */
  @FunctionalInterface
  interface Variant {
    void run(boolean broken) throws Exception;
  }

  static Stream<Kernel> all() {
    return Stream.of(
        new Kernel("Dekker's flags, looked at too early", JavaKernels::flags),
        new Kernel("ABA on a stack", JavaKernels::aba),
        new Kernel("monitors in two orders", JavaKernels::monitorOrder),
        new Kernel("notify for notifyAll", JavaKernels::notifyOne),
        new Kernel("wait with if for while", JavaKernels::ifForWhile),
        new Kernel("locks in two orders", JavaKernels::lockOrder),
        new Kernel("a condition's signal before its wait", JavaKernels::lostSignal),
        new Kernel("get and set of a counter", JavaKernels::counter),
        new Kernel("look into a map and put then", JavaKernels::lookAndPut),
        new Kernel("a latch counted down too rarely", JavaKernels::latch),
        new Kernel("a permit that is lost", JavaKernels::permit),
        new Kernel("a future that waits for its own completion", JavaKernels::future),
        new Kernel("put into a full queue under a monitor", JavaKernels::putUnderMonitor));
  }

  private static final class Flags {
    volatile boolean a;
    volatile boolean b;
    volatile int inside;

    void enter() {
      int now = inside + 1;
      inside = now;
      if (inside != now || now > 1) {
        throw new IllegalStateException("two are inside");
      }
      inside = now - 1;
    }
  }

  private static void flags(boolean broken) throws Exception {
    var f = new Flags();
    var done = new WaitGroup();
    done.go(() -> {
      if (broken && f.b) {
        return;
      }
      f.a = true;
      if (broken || !f.b) {
        f.enter();
      }
      f.a = false;
    });
    done.go(() -> {
      if (broken && f.a) {
        return;
      }
      f.b = true;
      if (broken || !f.a) {
        f.enter();
      }
      f.b = false;
    });
    done.await();
  }

  private record Cell(int value, Cell next) {}

  private static final class Node {
    final int value;
    Node next;

    Node(int value) {
      this.value = value;
    }
  }

  /** The broken one uses nodes again. */
  private static void aba(boolean broken) throws Exception {
    var nodes = new AtomicReference<Node>();
    var cells = new AtomicReference<Cell>();
    Node[] all = {new Node(0), new Node(1), new Node(2)};
    for (var n : all) {
      n.next = nodes.get();
      nodes.set(n);
      cells.set(new Cell(n.value, cells.get()));
    }
    var popped = new AtomicInteger();
    var done = new WaitGroup();
    done.go(() -> {
      if (broken) {
        pop(nodes);
      } else {
        pop2(cells);
      }
      popped.incrementAndGet();
    });
    done.go(() -> {
      if (broken) {
        var a = pop(nodes);
        pop(nodes);
        a.next = nodes.get();
        nodes.set(a);
      } else {
        int a = pop2(cells);
        pop2(cells);
        push2(cells, a);
      }
    });
    done.await();
    int left = 0;
    if (broken) {
      for (var n = nodes.get(); n != null; n = n.next) {
        left++;
      }
    } else {
      for (var c = cells.get(); c != null; c = c.next) {
        left++;
      }
    }
    if (left != 1) {
      throw new IllegalStateException("left on the stack: " + left);
    }
  }

  private static Node pop(AtomicReference<Node> top) {
    while (true) {
      var n = top.get();
      if (top.compareAndSet(n, n.next)) {
        return n;
      }
    }
  }

  private static int pop2(AtomicReference<Cell> top) {
    while (true) {
      var c = top.get();
      if (top.compareAndSet(c, c.next)) {
        return c.value;
      }
    }
  }

  private static void push2(AtomicReference<Cell> top, int value) {
    while (true) {
      var c = top.get();
      if (top.compareAndSet(c, new Cell(value, c))) {
        return;
      }
    }
  }

  private static void monitorOrder(boolean broken) throws Exception {
    var a = new Object();
    var b = new Object();
    var done = new WaitGroup();
    done.go(() -> nested(a, b));
    done.go(() -> nested(broken ? b : a, broken ? a : b));
    done.await();
  }

  private static void nested(Object first, Object second) {
    synchronized (first) {
      synchronized (second) {
        first.notifyAll();
      }
    }
  }

  private static final class Buffer {
    private final boolean broken;
    private boolean isFull;

    Buffer(boolean broken) {
      this.broken = broken;
    }

    synchronized void step(boolean fills) throws InterruptedException {
      while (isFull == fills) {
        wait();
      }
      isFull = fills;
      if (broken) {
        notify();
      } else {
        notifyAll();
      }
    }
  }

  private static void notifyOne(boolean broken) throws Exception {
    var buffer = new Buffer(broken);
    var done = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      done.go(() -> buffer.step(true));
      done.go(() -> buffer.step(false));
    }
    done.await();
  }

  private static void ifForWhile(boolean broken) throws Exception {
    var lock = new Object();
    int[] items = {0};
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> {
        synchronized (lock) {
          if (broken) {
            if (items[0] == 0) {
              lock.wait();
            }
          } else {
            while (items[0] == 0) {
              lock.wait();
            }
          }
          if (--items[0] < 0) {
            throw new IllegalStateException("taken from an empty box");
          }
        }
      });
      done.go(() -> {
        synchronized (lock) {
          items[0]++;
          lock.notifyAll();
        }
      });
    }
    done.await();
  }

  private static void lockOrder(boolean broken) throws Exception {
    var a = new ReentrantLock();
    var b = new ReentrantLock();
    var done = new WaitGroup();
    done.go(() -> nested(a, b));
    done.go(() -> nested(broken ? b : a, broken ? a : b));
    done.await();
  }

  private static void nested(ReentrantLock first, ReentrantLock second) {
    first.lock();
    second.lock();
    second.unlock();
    first.unlock();
  }

  private static void lostSignal(boolean broken) throws Exception {
    var lock = new ReentrantLock();
    var ready = lock.newCondition();
    boolean[] isReady = {false};
    Go.go(() -> {
      lock.lock();
      isReady[0] = true;
      ready.signal();
      lock.unlock();
    });
    lock.lock();
    if (broken) {
      ready.await();
    } else {
      while (!isReady[0]) {
        ready.await();
      }
    }
    lock.unlock();
  }

  private static void counter(boolean broken) throws Exception {
    var n = new AtomicInteger();
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> {
        if (broken) {
          n.set(n.get() + 1);
        } else {
          n.incrementAndGet();
        }
      });
    }
    done.await();
    if (n.get() != 2) {
      throw new IllegalStateException("counted " + n);
    }
  }

  private static void lookAndPut(boolean broken) throws Exception {
    var map = new ConcurrentHashMap<String, Integer>();
    var made = new HashMap<Integer, Integer>();
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      int me = i;
      done.go(() -> {
        if (broken) {
          if (!map.containsKey("a")) {
            map.put("a", me);
            made.put(me, me);
          }
        } else if (map.putIfAbsent("a", me) == null) {
          made.put(me, me);
        }
      });
    }
    done.await();
    if (made.size() != 1) {
      throw new IllegalStateException("made " + made.size());
    }
  }

  private static void latch(boolean broken) throws Exception {
    var latch = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      int me = i;
      Go.go(() -> {
        if (!broken || latch.getCount() == 2 || me == 2) {
          latch.countDown();
        }
      });
    }
    latch.await();
  }

  private static void permit(boolean broken) throws Exception {
    var s = new Semaphore(1);
    var done = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      done.go(() -> {
        if (broken && s.availablePermits() == 0) {
          s.acquire();
        } else {
          s.acquire();
          s.release();
        }
      });
    }
    done.await();
    s.acquire();
  }

  private static void future(boolean broken) throws Exception {
    var f = new CompletableFuture<Integer>();
    var g = new CompletableFuture<Integer>();
    Go.go(() -> g.complete(broken ? f.get() : 1));
    f.complete(broken ? g.get() : 1);
    g.get();
  }

  private static void putUnderMonitor(boolean broken) throws Exception {
    var queue = new ArrayBlockingQueue<Integer>(broken ? 1 : 2);
    var lock = new Object();
    var done = new WaitGroup();
    done.go(() -> {
      for (int i = 0; i < 2; i++) {
        synchronized (lock) {
          queue.put(i);
        }
      }
    });
    done.go(() -> {
      for (int i = 0; i < 2; i++) {
        synchronized (lock) {
          queue.poll();
        }
      }
    });
    done.await();
  }
}
