// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static io.heddle.Go.go;
import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.select;
import static io.heddle.faults.Scene.SOON;
import static io.heddle.faults.Scene.assertEnds;
import static io.heddle.faults.Scene.await;
import static io.heddle.faults.Scene.made;
import static io.heddle.faults.Scene.parks;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Bridges;
import io.heddle.Channel;
import io.heddle.ChannelClosedException;
import io.heddle.Received;
import io.heddle.Selector;
import io.heddle.faults.Scene.Box;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Channels and select: no value is lost or doubled, nobody is left waiting. */
final class ChannelScenes {
  private ChannelScenes() {}

  static void addTo(Map<String, Supplier<Scene>> all) {
    all.put("send to a buffer", made(() -> sends(Channel.make(1))));
    all.put("send to a growing buffer", made(() -> sends(Channel.unbounded())));
    all.put("send that waits", made(ChannelScenes::sendThatWaits));
    all.put("send to who waits", made(ChannelScenes::sendToWaiting));
    all.put("trySend", made(ChannelScenes::trySend));
    all.put("receive from a buffer", made(ChannelScenes::receiveBuffered));
    all.put("receive that waits", made(ChannelScenes::receiveThatWaits));
    all.put("receive from who waits", made(() -> receiveFromWaiting(false)));
    all.put("tryReceive from who waits", made(() -> receiveFromWaiting(true)));
    all.put("tryReceive from a buffer", made(ChannelScenes::tryReceive));
    all.put("close", made(ChannelScenes::close));
    all.put("views and texts", made(ChannelScenes::views));
    all.put("select that sends", made(ChannelScenes::selectSends));
    all.put("select that waits", made(ChannelScenes::selectWaits));
    all.put("select that times out", made(ChannelScenes::selectTimesOut));
    all.put("a growing selector", made(ChannelScenes::selector));
    all.put("future", made(ChannelScenes::future));
    all.put("completing a future", made(ChannelScenes::completeFuture));
  }

  /** It is there if and only if it was sent, and the channel goes on. */
  private static Scene sends(Channel<Integer> c) {
    return new Scene(
        () -> c.send(1),
        failed -> {
          assertThat(c.length()).isEqualTo(failed ? 0 : 1);
          if (failed) {
            c.send(1);
          }
          assertThat(c.tryReceive()).isEqualTo(new Received.Value<>(1));
        });
  }

  private static Scene sendThatWaits() {
    var c = Channel.<Integer>make();
    var received = new AtomicInteger();
    return new Scene(
        () -> c.send(1),
        () ->
            c.tryReceive() instanceof Received.Value<Integer> v
                && received.addAndGet(v.value()) > 0,
        failed -> {
          assertThat(received.get()).isEqualTo(failed ? 0 : 1);
          assertThat(c.toString()).doesNotContain("waiting");
          assertWorks(c);
        });
  }

  private static Scene sendToWaiting() {
    var c = Channel.<Integer>make();
    var got = new AtomicReference<Integer>();
    var receiver = go(() -> got.set(c.receive()));
    await(() -> parks(receiver));
    return new Scene(
        () -> c.send(1),
        failed -> {
          if (failed) {
            assertThat(c.trySend(2)).isTrue();
          }
          assertEnds(receiver);
          assertThat(got.get()).isEqualTo(failed ? 2 : 1);
          assertWorks(c);
        });
  }

  private static Scene trySend() {
    var c = Channel.<Integer>make(100);
    return new Scene(
        () -> c.trySend(1),
        failed -> {
          assertThat(c.length()).isEqualTo(failed ? 0 : 1);
          assertThat(c.trySend(2)).isTrue();
        });
  }

  private static Scene receiveBuffered() throws InterruptedException {
    var c = Channel.<Integer>make(1);
    c.send(1);
    var sender = go(() -> c.send(2));
    await(() -> parks(sender));
    var box = new Box();
    return new Scene(
        () -> box.value = c.receive(),
        failed -> {
          var got = new ArrayList<Object>();
          if (!failed) {
            got.add(box.value);
          }
          while (got.size() < 2) {
            got.add(c.receive());
          }
          assertThat(got).containsExactly(1, 2);
          assertEnds(sender);
        });
  }

  private static Scene receiveThatWaits() {
    var c = Channel.<Integer>make();
    var sent = new AtomicInteger();
    var box = new Box();
    return new Scene(
        () -> box.value = c.receive(),
        () -> c.trySend(1) && sent.incrementAndGet() > 0,
        failed -> {
          assertThat(box.value).isEqualTo(failed ? null : 1);
          assertThat(sent.get()).isEqualTo(failed ? 0 : 1);
          assertThat(c.toString()).doesNotContain("waiting");
          assertWorks(c);
        });
  }

