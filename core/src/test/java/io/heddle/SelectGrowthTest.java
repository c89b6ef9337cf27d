// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.heddle.sync.WaitGroup;
import io.heddle.testing.Attempt;
import io.heddle.testing.OutsideBubbles;
import io.heddle.testing.Scale;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What selects leave behind: nothing in the channels they share, and in a loop no garbage. */
@OutsideBubbles
class SelectGrowthTest {
  private static final int LOOPS = 5;

  /** A {@code done} that everybody selects on and nobody closes holds those who wait just now. */
  @Test
  void aSharedDoneChannelHoldsOnlyThoseWhoWait() throws Exception {
    int pairs = 4;
    int each = Scale.of(60_000); // two waits or more per turn and pair
    var done = (ChannelCore<Void>) Channel.<Void>make();
    var most = new AtomicInteger();
    var all = new WaitGroup();
    for (int p = 0; p < pairs; p++) {
      var c = Channel.<Integer>make();
      all.go(() -> {
        for (int i = 0; i < each; i++) {
          select(onSend(c, i, () -> {}), onReceive(done, v -> {}));
        }
      });
      all.go(() -> {
        var selector = new Selector();
        var value = selector.receive(c);
        selector.receive(done);
        for (int i = 0; i < each; i++) {
          selector.select();
          if (i % 100 == 0) {
            most.accumulateAndGet(waitingOn(done), Math::max);
          }
          assertThat(value.value()).isEqualTo(i);
        }
      });
    }
    all.await();

    assertThat(most.get()).isLessThanOrEqualTo(2 * pairs);
    assertThat(waitingOn(done)).isZero();
  }

  private static int waitingOn(ChannelCore<?> c) {
    c.acquire();
    int n = c.receivers.size();
    c.release();
    return n;
  }

  @Test
  void aPollOfDoneLeavesNothing() throws Exception {
    var done = (ChannelCore<Void>) Channel.<Void>make();
    var selector = new Selector();
    selector.receive(done);
    int n = Scale.of(1_000_000);
    for (int i = 0; i < n; i++) {
      assertThat(selector.trySelect() == null).isTrue();
      assertThat(done.tryReceive() == Received.<Void>empty()).isTrue();
    }
    assertThat(waitingOn(done)).isZero();
  }

  /**
   * On a platform thread, for the JVM counts what a thread allocates: less than a byte a turn is
   * nothing, for an object has sixteen.
   */
  @Test
  void aTurnThatNeedNotWaitAllocatesNothing() throws Exception {
    var in = Channel.<String>make(1);
    var out = Channel.<String>make(1);
    var closed = Channel.<String>make();
    closed.close();
    var selector = new Selector();
    var received = selector.receive(in);
    var sent = selector.send(out);
    selector.receive(Channel.<String>make());
    var late = selector.timeout(Duration.ofHours(1));
    var value = "the same";
    int turns = 100_000;
    Task loop =
        () -> {
          for (int i = 0; i < turns; i++) {
            in.send(value);
            if (selector.select() != received || received.value() != value) {
              throw new AssertionError("not received");
            }
            sent.offer(value);
            if (selector.select() != sent || out.receive() != value) {
              throw new AssertionError("not sent");
            }
            if (selector.trySelect() != null) {
              throw new AssertionError("nothing was ready");
            }
            received.disable();
            received.channel(closed);
            received.enable();
            if (selector.select() != received || !received.closed()) {
              throw new AssertionError("not closed");
            }
            received.channel(in);
            late.disable();
            late.enable();
          }
        };

    assertThat(leastAllocated(loop)).isLessThan(turns);
  }

  /**
   * The other side only tries: so each value is handed to one that waits, or taken from one. With a
   * timeout and without.
   */
  @Test
  void aTurnThatWaitsAllocatesNothing() throws Exception {
    int turns = 2_000;
    var in = Channel.<String>make();
    var out = Channel.<String>make();
    var selector = new Selector();
    var received = selector.receive(in);
    var sent = selector.send(out);
    selector.receive(Channel.<String>make());
    var late = selector.timeout(Duration.ofHours(1));
    var value = "the same";
    var other =
        Attempt.of(() -> {
          for (int i = 0; i < turns * LOOPS; i++) {
            while (!in.trySend(value)) {
              Go.gosched();
            }
            while (!(out.tryReceive() instanceof Received.Value<String>)) {
              Go.gosched();
            }
          }
          return true;
        });
    Task loop =
        () -> {
          for (int i = 0; i < turns; i++) {
            if (selector.select() != received || received.value() != value) {
              throw new AssertionError("not received");
            }
            received.disable();
            sent.offer(value);
            if (selector.select() != sent) {
              throw new AssertionError("not sent");
            }
            received.enable();
          }
        };
    assertThat(leastAllocated(loop)).isLessThan(turns);
    assertThat(other.result()).isTrue();
  }

  /** Nor does one over many channels, in whatever order their locks are to be taken. */
  @Test
  void aTurnOverManyChannelsAllocatesNothing() throws Exception {
    var channels = new ArrayList<Channel<String>>();
    for (int i = 0; i < 100; i++) {
      channels.add(Channel.make(1));
    }
    var numbering = new Selector();
    channels.forEach(numbering::receive);
    numbering.trySelect();
    Collections.shuffle(channels);
    var selector = new Selector();
    var cases = channels.stream().map(selector::receive).toList();
    int turns = 2_000;
    Task loop =
        () -> {
          for (int i = 0; i < turns; i++) {
            int ready = i % channels.size();
            channels.get(ready).send("the same");
            if (selector.select() != cases.get(ready)) {
              throw new AssertionError("not received");
            }
          }
        };

    assertThat(leastAllocated(loop)).isLessThan(turns);
  }

  /** Of several runs: the first ones load classes and compile. */
  private static long leastAllocated(Task loop) throws Exception {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var least = new long[] {Long.MAX_VALUE};
    var failure = new Throwable[1];
    var thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int i = 0; i < LOOPS; i++) {
                  long before = threads.getCurrentThreadAllocatedBytes();
                  loop.run();
                  least[0] = Math.min(least[0], threads.getCurrentThreadAllocatedBytes() - before);
                }
              } catch (Throwable e) {
                failure[0] = e;
              }
            });
    thread.join();
    if (failure[0] != null) {
      throw new AssertionError(failure[0]);
    }
    return least[0];
  }
}
