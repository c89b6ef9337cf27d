// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import io.heddle.Channel;
import io.heddle.Task;
import io.heddle.sync.Mutex;
import io.heddle.sync.Semaphore;
import java.util.SplittableRandom;

/**
 * Operations near the end of a small stack, of a thread that is no goroutine: each is done, or has
 * thrown a {@link StackOverflowError} and had no effect.
 */
final class Overflows extends Work {
  private static final long STACK = 256 << 10;
  private static final int NEAR = 250;
  private static final int PERMITS = 3;

  private final Mutex mutex = new Mutex();
  private final Semaphore semaphore = new Semaphore(PERMITS);
  private final Channel<Long> channel = Channel.unbounded();
  private volatile Thread thread = Thread.currentThread();
  private long sent;
  private long received;
  private long overflows;

  /** What the operation at the bottom has done: nothing is called after it that may fail. */
  private boolean done;

  Overflows(Ground ground) {
    super(ground);
  }

  @Override
  void start() {
    var random = ground.random();
    thread = new Thread(null, () -> run(random), "overflows", STACK);
    thread.start();
    ground.lasting(
        this,
        () -> {
          for (long ignored : channel) {
            received++;
          }
        });
  }

  private void run(SplittableRandom random) {
    try {
      // A class whose initialization runs out of stack is lost for ever, which nobody but the JVM
      // can mend.
      Thread.sleep(2_000); // the others need the same classes
      for (int kind = 0; kind < 3; kind++) {
        step(0, kind);
      }
      while (!ground.isOver()) {
        step(Math.max(0, limit() - random.nextInt(NEAR)), random.nextInt(3));
        progress();
        Thread.sleep(1);
      }
      channel.close();
    } catch (Throwable e) {
      ground.fail("an operation near the end of the stack", e);
    }
  }

  private void step(int depth, int kind) throws Exception {
    switch (kind) {
      case 0 -> {
        if (isDoneAt(depth, mutex::lock)) {
          mutex.unlock();
        }
        ground.require(mutex.tryLock(), "a mutex is still locked: %s", mutex);
        mutex.unlock();
      }
      case 1 -> {
        if (isDoneAt(depth, () -> semaphore.acquire(1))) {
          semaphore.release(1);
        }
      }
      default -> {
        if (isDoneAt(depth, () -> channel.send(1L))) {
          sent++;
        }
      }
    }
  }

  private boolean isDoneAt(int depth, Task operation) throws Exception {
    done = false;
    try {
      descend(
          depth,
          () -> {
            operation.run();
            done = true;
          });
    } catch (StackOverflowError e) {
      overflows++;
    }
    return done;
  }

  private static void descend(int depth, Task operation) throws Exception {
    if (depth == 0) {
      operation.run();
    } else {
      descend(depth - 1, operation);
    }
  }

  /** Measured each time: frames become smaller when the JIT has compiled the descent. */
  private static int limit() throws Exception {
    int low = 0;
    int high = 1 << 16;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      try {
        descend(middle, () -> {});
        low = middle;
      } catch (StackOverflowError e) {
        high = middle;
      }
    }
    return low;
  }

  @Override
  void check() throws InterruptedException {
    thread.join();
    ground.require(overflows > 0, "no stack has overflowed");
    ground.require(received == sent, "sent %d, received %d", sent, received);
    for (int i = 0; i < PERMITS; i++) {
      ground.require(semaphore.tryAcquire(1), "a permit is gone: %s", semaphore);
    }
    ground.require(!semaphore.tryAcquire(1), "a permit too many: %s", semaphore);
  }
}
