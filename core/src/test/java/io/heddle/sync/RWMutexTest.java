// SPDX-License-Identifier: Apache-2.0
package io.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Go;
import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.OutsideBubbles;
import io.heddle.testing.WaitsForTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RWMutexTest {
  private final RWMutex mutex = new RWMutex();
  private final RWMutex.ReadLock read = mutex.readLock();
  private final RWMutex.WriteLock write = mutex.writeLock();

  @AfterEach
  void leaveNoInterruptBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  private static Attempt<Boolean> waiting(Lock lock) throws InterruptedException {
    return Attempt.blocked(() -> {
      lock.lockInterruptibly();
      return true;
    });
  }

  /** Go's TestRWMutex. */
  @Test
  void excludesAsItShould() {
    write.lock();
    assertThat(write.tryLock()).isFalse();
    assertThat(read.tryLock()).isFalse();
    write.unlock();
    assertThat(write.tryLock()).isTrue();
    write.unlock();

    read.lock();
    assertThat(read.tryLock()).isTrue();
    assertThat(write.tryLock()).isFalse();
    read.unlock();
    assertThat(write.tryLock()).isFalse();
    read.unlock();
    assertThat(write.tryLock()).isTrue();
    write.unlock();
  }

  /** Go's TestParallelReaders. */
  @ParameterizedTest
  @CsvSource({"1", "3", "4"})
  void letsReadersInTogether(int readers) throws Exception {
    var in = new CountDownLatch(readers);
    var out = new CountDownLatch(1);
    var all = new WaitGroup();
    for (int i = 0; i < readers; i++) {
      all.go(() -> {
        read.lock();
        in.countDown();
        out.await();
        read.unlock();
      });
    }
    in.await();
    out.countDown();
    all.await();
    assertThat(write.tryLock()).isTrue();
  }

  @Test
  void aWaitingWriterKeepsNewReadersOut() throws Exception {
    read.lock();
    var writer = waiting(write);
    assertThat(read.tryLock()).isFalse();
    var reader = waiting(read);
    read.unlock();
    assertThat(writer.result()).isTrue();
    assertThat(Blocked.stays(reader.thread())).isTrue();
    write.unlock();
    assertThat(reader.result()).isTrue();
    read.unlock();
    assertThat(mutex).hasToString("rwmutex unlocked");
  }

  @Test
  void afterAWriterTheWaitingReadersGoFirst() throws Exception {
    write.lock();
    var nextWriter = waiting(write);
    var readers = new ArrayList<Attempt<Boolean>>();
    for (int i = 0; i < 3; i++) {
      readers.add(waiting(read));
    }
    write.unlock();
    for (var r : readers) {
      assertThat(r.result()).isTrue();
    }
    assertThat(Blocked.stays(nextWriter.thread())).isTrue();
    assertThat(read.tryLock()).as("the next writer is pending").isFalse();
    for (int i = 0; i < 3; i++) {
      read.unlock();
    }
    assertThat(nextWriter.result()).isTrue();
    write.unlock();
  }

  /** Else each reader of a crowd would get in once and park at its next operation. */
  @Test
  void aWriterInLineKeepsReadersOutOnlyWhenItRuns() throws Exception {
    boolean overtaken = false;
    for (int i = 0; i < 300 && !overtaken; i++) { // it is being woken, and may be quicker
      write.lock();
      var next =
          Attempt.blocked(() -> {
            write.lock();
            write.unlock();
            return true;
          });
      write.unlock();
      overtaken = read.tryLock();
      if (overtaken) {
        read.unlock();
      }
      assertThat(next.result()).isTrue();
    }
    assertThat(overtaken).isTrue();
  }

  @WaitsForTime
  @Test
  void aWriterThatGivesUpLetsReadersIn() throws Exception {
    read.lock();
    var writer = Attempt.of(() -> write.lock(Duration.ofMillis(50)));
    Blocked.await(writer.thread());
    var reader = waiting(read);
    assertThat(writer.result()).isFalse();
    assertThat(reader.result()).as("together with the first reader").isTrue();
    read.unlock();
    read.unlock();
    assertThat(write.tryLock()).isTrue();
  }

  @Test
  void anInterruptedWriterLetsTheNextOneWait() throws Exception {
    read.lock();
    var first = waiting(write);
    var second = waiting(write);
    var reader = waiting(read);
    first.thread().interrupt();
    assertThatThrownBy(first::result).isInstanceOf(InterruptedException.class);
    assertThat(reader.result()).isTrue();
    read.unlock();
    assertThat(Blocked.stays(second.thread())).isTrue();
    read.unlock();
    assertThat(second.result()).isTrue();
    write.unlock();
    assertThat(mutex).hasToString("rwmutex unlocked");
  }

  @Test
  void anInterruptedReaderIsNotCounted() throws Exception {
    write.lock();
    var first = waiting(read);
    var second = waiting(read);
    first.thread().interrupt();
    assertThatThrownBy(first::result).isInstanceOf(InterruptedException.class);
    write.unlock();
    assertThat(second.result()).isTrue();
    assertThat(mutex).hasToString("rwmutex held by 1 reader");
    read.unlock();
    assertThat(write.tryLock()).isTrue();
  }

  @Test
  void throwsAtOnceWhenAnInterruptIsPending() {
    for (Lock lock : new Lock[] {read, write}) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
      assertThat(mutex).hasToString("rwmutex unlocked");
    }
  }

  @Test
  void waitsNoLongerThanTold() throws Exception {
    write.lock();
    assertThat(read.lock(Duration.ofMillis(5))).isFalse();
    assertThat(write.lock(Duration.ofMillis(5))).isFalse();
    assertThat(read.lock(Duration.ZERO)).isFalse();
    assertThat(write.lock(Duration.ofNanos(-1))).isFalse();
    write.unlock();
    assertThat(read.lock(Duration.ZERO)).isTrue();
    read.unlock();
    assertThat(write.lock(Duration.ZERO)).isTrue();
  }

  @Test
  void lockWaitsThroughAnInterruptAndKeepsIt() throws Exception {
    for (Lock lock : new Lock[] {read, write}) {
      write.lock();
      var waiter =
          Attempt.blocked(() -> {
            lock.lock();
            lock.unlock();
            return Thread.currentThread().isInterrupted();
          });
      waiter.thread().interrupt();
      assertThat(Blocked.stays(waiter.thread())).isTrue();
      write.unlock();
      assertThat(waiter.result()).isTrue();
    }
  }

  @Test
  void refusesToUnlockWhatIsUnlocked() throws Exception {
    assertThatThrownBy(read::unlock)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("sync: RUnlock of unlocked RWMutex");
    assertThatThrownBy(write::unlock)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage("sync: Unlock of unlocked RWMutex");
    write.lock();
    assertThatThrownBy(read::unlock).hasMessage("sync: RUnlock of unlocked RWMutex");
    assertThat(read.tryLock()).as("nothing changed").isFalse();
    write.unlock();
    read.lock();
    assertThatThrownBy(write::unlock).hasMessage("sync: Unlock of unlocked RWMutex");
    var writer = waiting(write);
    assertThatThrownBy(write::unlock).hasMessage("sync: Unlock of unlocked RWMutex");
    read.unlock();
    assertThat(writer.result()).isTrue();
    write.unlock();
    assertThat(mutex).hasToString("rwmutex unlocked");
  }

  @Test
  void mayBeUnlockedByAnybody() throws Exception {
    write.lock();
    Go.go(write::unlock).join();
    read.lock();
    Go.go(read::unlock).join();
    assertThat(write.tryLock()).isTrue();
  }

  @Test
  void hasConditionsForWritersOnly() throws Exception {
    assertThatThrownBy(read::newCondition).isInstanceOf(UnsupportedOperationException.class);
    var condition = write.newCondition();
    var waiter =
        Attempt.blocked(() -> {
          write.lock();
          condition.await();
          write.unlock();
          return true;
        });
    write.lock();
    condition.signal();
    write.unlock();
    assertThat(waiter.result()).isTrue();
  }

  @OutsideBubbles
  @Test
  void saysWhoHoldsIt() {
    assertThat(mutex).hasToString("rwmutex unlocked");
    read.lock();
    read.lock();
    assertThat(mutex).hasToString("rwmutex held by 2 readers");
    read.unlock();
    read.unlock();
    write.lock();
    assertThat(mutex.toString()).isEqualTo("rwmutex held by main");
  }
}
