// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.watched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Methods of the JDK that are called by reflection, through a proxy or a handle, order as ever. */
@Timeout(60)
@SuppressWarnings({"unused", "NullAway"})
class ReflectedCallTest {
  static final class Counter {
    int n;
    int flag;
    static int shared;
  }

  interface Call {
    void on(Object target) throws Throwable;
  }

  private static final VarHandle FLAG = variable("flag");

  private static VarHandle variable(String name) {
    try {
      return MethodHandles.lookup().findVarHandle(Counter.class, name, int.class);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Two count under the lock of each other, or of their own. */
  private static void count(boolean isShared, Call lock, Call unlock) throws Throwable {
    var counter = new Counter();
    var lock1 = new ReentrantLock();
    var lock2 = isShared ? lock1 : new ReentrantLock();
    Racing.Body one = () -> count(counter, lock1, lock, unlock);
    Racing.Body two = () -> count(counter, lock2, lock, unlock);
    var reports =
        Racing.reports(() -> {
          var t = Racing.start(one);
          two.run();
          t.join();
        });
    if (isShared) {
      assertThat(reports).isEmpty();
    } else {
      assertThat(reports).isNotEmpty().allMatch(r -> r.contains("Counter.n"));
    }
  }

  private static void count(Counter counter, Lock on, Call lock, Call unlock) throws Throwable {
    for (int i = 0; i < 50; i++) {
      lock.on(on);
      counter.n++;
      unlock.on(on);
    }
  }

  @Test
  void aLockByReflection() throws Throwable {
    var lock = Lock.class.getMethod("lock");
    var unlock = ReentrantLock.class.getMethod("unlock");
    for (boolean isShared : new boolean[] {true, false}) {
      count(isShared, lock::invoke, unlock::invoke);
      count(isShared, l -> lock.invoke(l, new Object[0]), l -> unlock.invoke(l));
    }
  }

  @Test
  void aLockByHandle() throws Throwable {
    var nothing = MethodType.methodType(void.class);
    var lock = MethodHandles.lookup().findVirtual(ReentrantLock.class, "lock", nothing);
    var unlock = MethodHandles.publicLookup().unreflect(Lock.class.getMethod("unlock"));
    for (boolean isShared : new boolean[] {true, false}) {
      count(isShared, l -> lock.invoke((ReentrantLock) l), l -> unlock.invoke((Lock) l));
    }
    assertThat(lock.type()).isEqualTo(MethodType.methodType(void.class, ReentrantLock.class));
  }

  @Test
  void aQueueBehindAProxy() throws Throwable {
    var queue = new LinkedBlockingQueue<Counter>();
    @SuppressWarnings("unchecked")
    var proxy =
        (BlockingQueue<Counter>)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BlockingQueue.class},
                (self, method, arguments) -> method.invoke(queue, arguments));
    assertThat(Racing.reports(() -> handOver(proxy, true))).isEmpty();
    assertThat(Racing.reports(() -> handOver(proxy, false))).isNotEmpty();
  }

  private static void handOver(BlockingQueue<Counter> queue, boolean inTime) throws Throwable {
    var t =
        Racing.start(() -> {
          for (int i = 0; i < 50; i++) {
            var c = new Counter();
            queue.put(c);
            if (!inTime) {
              c.n = 1;
            }
          }
        });
    for (int i = 0; i < 50; i++) {
      var c = queue.take();
      c.flag = c.n;
    }
    t.join();
  }

  interface Access {
    void run(Counter c) throws Throwable;
  }

  /** One writes and says so; another one waits for that, and reads. */
  private static List<String> told(Access say, Predicate heard) throws Throwable {
    var c = new Counter();
    return Racing.reports(() -> {
      var t =
          Racing.start(() -> {
            c.n = 3;
            say.run(c);
          });
      long end = System.nanoTime() + 10_000_000_000L;
      while (!heard.test(c)) {
        assertThat(System.nanoTime()).describedAs("never told").isLessThan(end);
        Thread.onSpinWait();
      }
      int seen = c.n;
      t.join();
    });
  }

  interface Predicate {
    boolean test(Counter c) throws Throwable;
  }

  @Test
  void variablesThroughMethodHandles() throws Throwable {
    var get = FLAG.toMethodHandle(VarHandle.AccessMode.GET_ACQUIRE);
    var type = MethodType.methodType(int.class, Counter.class);
    var invoker = MethodHandles.varHandleInvoker(VarHandle.AccessMode.GET_ACQUIRE, type);
    var found = MethodHandles.lookup().findVirtual(VarHandle.class, "getVolatile", type);
    MethodHandle set = FLAG.toMethodHandle(VarHandle.AccessMode.SET_RELEASE);
    assertThat(told(c -> set.invoke(c, 1), c -> (int) get.invoke(c) == 1)).isEmpty();
    assertThat(told(c -> set.invoke(c, 1), c -> (int) invoker.invoke(FLAG, c) == 1)).isEmpty();
    assertThat(told(c -> set.invoke(c, 1), c -> (int) found.invoke(FLAG, c) == 1)).isEmpty();
    var opaque = FLAG.toMethodHandle(VarHandle.AccessMode.SET_OPAQUE);
    assertThat(told(c -> opaque.invoke(c, 1), c -> (int) get.invoke(c) == 1)).isNotEmpty();
  }

  @Test
  void whatIsNotTheJdksIsCalledAsItIs() throws Exception {
    var size = List.class.getMethod("size");
    assertThat(size.invoke(new ArrayList<>(List.of(1)))).isEqualTo(1);
    var toString = Object.class.getMethod("toString");
    assertThat(toString.invoke("x")).isEqualTo("x");
    assertThat(Math.class.getMethod("abs", int.class).invoke(null, -1)).isEqualTo(1);
  }

  @Test
  void failuresAreThoseOfReflection() throws Exception {
    var lock = new ReentrantLock();
    var unlock = Lock.class.getMethod("unlock");
    assertThatThrownBy(() -> unlock.invoke(lock))
        .isInstanceOf(InvocationTargetException.class)
        .hasCauseInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(() -> unlock.invoke(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> unlock.invoke("x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> unlock.invoke(lock, "x")).isInstanceOf(IllegalArgumentException.class);
    var await = Condition.class.getMethod("await");
    assertThatThrownBy(() -> await.invoke(lock.newCondition()))
        .hasCauseInstanceOf(IllegalMonitorStateException.class);
  }
}
