// SPDX-License-Identifier: Apache-2.0
package io.heddle.docs;

import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.timeout;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.context.DeadlineExceededException;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Mutex;
import io.heddle.sync.OnceValue;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.SingleFlight;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Time;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/** The code of {@code docs/guide/from-java-util-concurrent.md}: each region stands there. */
final class FromJucSnippets {
  private FromJucSnippets() {}

  static int executor() throws Exception {
    // region executor
    int answer;
    try (var executor = Go.executor()) { // Executors.newVirtualThreadPerTaskExecutor()
      var future = executor.submit(() -> 6 * 7);
      answer = future.get();
    }
    // endregion
    return answer;
  }

  static int pool() {
    // region pool
    var jobs = Channel.<Integer>make();
    var results = Channel.<Integer>make(); // ExecutorCompletionService
    var workers = new WaitGroup();
    for (int i = 0; i < 3; i++) { // newFixedThreadPool(3)
      workers.go(() -> {
        for (int job : jobs) {
          results.send(job * job);
        }
      });
    }
    Go.go(() -> {
      for (int i = 1; i <= 9; i++) {
        jobs.send(i); // submit
      }
      jobs.close(); // shutdown
      workers.await(); // awaitTermination
      results.close();
    });
    int sum = 0;
    for (int result : results) {
      sum += result;
    }
    // endregion
    return sum;
  }

  static int queue() throws Exception {
    // region queue
    var queue = Channel.<Integer>make(100); // new ArrayBlockingQueue<>(100)
    Go.go(() -> {
      for (int i = 1; i <= 3; i++) {
        queue.send(i); // put
      }
      queue.close(); // no poison pill: a closed channel ends the loop of every reader
    });
    int sum = 0;
    for (int v : queue) { // take, until closed
      sum += v;
    }
    // endregion
    return sum;
  }

  static String poll(Channel<String> queue) throws Exception {
    // region poll
    String s =
        select( // poll(10, MILLISECONDS), on as many channels as you like
            receive(queue, v -> v), timeout(Duration.ofMillis(10), () -> "nothing yet"));
    // endregion
    return s;
  }

  static int latch() throws Exception {
    var done = new AtomicInteger();
    // region latch
    var group = new WaitGroup(); // a CountDownLatch that can also count up
    for (int i = 0; i < 5; i++) {
      group.go(done::incrementAndGet); // starts a goroutine, counts it in and out
    }
    group.await();
    // endregion
    return done.get();
  }

  static int locks() throws Exception {
    var count = new int[1];
    // region lock
    Lock lock = new Mutex(); // new ReentrantLock(); but not reentrant, and anybody may unlock
    var changed = lock.newCondition();
    Go.go(() -> {
      lock.lock();
      try {
        count[0]++;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    });
    lock.lock();
    try {
      while (count[0] == 0) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
    // endregion
    return count[0];
  }

  static List<String> readWriteLock(Map<String, String> table) {
    var reads = new ArrayList<String>();
    // region rwlock
    ReadWriteLock lock = new RWMutex(); // new ReentrantReadWriteLock(); but not reentrant
    lock.readLock().lock();
    try {
      reads.add(table.get("k"));
    } finally {
      lock.readLock().unlock();
    }
    // endregion
    return reads;
  }

  static boolean semaphore() throws Exception {
    // region semaphore
    var permits = new Semaphore(10); // new Semaphore(10, true): always fair, and by weight
    permits.acquire(3);
    boolean more = permits.acquire(8, Duration.ofMillis(5)); // tryAcquire(8, 5, MILLISECONDS)
    permits.release(3); // more than is held is refused
    // endregion
    return more;
  }

  static String scope() throws Exception {
    var parts = new String[2];
    // region scope
    try (var group = new ErrGroup()) { // StructuredTaskScope.open()
      group.go(() -> parts[0] = "user"); // fork
      group.go(() -> parts[1] = "order");
      group.await(); // join: the first failure is thrown, the others are cancelled
    }
    // endregion
    return parts[0] + parts[1];
  }

  static String future() throws Exception {
    // region future
    var future = new CompletableFuture<String>();
    try (var ctx = Context.background().withFuture(future)) { // ends when the future completes
      Go.go(() -> future.complete("x"));
      ctx.done().receive();
    }
    // endregion
    return future.get();
  }

  static String once() throws Exception {
    // region once
    var config = new OnceValue<>(() -> load("config")); // a holder class, a FutureTask
    var flights = new SingleFlight<String, String>(); // a map of futures
    String page = flights.run("page", () -> load("page")); // one load, however many ask meanwhile
    // endregion
    return config.get() + page;
  }

  private static String load(String what) {
    return what + "!";
  }

  static String cancel() throws Exception {
    String ended = "";
    // region cancel
    try (var ctx = Context.background().withTimeout(Duration.ofMillis(5))) { // orTimeout
      ctx.call(() -> new CountDownLatch(1).await(1, TimeUnit.HOURS)); // is interrupted
    } catch (DeadlineExceededException e) { // TimeoutException
      ended = e.getMessage();
    }
    // endregion
    return ended;
  }

  /** A query that goes on until it is cancelled. */
  static String statement() throws Exception {
    var sql = "select 1";
    var connection = connectionWhoseQueriesHang();
    String ended = "";
    // region statement
    try (var ctx = Context.current().withTimeout(Duration.ofMillis(5));
        var statement = connection.prepareStatement(sql)) {
      var cancel = ctx.afterFunc(statement::cancel); // process::destroy, inputStream::close
      try {
        statement.executeQuery();
      } catch (SQLException e) { // once the time is over
        ended = e.getMessage();
      } finally {
        cancel.stop();
      }
    }
    // endregion
    return ended;
  }

  private static Connection connectionWhoseQueriesHang() {
    var cancelled = new CountDownLatch(1);
    var statement =
        as(
            PreparedStatement.class,
            name -> {
              switch (name) {
                case "cancel" -> cancelled.countDown();
                case "executeQuery" -> {
                  cancelled.await();
                  throw new SQLException("cancelled");
                }
                default -> {}
              }
              return null;
            });
    return as(Connection.class, name -> statement);
  }

  private interface Answer {
    Object to(String method) throws Exception;
  }

  private static <T> T as(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer.to(method.getName())));
  }

  static int scheduled() throws Exception {
    var ran = Channel.<Integer>make(1);
    // region scheduled
    var timer =
        Time.afterFunc(Duration.ofMillis(5), () -> ran.send(1)); // schedule(task, 5, MILLISECONDS)
    var ticks = Time.tick(Duration.ofMillis(5)); // scheduleAtFixedRate: receive from it in a loop
    // endregion
    ticks.receive();
    int n = ran.receive();
    timer.stop();
    return n;
  }
}
