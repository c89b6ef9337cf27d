// SPDX-License-Identifier: Apache-2.0
package io.heddle.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Channel;
import io.heddle.ChannelClosedException;
import io.heddle.Received;
import io.heddle.Select;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sends, receives and selects that wait for each other, are interrupted and are closed upon: nobody
 * waits for ever who need not, and what was sent is what was received or is left in the channel.
 */
class MeetingLincheckTest {
  /** Counts on both sides of its channels. Each field is written by one thread. */
  public abstract static class Balanced extends Program {
    final Channel<Integer> channel;
    int sent;
    int received;

    Balanced(Channel<Integer> channel) {
      this.channel = channel;
    }

    final void send(int value) throws InterruptedException {
      try {
        channel.send(value);
        sent += value;
      } catch (ChannelClosedException e) {
        // not sent
      }
    }

    final void receive() throws InterruptedException {
      var value = channel.receive();
      received += value == null ? 0 : value;
    }

    @Override
    protected boolean holds() {
      while (channel.tryReceive() instanceof Received.Value<Integer>(Integer left)) {
        received += left;
      }
      return sent == received;
    }
  }

  /** Two values, one after the other. */
  public static class InOrder extends Balanced {
    private boolean inOrder;

    public InOrder() {
      super(Channel.make());
    }

    @Override
    protected void start() {
      thread(() -> {
        send(1);
        send(2);
      });
      thread(() -> {
        receive();
        inOrder = received == 1;
        receive();
      });
    }

    @Override
    protected boolean holds() {
      return inOrder && super.holds();
    }
  }

  /** Two senders, one slot. */
  public static class Full extends Balanced {
    private int other;

    public Full() {
      super(Channel.make(1));
    }

    @Override
    protected void start() {
      thread(() -> send(1));
      thread(() -> {
        channel.send(2);
        other = 2;
      });
      thread(() -> {
        receive();
        receive();
      });
    }

    @Override
    protected boolean holds() {
      sent += other;
      return sent == 3 && super.holds();
    }
  }

  /** The receiver is interrupted while the sender comes; a close lets go whoever is left alone. */
  public static class Interrupted extends Balanced {
    public Interrupted() {
      super(Channel.make());
    }

    @Override
    protected void start() {
      var receiver = thread(this::receive);
      thread(() -> send(1));
      receiver.interrupt();
      channel.close();
    }
  }

  /** The same with the sender interrupted, and a buffer. */
  public static class SenderInterrupted extends Balanced {
    public SenderInterrupted() {
      super(Channel.make(1));
    }

    @Override
    protected void start() {
      channel.trySend(4);
      sent = 4;
      var sender = thread(() -> send(1));
      thread(this::receive);
      sender.interrupt();
    }
  }

  /** Two selects, each of which would send to or receive from the other: they meet once. */
  public static class Selects extends Program {
    private final Channel<Integer> a = Channel.make();
    private final Channel<Integer> b = Channel.make();
    private String left = "";
    private String right = "";

    public Selects() {}

    @Override
    protected void start() {
      thread(() -> left = Select.select(Select.send(a, 1, () -> "a"), Select.receive(b, v -> "b")));
      thread(
          () -> right = Select.select(Select.send(b, 2, () -> "b"), Select.receive(a, v -> "a")));
    }

    @Override
    protected boolean holds() {
      return left.equals(right) && !left.isEmpty();
    }
  }

  /** A select over two channels, a sender for each: it gets one, the other value remains. */
  public static class Choice extends Program {
    private final Channel<Integer> a = Channel.make();
    private final Channel<Integer> b = Channel.make();
    private int first;
    private int second;

    public Choice() {}

    @Override
    protected void start() {
      thread(() -> a.send(1));
      thread(() -> b.send(2));
      thread(() -> {
        first = any();
        second = any();
      });
    }

    private int any() throws InterruptedException {
      return Select.select(Select.receive(a, v -> v), Select.receive(b, v -> v));
    }

    @Override
    protected boolean holds() {
      return first + second == 3 && first != second;
    }
  }

  /**
   * A select that is interrupted while a sender claims it has either the value or the interrupt.
   */
  public static class SelectInterrupted extends Balanced {
    private final Channel<Integer> other = Channel.make();

    public SelectInterrupted() {
      super(Channel.make());
    }

    @Override
    protected void start() {
      var select =
          thread(() ->
              received =
                  Select.select(
                      Select.receive(channel, v -> v == null ? 0 : v),
                      Select.receive(other, v -> 9)));
      thread(() -> send(1));
      select.interrupt();
      channel.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        InOrder.class,
        Full.class,
        Interrupted.class,
        SenderInterrupted.class,
        Selects.class,
        Choice.class,
        SelectInterrupted.class
      })
  void nobodyIsForgotten(Class<? extends Program> program) {
    Checks.modelCheck(program);
  }

  /** A mailbox whose receiver looks for a value and then, in a second step, says that it waits. */
  public static class Forgetful extends Program {
    private volatile int value;
    private volatile Thread waiting;
    private volatile boolean woken;

    public Forgetful() {}

    @Override
    protected void start() {
      thread(() -> {
        if (value == 0) {
          waiting = Thread.currentThread();
          while (!woken) {
            LockSupport.park();
          }
        }
      });
      thread(() -> {
        value = 1;
        if (waiting != null) {
          woken = true;
          LockSupport.unpark(waiting);
        }
      });
    }

    @Override
    protected boolean holds() {
      return value == 1;
    }
  }

  @Test
  void rejectsALostWakeUp() {
    assertThatThrownBy(() -> Checks.modelCheck(Forgetful.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("hung");
  }
}
