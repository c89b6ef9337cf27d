// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;

import io.heddle.Channel;
import io.heddle.DeadlockError;
import io.heddle.Go;
import io.heddle.context.Context;
import io.heddle.context.DeadlineExceededException;
import io.heddle.runtime.Leaks;
import io.heddle.sync.Mutex;
import io.heddle.sync.Pool;
import io.heddle.sync.WaitGroup;
import io.heddle.time.Ticker;
import io.heddle.time.Time;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a class loader of its own loads, see {@link Unloading}: it uses all that has threads. */
public final class Application implements Runnable {
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Channel<Integer> KEPT = Channel.make(1);
  private static final Mutex MUTEX = new Mutex();
  private static final Pool<Object> POOL = new Pool<>(Object::new);

  /** Loaded by name. */
  public Application() {}

  @Override
  public void run() {
    try {
      use();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void use() throws Exception {
    var all = new WaitGroup();
    for (int i = 0; i < 100; i++) {
      all.go(() -> {
        MUTEX.lock();
        MUTEX.unlock();
        POOL.put(POOL.get());
        Time.sleep(SHORT);
      });
    }
    all.await();
    go(() -> KEPT.send(1)).join();
    select(onReceive(KEPT, x -> {}), onTimeout(SHORT, () -> {}));
    var ticker = new Ticker(SHORT);
    ticker.channel().receive();
    ticker.stop();
    try (var executor = Go.executor()) {
      executor.submit(() -> Context.current().err()).get();
    }
    try {
      Context.background()
          .withTimeout(SHORT)
          .call(() -> new CountDownLatch(1).await(1, TimeUnit.HOURS));
      throw new IllegalStateException("no deadline");
    } catch (DeadlineExceededException e) {
      // expected
    }
    try {
      Go.run(() -> Channel.<Integer>make().receive());
      throw new IllegalStateException("no deadlock");
    } catch (DeadlockError e) {
      // expected
    }
    Leaks.find();
  }
}