  private static Scene receiveFromWaiting(boolean trying) {
    var c = Channel.<Integer>make();
    var sender = go(() -> c.send(1));
    await(() -> parks(sender));
    var box = new Box();
    return new Scene(
        () -> box.value = trying ? c.tryReceive() : c.receive(),
        failed -> {
          var got = failed ? c.receive() : box.value;
          assertThat(got).isIn(1, new Received.Value<>(1));
          assertEnds(sender);
          assertWorks(c);
        });
  }

  private static Scene tryReceive() throws InterruptedException {
    var c = Channel.<Integer>make(2);
    c.send(1);
    return new Scene(
        () -> c.tryReceive(), failed -> assertThat(c.length()).isEqualTo(failed ? 1 : 0));
  }

  private static Scene close() {
    var c = Channel.<Integer>make();
    var receivers = List.of(go(() -> c.receive()), go(() -> select(onReceive(c, v -> {}))));
    var other = Channel.<Integer>make();
    var sender =
        go(() -> {
          try {
            other.send(1);
          } catch (ChannelClosedException e) {
            // as it should
          }
        });
    receivers.forEach(g -> await(() -> parks(g)));
    await(() -> parks(sender));
    return new Scene(
        () -> {
          c.close();
          other.close();
        },
        failed -> {
          if (!c.isClosed()) {
            c.close();
          }
          if (!other.isClosed()) {
            other.close();
          }
          for (var g : receivers) {
            assertEnds(g);
          }
          assertEnds(sender);
        });
  }

  private static Scene views() {
    var c = Channel.<Integer>make(1);
    return new Scene(
        () -> {
          c.sendOnly().send(1);
          c.receiveOnly().receive();
          c.length();
          c.isClosed();
          var _ = c.toString();
        },
        failed -> {
          if (c.length() == 0) {
            c.sendOnly().send(1);
          }
          assertThat(c.receiveOnly().receive()).isEqualTo(1);
        });
  }

  private static Scene selectSends() {
    var c = Channel.<Integer>unbounded();
    var d = Channel.<Integer>make();
    return new Scene(
        () -> select(onSend(c, 1, () -> {}), onReceive(d, v -> {}), onDefault(() -> {})),
        failed -> {
          assertThat(c.length()).isEqualTo(failed ? 0 : 1);
          assertThat(c.trySend(2)).isTrue();
          assertWorks(d);
        });
  }

  private static Scene selectWaits() {
    var c = Channel.<Integer>make();
    var d = Channel.<Integer>make();
    var box = new Box();
    var sent = new AtomicInteger();
    return new Scene(
        () ->
            select(
                onReceive(c, v -> box.count++),
                onReceive(d, v -> box.count++),
                onTimeout(SOON, () -> box.count += 100)),
        () -> d.trySend(1) && sent.incrementAndGet() > 0,
        failed -> {
          assertThat(box.count).isEqualTo(sent.get());
          assertThat(c.toString() + d).doesNotContain("waiting");
          assertWorks(c);
          assertWorks(d);
        });
  }

  private static Scene selectTimesOut() {
    var c = Channel.<Integer>make();
    return new Scene(
        () -> select(onReceive(c, v -> {}), onTimeout(Duration.ofNanos(20_000), () -> {})),
        failed -> {
          assertThat(c.toString()).doesNotContain("waiting");
          assertWorks(c);
        });
  }

  private static Scene selector() {
    var c = Channel.<Integer>make(1);
    var selector = new Selector();
    return new Scene(
        () -> {
          for (int i = 0; i < 6; i++) {
            selector.receive(c);
          }
          var send = selector.send(c);
          send.offer(1);
          selector.select();
        },
        failed -> {
          c.tryReceive();
          var send = selector.send(c);
          send.offer(1);
          assertThat(selector.trySelect()).isNotNull();
          c.tryReceive();
          assertWorks(c);
        });
  }

  private static Scene future() throws InterruptedException {
    var c = Channel.<Integer>make(1);
    var empty = Channel.<Integer>make();
    c.send(1);
    var box = new Box();
    return new Scene(
        () -> {
          Bridges.future(empty);
          box.value = Bridges.future(c);
        },
        failed -> {
          assertThat(c.length()).isEqualTo(failed ? 1 : 0);
          assertThat(failed || ((Future<?>) box.value).get().equals(1)).isTrue();
        });
  }

  private static Scene completeFuture() {
    var c = Channel.<Integer>make();
    var future = Bridges.future(c);
    return new Scene(
        () -> c.send(1),
        failed -> {
          if (failed) {
            c.send(1);
          }
          assertThat(future.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
        });
  }

  private static void assertWorks(Channel<Integer> c) throws InterruptedException {
    var box = new Box();
    var receiver = go(() -> box.value = c.receive());
    c.send(7);
    assertEnds(receiver);
    assertThat(box.value).isEqualTo(7);
  }
}
