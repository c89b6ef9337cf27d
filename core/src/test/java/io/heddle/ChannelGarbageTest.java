// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Go.go;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import io.heddle.testing.OnCarriers;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** A value that was received, dropped or not sent is kept alive by nothing of the library. */
class ChannelGarbageTest {
  @Test
  void whatWasStoredAndReceived() throws Exception {
    var c = Channel.<Object>make(4);
    assertGarbage(passThrough(c));
    Reference.reachabilityFence(c);
  }

  private static WeakReference<Object> passThrough(Channel<Object> c) throws Exception {
    var value = new Object();
    c.send(value);
    c.receive();
    return new WeakReference<>(value);
  }

  @Test
  void whatWasHandedToAWaitingReceiver() throws Exception {
    var c = Channel.<Object>make();
    assertGarbage(handOver(c));
    Reference.reachabilityFence(c);
  }

  private static WeakReference<Object> handOver(Channel<Object> c) throws Exception {
    var receiver = Attempt.blocked(() -> c.receive() != null);
    var value = new Object();
    c.send(value);
    assertThat(receiver.result()).isTrue();
    return new WeakReference<>(value);
  }

  @Test
  void whatAWaitingSenderDidNotSend() throws Exception {
    var c = Channel.<Object>make();
    assertGarbage(giveUp(c));
    Reference.reachabilityFence(c);
  }

  private static WeakReference<Object> giveUp(Channel<Object> c) throws Exception {
    var value = new WeakReference<>(new Object());
    var sender =
        Attempt.blocked(() -> {
          c.send(value.get());
          return true;
        });
    sender.thread().interrupt();
    assertThatThrownBy(sender::result).isInstanceOf(InterruptedException.class);
    return value;
  }

  @Test
  void whatWasDropped() throws Exception {
    var sliding = Channel.<Object>sliding(1);
    assertGarbage(displace(sliding));
    assertThat(sliding.length()).isEqualTo(1);
  }

  private static WeakReference<Object> displace(Channel<Object> c) throws Exception {
    var value = new Object();
    c.send(value);
    c.send("newer");
    return new WeakReference<>(value);
  }

  @Test
  void whatASelectDidNotSend() throws Exception {
    var idle = Channel.<Object>make();
    var busy = Channel.<Object>make(1);
    busy.send("ready");
    assertGarbage(lose(idle, busy));
    Reference.reachabilityFence(idle);
  }

  private static WeakReference<Object> lose(Channel<Object> idle, Channel<Object> busy)
      throws Exception {
    var value = new Object();
    String chosen = select(send(idle, value, () -> "sent"), receive(busy, v -> "received"));
    assertThat(chosen).isEqualTo("received");
    return new WeakReference<>(value);
  }

  /** Its cases stay, and with them nothing of what they have sent or received. */
  @Test
  void whatASelectorHasSentAfterWaitingInVain() throws Exception {
    var selector = new Selector();
    var sent = selector.send(Channel.<Object>make());
    var late = selector.timeout(Duration.ofMillis(1));
    assertGarbage(waitInVainThenSend(selector, sent, late));
    Reference.reachabilityFence(selector);
  }

  private static WeakReference<Object> waitInVainThenSend(
      Selector selector, SendCase<Object> sent, TimeoutCase late) throws Exception {
    var value = new Object();
    sent.offer(value);
    assertThat(selector.select()).isSameAs(late);
    var roomy = Channel.<Object>make(1);
    sent.channel(roomy);
    assertThat(selector.select()).isSameAs(sent);
    assertThat(roomy.receive()).isSameAs(value);
    return new WeakReference<>(value);
  }

  @Test
  void whatASelectorHasWaitedFor() throws Exception {
    var c = Channel.<Object>make();
    var selector = new Selector();
    var received = selector.receive(c);
    assertGarbage(waitFor(c, selector, received));
    Reference.reachabilityFence(received);
  }

  private static WeakReference<Object> waitFor(
      Channel<Object> c, Selector selector, ReceiveCase<Object> received) throws Exception {
    var selecting = Attempt.blocked(() -> selector.select() == received);
    var value = new Object();
    c.send(value);
    assertThat(selecting.result()).isTrue();
    assertThat(received.value()).isSameAs(value);
    assertThat(selector.trySelect()).as("now the value is forgotten").isNull();
    return new WeakReference<>(value);
  }

  /**
   * A goroutine that nothing can ever wake is garbage, and so is what it holds; but for the few
   * that ran last, which the carriers' queues may still name.
   */
  @Test
  @OnCarriers
  void goroutinesThatNothingCanWake() throws Exception {
    int n = 500;
    var held = new ArrayList<WeakReference<Object>>();
    for (int i = 0; i < n; i++) {
      held.add(leak());
    }
    long left = n;
    for (int i = 0; i < 100 && left > n / 2; i++) {
      System.gc();
      Thread.sleep(10);
      left = held.stream().filter(r -> r.get() != null).count();
    }
    assertThat(left).as("still there of %d", n).isLessThanOrEqualTo(n / 2);
  }

  private static WeakReference<Object> leak() throws Exception {
    var value = new Object();
    var held = new WeakReference<>(value);
    Blocked.await(go(() -> waitWith(value)));
    return held;
  }

  private static void waitWith(Object value) throws InterruptedException {
    Channel.make().receive();
    Reference.reachabilityFence(value);
  }

  private static void assertGarbage(WeakReference<Object> value) throws InterruptedException {
    for (int i = 0; i < 100 && value.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(value.get() == null).as("collected").isTrue();
  }
}
