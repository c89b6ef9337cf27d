// SPDX-License-Identifier: Apache-2.0
package io.heddle.faults;

import static io.heddle.Go.go;
import static io.heddle.faults.Scene.NOBODY;
import static io.heddle.faults.Scene.SOON;
import static io.heddle.faults.Scene.assertEnds;
import static io.heddle.faults.Scene.await;
import static io.heddle.faults.Scene.made;
import static io.heddle.faults.Scene.parks;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.ReceiveCase;
import io.heddle.Received;
import io.heddle.Selector;
import io.heddle.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Selectors that have waited before, and selects over many channels of all kinds. */
final class SelectorScenes {
  private static final int MANY = 12; // more than are sorted by insertion

  private SelectorScenes() {}

  static void addTo(Map<String, Supplier<Scene>> all) {
    all.put("a selector that waits again", made(() -> again(false)));
    all.put("a selector that waits again, with a timeout", made(() -> again(true)));
    all.put("a selector that sends again after a wait", made(SelectorScenes::sendsAgain));
    all.put("a selector over many that waits", made(SelectorScenes::many));
    all.put("a selector whose channel is closed as it waits", made(SelectorScenes::closed));
    all.put("a timer's channel in a selector", made(SelectorScenes::timer));
    all.put("sliding and dropping channels", made(SelectorScenes::bounded));
  }

  /** The first turn, before the scene, has waited as well. */
  private static Scene again(boolean timed) throws InterruptedException {
    var c = Channel.<Integer>make();
    var d = Channel.<Integer>make();
    var selector = new Selector();
    var received = selector.receive(c);
    selector.receive(d);
    if (timed) {
      selector.timeout(SOON);
    }
    waitOnce(selector, c);
    var sent = new AtomicInteger();
    return new Scene(
        selector::select,
        () -> sent.get() > 0 || c.trySend(2) && sent.incrementAndGet() > 0,
        failed -> {
          assertThat(sent.get()).isEqualTo(failed ? 0 : 1);
          assertThat(failed || received.value() == 2).isTrue();
          assertThat(c.toString() + d).doesNotContain("waiting");
          waitOnce(selector, d);
          waitOnce(selector, c);
          assertThat(received.value()).isEqualTo(1);
        });
  }

  /** Another thread selects, and is sent a value as it waits. */
  private static void waitOnce(Selector selector, Channel<Integer> c) throws InterruptedException {
    var selecting = go(selector::select);
    await(() -> parks(selecting));
    assertThat(c.trySend(1)).isTrue();
    assertEnds(selecting);
  }

  private static Scene sendsAgain() throws InterruptedException {
    var c = Channel.<Integer>make();
    var selector = new Selector();
    var sent = selector.send(c);
    sent.offer(1);
    var selecting = go(selector::select);
    await(() -> parks(selecting));
    assertThat(c.tryReceive()).isEqualTo(new Received.Value<>(1));
    assertEnds(selecting);
    sent.offer(2);
    var got = new AtomicInteger();
    return new Scene(
        selector::select,
        () ->
            got.get() > 0
                || c.tryReceive() instanceof Received.Value<Integer>(var v) && got.addAndGet(v) > 0,
        failed -> {
          assertThat(got.get()).isEqualTo(failed ? 0 : 2);
          assertThat(c.toString()).doesNotContain("waiting");
        });
  }

  private static Scene many() throws InterruptedException {
    var channels = new ArrayList<Channel<Integer>>();
    var selector = new Selector();
    var cases = new ArrayList<ReceiveCase<Integer>>();
    for (int i = 0; i < MANY; i++) {
      channels.add(i % 2 == 0 ? Channel.make() : Channel.sliding(1));
      cases.add(selector.receive(channels.get(i)));
    }
    var last = channels.get(MANY - 1);
    var sent = new AtomicInteger();
    return new Scene(
        selector::select,
        () -> sent.get() > 0 || channels.get(0).trySend(3) && sent.incrementAndGet() > 0,
        failed -> {
          assertThat(sent.get()).isEqualTo(failed ? 0 : 1);
          assertThat(failed || cases.get(0).value() == 3).isTrue();
          assertThat(channels.toString()).doesNotContain("waiting");
          assertThat(last.trySend(4)).isTrue();
          assertThat(selector.select()).isSameAs(cases.get(MANY - 1));
        });
  }

  /** The failing operation is the close; the selector waits again afterwards, without that case. */
  private static Scene closed() throws InterruptedException {
    var c = Channel.<Integer>make();
    var d = Channel.<Integer>make();
    var selector = new Selector();
    var received = selector.receive(c);
    selector.receive(d);
    waitOnce(selector, d);
    var selecting = go(selector::select);
    await(() -> parks(selecting));
    return new Scene(
        c::close,
        failed -> {
          if (!c.isClosed()) {
            c.close();
          }
          assertEnds(selecting);
          assertThat(received.closed()).isTrue();
          received.disable();
          waitOnce(selector, d);
        });
  }

  private static Scene timer() {
    var selector = new Selector();
    var c = Channel.<Integer>make();
    selector.receive(c);
    var late = selector.receive(Time.after(Duration.ofNanos(20_000)));
    return new Scene(
        selector::select,
        failed -> {
          if (failed) {
            assertThat(selector.select()).isSameAs(late);
          }
          assertThat(late.value()).isInstanceOf(Instant.class);
          assertThat(c.toString()).doesNotContain("waiting");
        });
  }

  private static Scene bounded() throws InterruptedException {
    var sliding = Channel.<Integer>sliding(2);
    var dropping = Channel.<Integer>dropping(2);
    sliding.send(1);
    dropping.send(1);
    return new Scene(
        () -> {
          sliding.send(2);
          dropping.send(2);
          sliding.send(3);
          dropping.send(3);
        },
        NOBODY,
        failed -> {
          for (var c : List.of(sliding, dropping)) {
            assertThat(c.length()).isBetween(1, 2);
            while (c.tryReceive() instanceof Received.Value<Integer>) {
              // drained
            }
            assertThat(c.trySend(4)).isTrue();
            assertThat(c.receive()).isEqualTo(4);
          }
        });
  }
}
