// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.lincheck.Checks;
import java.util.ArrayDeque;
import java.util.StringJoiner;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Run queues: what one carrier does with its own, and others with anybody's. */
public class RunQueueLincheckTest {
  private static final int CAPACITY = 4;

  static final class Item extends Ready {
    final int number;

    Item(int number) {
      this.number = number;
    }

    @Override
    void resume() {
      throw new AssertionError("only the carrier runs what is queued");
    }
  }

  static int numberOf(@Nullable Ready r) {
    return r instanceof Item item ? item.number : 0;
  }

  static String numbers(Ready[] batch, int n) {
    var text = new StringJoiner(",");
    for (int i = 0; i < n; i++) {
      text.add("" + numberOf(batch[i]));
    }
    return text.toString();
  }

  /** One owner, any number of thieves; small enough to be full and to wrap. */
  @Param(name = "item", gen = IntGen.class, conf = "1:9")
  public static class Local {
    private final RunQueue queue = new RunQueue(CAPACITY);

    public Local() {}

    @Operation(nonParallelGroup = "owner")
    public boolean put(@Param(name = "item") int number) {
      return queue.put(new Item(number));
    }

    @Operation(nonParallelGroup = "owner")
    public int take() {
      return numberOf(queue.take());
    }

    @Operation(nonParallelGroup = "owner")
    public int size() {
      return queue.size();
    }

    @Operation
    public String takeHalf() {
      var into = new Ready[CAPACITY];
      return numbers(into, queue.takeHalf(into));
    }
  }

  public static class LocalSpec {
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();

    public LocalSpec() {}

    public boolean put(int number) {
      return queue.size() < CAPACITY && queue.add(number);
    }

    public int take() {
      return queue.isEmpty() ? 0 : queue.remove();
    }

    public int size() {
      return queue.size();
    }

    public String takeHalf() {
      var text = new StringJoiner(",");
      for (int n = queue.size() - queue.size() / 2; n > 0; n--) {
        text.add("" + queue.remove());
      }
      return text.toString();
    }
  }

  @Param(name = "item", gen = IntGen.class, conf = "1:9")
  public static class Global {
    private final GlobalRunQueue queue = new GlobalRunQueue();

    public Global() {}

    @Operation
    public void submit(@Param(name = "item") int number) {
      queue.submit(new Item(number));
    }

    @Operation
    public void putAll(@Param(name = "item") int number) {
      queue.putAll(new Ready[] {new Item(number), new Item(number + 1)}, 2);
    }

    @Operation
    public int poll() {
      return numberOf(queue.poll());
    }

    @Operation
    public String pollThree() {
      var into = new Ready[CAPACITY];
      return numbers(into, queue.poll(into, 3));
    }

    @Operation
    public int size() {
      return queue.size();
    }
  }

  public static class GlobalSpec {
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();

    public GlobalSpec() {}

    public void submit(int number) {
      queue.add(number);
    }

    public void putAll(int number) {
      queue.add(number);
      queue.add(number + 1);
    }

    public int poll() {
      return queue.isEmpty() ? 0 : queue.remove();
    }

    public String pollThree() {
      var text = new StringJoiner(",");
      for (int n = Math.min(3, queue.size()); n > 0; n--) {
        text.add("" + queue.remove());
      }
      return text.toString();
    }

    public int size() {
      return queue.size();
    }
  }

  @Test
  void localIsLinearizable() {
    Checks.modelCheck(Local.class, LocalSpec.class);
    Checks.stress(Local.class, LocalSpec.class);
  }

  @Test
  void globalIsLinearizable() {
    Checks.modelCheck(Global.class, GlobalSpec.class);
    Checks.stress(Global.class, GlobalSpec.class);
  }

  /** RunQueue, but that `head` is stored and not compared: two may take the same. */
  @Param(name = "item", gen = IntGen.class, conf = "1:9")
  public static class Broken {
    private final Item[] slots = new Item[CAPACITY];
    private volatile int head;
    private volatile int tail;

    public Broken() {}

    @Operation(nonParallelGroup = "owner")
    public boolean put(@Param(name = "item") int number) {
      int t = tail;
      if (t - head == CAPACITY) {
        return false;
      }
      slots[t % CAPACITY] = new Item(number);
      tail = t + 1;
      return true;
    }

    @Operation(nonParallelGroup = "owner")
    public int take() {
      int h = head;
      if (h == tail) {
        return 0;
      }
      head = h + 1;
      return slots[h % CAPACITY].number;
    }

    @Operation
    public String takeHalf() {
      int h = head;
      int size = tail - h;
      int n = size - size / 2;
      var into = new Ready[CAPACITY];
      for (int i = 0; i < n; i++) {
        into[i] = slots[(h + i) % CAPACITY];
      }
      head = h + n;
      return numbers(into, n);
    }
  }

  @Test
  void rejectsOneWhoseHeadIsNotCompared() {
    assertThatThrownBy(() -> Checks.modelCheck(Broken.class, LocalSpec.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }
}
