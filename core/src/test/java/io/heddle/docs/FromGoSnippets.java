// SPDX-License-Identifier: Apache-2.0
package io.heddle.docs;

import static io.heddle.Go.go;
import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.ReceiveCase;
import io.heddle.ReceiveChannel;
import io.heddle.Selector;
import io.heddle.SendChannel;
import io.heddle.context.Context;
import io.heddle.context.Key;
import io.heddle.sync.Cond;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.OnceValue;
import io.heddle.sync.Pool;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.SingleFlight;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import io.heddle.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The code of {@code docs/guide/from-go.md}: each region stands there word for word. */
final class FromGoSnippets {
  private FromGoSnippets() {}

  static List<String> goroutines() throws Exception {
    var out = new ArrayList<String>();
    // region go
    Thread worker = go("worker-1", () -> out.add("done"));
    worker.join(); // Go has no handle to wait on; a goroutine here is a Thread
    // endregion
    return out;
  }

  static List<Integer> channels() throws Exception {
    var seen = new ArrayList<Integer>();
    // region channels
    var c = Channel.<Integer>make(10); // c := make(chan int, 10)
    SendChannel<Integer> out = c.sendOnly(); // chan<- int
    ReceiveChannel<Integer> in = c.receiveOnly(); // <-chan int
    go(() -> {
      for (int i = 0; i < 3; i++) {
        out.send(i); // out <- i
      }
      out.close(); // close(out)
    });
    Integer first = in.receive(); // v := <-in, null where Go says ok == false
    for (int v : in) { // for v := range in
      seen.add(v);
    }
    // endregion
    seen.addFirst(first);
    return seen;
  }

  static String selects(Channel<String> jobs, Channel<String> results) throws Exception {
    var log = new StringBuilder();
    // region select
    select(
        onReceive(jobs, job -> log.append("got ").append(job)), // case job := <-jobs
        onSend(results, "r", () -> log.append("sent")), // case results <- "r"
        onDefault(() -> log.append("nothing ready"))); // default

    String s =
        select( // a select that gives a value
            receive(jobs, job -> "job " + job),
            onTimeout(Duration.ofMillis(10), () -> log.append("late"))); // case <-time.After(…)
    // endregion
    return log + "|" + s;
  }

  static int waitGroup() throws Exception {
    var mutex = new Mutex();
    var sum = new int[1];
    // region waitgroup
    var group = new WaitGroup(); // var wg sync.WaitGroup
    for (int i = 1; i <= 10; i++) {
      int n = i;
      group.go(() -> { // wg.Go(func() { … })
        mutex.lock();
        try {
          sum[0] += n;
        } finally {
          mutex.unlock(); // defer mu.Unlock()
        }
      });
    }
    group.await(); // wg.Wait()
    // endregion
    return sum[0];
  }

  static String rwMutex() throws Exception {
    // region rwmutex
    var lock = new RWMutex();
    Map<String, String> table = new HashMap<>();
    lock.writeLock().lock(); // mu.Lock()
    table.put("k", "v");
    lock.writeLock().unlock();
    lock.readLock().lock(); // mu.RLock()
    String v = table.get("k");
    lock.readLock().unlock();
    // endregion
    return v;
  }

  static String cond() throws Exception {
    var queue = new ArrayDeque<String>();
    // region cond
    var mutex = new Mutex();
    var notEmpty = new Cond(mutex); // sync.NewCond(&mu)
    go(() -> {
      mutex.lock();
      queue.add("x");
      mutex.unlock();
      notEmpty.signal(); // cond.Signal()
    });
    mutex.lock();
    while (queue.isEmpty()) {
      notEmpty.await(); // cond.Wait()
    }
    String x = queue.remove();
    mutex.unlock();
    // endregion
    return x;
  }

  static String once() throws Exception {
    var log = new StringBuilder();
    // region once
    var once = new Once();
    once.run(() -> log.append("set up")); // once.Do(func() { … })
    once.run(() -> log.append("never"));

    var config = new OnceValue<>(() -> "loaded"); // sync.OnceValue
    String c = config.get();

    var buffers = new Pool<>(() -> new byte[1024]); // sync.Pool{New: …}
    byte[] buffer = buffers.get();
    buffers.put(buffer);
    // endregion
    return log + c;
  }

