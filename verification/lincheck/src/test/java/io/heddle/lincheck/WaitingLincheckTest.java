// SPDX-License-Identifier: Apache-2.0
package io.heddle.lincheck;

import io.heddle.sync.Mutex;
import io.heddle.sync.Once;
import io.heddle.sync.RWMutex;
import io.heddle.sync.Semaphore;
import io.heddle.sync.WaitGroup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The primitives of {@code io.heddle.sync}, with those who wait for long and those who are
 * interrupted: nobody waits for ever, and in the end what was taken has been given back.
 */
class WaitingLincheckTest {
  /** A waiter gives up while the lock comes free, with another one behind it. */
  public static class MutexInterrupted extends Program {
    private final Mutex mutex = new Mutex();
    private int n;

    public MutexInterrupted() {}

    @Override
    protected void start() throws Exception {
      mutex.lock();
      var waiter = thread(this::next);
      thread(this::next);
      waiter.interrupt();
      mutex.unlock();
    }

    private void next() throws InterruptedException {
      mutex.lockInterruptibly();
      n++;
      mutex.unlock();
    }

    @Override
    protected boolean holds() {
      return n >= 1 && n <= 2 && mutex.tryLock();
    }
  }

  /** A writer gives up; readers that wait behind it come in. */
  public static class WriterInterrupted extends Program {
    private final RWMutex mutex = new RWMutex();
    private boolean hasRead;

    public WriterInterrupted() {}

    @Override
    protected void start() throws Exception {
      mutex.readLock().lock();
      var writer =
          thread(() -> {
            mutex.writeLock().lockInterruptibly();
            mutex.writeLock().unlock();
          });
      thread(() -> {
        mutex.readLock().lock();
        hasRead = true;
        mutex.readLock().unlock();
      });
      writer.interrupt();
      mutex.readLock().unlock();
    }

    @Override
    protected boolean holds() {
      return hasRead && mutex.writeLock().tryLock();
    }
  }

  /** Two at once unlock what is not locked: both are refused, and nothing has changed. */
  public static class ReadUnlocksRefused extends Program {
    private final RWMutex mutex = new RWMutex();
    private boolean left;
    private boolean right;

    public ReadUnlocksRefused() {}

    @Override
    protected void start() {
      thread(() -> left = isRefused());
      thread(() -> right = isRefused());
    }

    private boolean isRefused() {
      try {
        mutex.readLock().unlock();
        return false;
      } catch (IllegalMonitorStateException e) {
        return true;
      }
    }

    @Override
    protected boolean holds() {
      return left && right && mutex.writeLock().tryLock();
    }
  }

  /** One that wants much gives up; one that wants little, behind it, comes in. */
  public static class SemaphoreInterrupted extends Program {
    private final Semaphore semaphore = new Semaphore(2);
    private boolean hasHad;

    public SemaphoreInterrupted() {}

    @Override
    protected void start() throws Exception {
      semaphore.acquire(1);
      var large =
          thread(() -> {
            semaphore.acquire(2);
            semaphore.release(2);
          });
      thread(() -> {
        semaphore.acquire(1);
        hasHad = true;
        semaphore.release(1);
      });
      large.interrupt();
      semaphore.release(1);
    }

    @Override
    protected boolean holds() {
      return hasHad && semaphore.tryAcquire(2);
    }
  }

  /** Two are waited for, and what they did is seen. */
  public static class GroupAwaited extends Program {
    private final WaitGroup group = new WaitGroup();
    private int left;
    private int right;
    private int seen;

    public GroupAwaited() {}

    @Override
    protected void start() {
      group.add(2);
      thread(() -> {
        left = 1;
        group.done();
      });
      thread(() -> {
        right = 1;
        group.done();
      });
      thread(() -> {
        group.await();
        seen = left + right;
      });
    }

    @Override
    protected boolean holds() {
      return seen == 2;
    }
  }

  /** One of two waiters gives up at the moment at which the counter gets to 0. */
  public static class GroupInterrupted extends Program {
    private final WaitGroup group = new WaitGroup();
    private boolean through;

    public GroupInterrupted() {}

    @Override
    protected void start() {
      group.add(1);
      var waiter = thread(group::await);
      thread(() -> {
        group.await();
        through = true;
      });
      waiter.interrupt();
      group.done();
    }

    @Override
    protected boolean holds() throws Exception {
      group.add(1); // it can be used again
      group.done();
      group.await();
      return through;
    }
  }

  /** Who comes while the body runs waits for its end; who is interrupted does not. */
  public static class OnceInterrupted extends Program {
    private final Once once = new Once();
    private int runs;
    private boolean seen;

    public OnceInterrupted() {}

    @Override
    protected void start() {
      thread(this::once);
      var other = thread(this::once);
      thread(() -> {
        once();
        seen = runs == 1;
      });
      other.interrupt();
    }

    private void once() throws Exception {
      once.run(() -> runs++);
    }

    @Override
    protected boolean holds() {
      return seen;
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        MutexInterrupted.class,
        WriterInterrupted.class,
        ReadUnlocksRefused.class,
        SemaphoreInterrupted.class,
        GroupAwaited.class,
        GroupInterrupted.class,
        OnceInterrupted.class
      })
  void nobodyIsForgotten(Class<? extends Program> program) {
    Checks.modelCheck(program);
  }
}
