// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.ReceiveChannel;
import io.heddle.context.CancelContext;
import io.heddle.context.Context;
import io.heddle.testing.Blocked;
import io.heddle.testing.OverCapacities;
import io.heddle.testing.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * What programs build from channels: merge, filter, a channel that does not keep its senders
 * waiting, exclusive access. After {@code test/typeparam/chans.go}, {@code test/ken/chan.go} and
 * {@code ken/chan1.go}.
 */
class GoUtilitiesTest {
  private static <T> ReceiveChannel<T> all(Context ctx, List<T> values, int capacity) {
    var c = Channel.<T>make(capacity);
    go(() -> {
      for (var v : values) {
        if (!select(send(c, v, () -> true), receive(ctx.done(), x -> false))) {
          break;
        }
      }
      c.close();
    });
    return c;
  }

  /** All of both, in no particular order between them. */
  private static <T> ReceiveChannel<T> merge(
      Context ctx, ReceiveChannel<T> a, ReceiveChannel<T> b, int capacity) {
    var c = Channel.<T>make(capacity);
    go(() -> {
      var left = new ArrayList<ReceiveChannel<T>>(List.of(a, b));
      while (!left.isEmpty() && ctx.err() == null) {
        var one = left.get(0);
        var other = left.size() > 1 ? left.get(1) : null;
        select(
            onReceive(one, v -> pass(ctx, v, c, left, one)),
            onReceive(other, v -> pass(ctx, v, c, left, other)),
            onReceive(ctx.done(), v -> {}));
      }
      c.close();
    });
    return c;
  }

  private static <T> void pass(
      Context ctx, T v, Channel<T> to, List<ReceiveChannel<T>> left, ReceiveChannel<T> from)
      throws InterruptedException {
    if (v == null) {
      left.remove(from);
    } else {
      select(send(to, v, () -> null), receive(ctx.done(), x -> null));
    }
  }

  private static <T> ReceiveChannel<T> filter(
      ReceiveChannel<T> in, Predicate<T> wanted, int capacity) {
    var c = Channel.<T>make(capacity);
    go(() -> {
      for (var v : in) {
        if (wanted.test(v)) {
          c.send(v);
        }
      }
      c.close();
    });
    return c;
  }

  private static List<Integer> numbers(int from, int step) {
    var all = new ArrayList<Integer>();
    for (int i = 0; i < Scale.of(300); i++) {
      all.add(from + i * step);
    }
    return all;
  }

  @OverCapacities
  void mergeGivesAllOfBothEachInItsOrder(int capacity) throws Exception {
    var ctx = Context.background();
    var even = numbers(0, 2);
    var odd = numbers(1, 2);
    var merged = merge(ctx, all(ctx, even, capacity), all(ctx, odd, capacity), capacity);

    var got = merged.stream().toList();

    assertThat(got).hasSize(even.size() + odd.size());
    assertThat(got.stream().filter(v -> v % 2 == 0)).containsExactlyElementsOf(even);
    assertThat(got.stream().filter(v -> v % 2 == 1)).containsExactlyElementsOf(odd);
  }

  @OverCapacities
  void filterKeepsWhatIsWanted(int capacity) throws Exception {
    var in = all(Context.background(), numbers(0, 1), capacity);
    assertThat(filter(in, v -> v % 3 == 0, capacity).stream())
        .isNotEmpty()
        .allMatch(v -> v % 3 == 0)
        .hasSize((numbers(0, 1).size() + 2) / 3);
  }

  /** Nobody is left behind when the context ends in the middle. */
  @OverCapacities
  void aCancelledContextEndsThemAll(int capacity) throws Exception {
    var endless = Channel.<Integer>make(capacity);
    CancelContext ctx = Context.background().withCancel();
    var merged = merge(ctx, endless, endless, capacity);
    endless.send(1);
    assertThat(merged.receive()).isEqualTo(1);

    ctx.cancel();

    assertThat(merged.receive()).isNull();
    assertThat(endless.toString()).doesNotContain("waiting");
  }

  /** Exclusive access as a channel of capacity 1 that holds the value. */
  @Test
  void oneValueInAChannelIsAMutex() throws Exception {
    var box = Channel.<int[]>make(1);
    box.send(new int[1]);
    int each = Scale.of(1000);
    var ended = Channel.<Boolean>make();
    for (int g = 0; g < 4; g++) {
      go(() -> {
        for (int i = 0; i < each; i++) {
          var value = box.receive();
          value[0]++;
          box.send(value);
        }
        ended.send(true);
      });
    }
    for (int g = 0; g < 4; g++) {
      ended.receive();
    }
    assertThat(box.receive()[0]).isEqualTo(4 * each);
  }

  /** Many senders and receivers on several channels, each counted. */
  @OverCapacities
  void everySenderMeetsSomeReceiverAndEachChannelKeepsItsOwnOrder(int capacity) throws Exception {
    int channels = 5;
    int each = Scale.of(300);
    var cs = new ArrayList<Channel<Integer>>();
    var received = new AtomicInteger();
    var ended = Channel.<Boolean>make();
    for (int k = 0; k < channels; k++) {
      var c = Channel.<Integer>make(capacity);
      cs.add(c);
      go(() -> {
        for (int i = 0; i < each; i++) {
          c.send(i);
        }
        c.close();
      });
      go(() -> {
        int last = -1;
        for (int v : c) {
          assertThat(v).isGreaterThan(last);
          last = v;
          received.incrementAndGet();
        }
        ended.send(true);
      });
    }
    for (int r = 0; r < 3; r++) {
      go(() -> {
        while (!cs.stream().allMatch(Channel::isClosed)) {
          select(
              onReceive(cs.get(0), v -> count(v, received)),
              onReceive(cs.get(1), v -> count(v, received)),
              onReceive(cs.get(4), v -> count(v, received)));
          Go.gosched();
        }
        ended.send(true);
      });
    }
    for (int i = 0; i < channels + 3; i++) {
      ended.receive();
    }
    assertThat(received.get()).isEqualTo(channels * each);
  }

  private static void count(Integer v, AtomicInteger received) {
    if (v != null) {
      received.incrementAndGet();
    }
  }

  /** The garbage collector runs while values are under way. After {@code chanbarrier_test.go}. */
  @OverCapacities
  void collectionsLoseNothing(int capacity) throws Exception {
    record Node(int number, byte[] ballast) {}
    var c = Channel.<Node>make(capacity);
    int n = Scale.of(2000);
    var sender =
        go(() -> {
          for (int i = 0; i < n; i++) {
            c.send(new Node(i, new byte[1000]));
          }
          c.close();
        });
    if (capacity == 0) {
      Blocked.await(sender);
    }
    int expected = 0;
    for (var node : c) {
      assertThat(node.number()).isEqualTo(expected++);
      assertThat(node.ballast()).hasSize(1000);
      if (expected % (n / 4) == 0) {
        System.gc();
      }
    }
    assertThat(expected).isEqualTo(n);
  }
}