  static int xsync() throws Exception {
    var lengths = new int[2];
    // region errgroup
    try (var group = new ErrGroup()) { // g, ctx := errgroup.WithContext(ctx)
      group.limit(8); // g.SetLimit(8)
      for (int i = 0; i < 2; i++) {
        int n = i;
        group.go(() -> lengths[n] = fetch("page-" + n)); // g.Go(func() error { … })
      }
      group.await(); // err := g.Wait(): the first failure is thrown
    }
    // endregion
    // region semaphore
    var slots = new Semaphore(10); // semaphore.NewWeighted(10)
    slots.acquire(3); // sem.Acquire(ctx, 3)
    slots.release(3);

    var flights = new SingleFlight<String, Integer>(); // singleflight.Group
    int length = flights.run("page", () -> fetch("page")); // g.Do("page", …)
    // endregion
    return lengths[0] + lengths[1] + length;
  }

  private static int fetch(String page) {
    return page.length();
  }

  static int selectLoop(Channel<Integer> numbers, Context ctx) throws Exception {
    // region selector
    var selector = new Selector();
    ReceiveCase<Integer> number = selector.receive(numbers);
    ReceiveCase<Void> done = selector.receive(ctx.done());
    int sum = 0;
    while (true) { // for {
      var ready = selector.select(); // select {
      if (ready == done) { // case <-ctx.Done():
        return -1;
      } else if (ready == number) { // case v, ok := <-numbers:
        if (number.closed()) { // if !ok
          return sum;
        }
        sum += number.value();
      }
    }
    // endregion
  }

  static void signals(Predicate<Instant> enough) {
    // region signals
    try (var ctx = Context.background().withSignals()) { // signal.NotifyContext
      for (var turn : Time.tick(Duration.ofMillis(1))) {
        if (ctx.err() != null || enough.test(turn)) {
          break; // ctx.cause() says which signal it was
        }
      }
    }
    // endregion
  }

  static String contexts() throws Exception {
    var out = new StringBuilder();
    // region context
    var user = Key.<String>of("user");
    try (var ctx = Context.background().withTimeout(Duration.ofSeconds(5))) { // defer cancel()
      var request = ctx.withValue(user, "ann"); // context.WithValue
      var cleanup = request.afterFunc(() -> out.append("too late")); // context.AfterFunc
      if (request.err() == null) { // ctx.Err()
        out.append(request.value(user)); // ctx.Value(key)
      }
      cleanup.stop();
    }
    // endregion
    return out.toString();
  }

  static Integer current() throws Exception {
    // region current
    var ctx = Context.background().withTimeout(Duration.ofSeconds(5));
    var answer = Channel.<Integer>make();
    ctx.run(
        () -> // not a parameter any more: everything started inside inherits it
        go(() -> {
          Integer a = Context.current().call(() -> slowLibraryCall()); // interrupted if ctx ends
          answer.send(a);
        }));
    // endregion
    return answer.receive();
  }

  private static int slowLibraryCall() throws InterruptedException {
    Thread.sleep(1);
    return 42;
  }

  static boolean times() throws Exception {
    // region time
    Time.sleep(Duration.ofMillis(1)); // time.Sleep
    var due = Time.after(Duration.ofMillis(1)).receive(); // <-time.After(…)
    var timer = new Timer(Duration.ofHours(1)); // time.NewTimer
    boolean stopped = timer.stop();
    timer.reset(Duration.ofMillis(1));
    timer.channel().receive(); // <-timer.C
    try (var ticker = new Ticker(Duration.ofMillis(1))) { // defer ticker.Stop()
      ticker.channel().receive(); // <-ticker.C
    }
    Time.afterFunc(Duration.ofHours(1), () -> System.out.println("one hour later")).stop();
    // endregion
    return stopped && due != null;
  }

  static String program() throws Exception {
    var result = Channel.<String>make(1);
    // region program
    Go.run(() -> { // func main()
      var c = Channel.<String>make();
      go(() -> c.send("hello"));
      result.send(c.receive());
    });
    // endregion
    return result.receive();
  }
}
