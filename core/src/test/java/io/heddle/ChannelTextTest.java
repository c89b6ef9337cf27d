// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.hook.Sites;
import io.heddle.runtime.Goroutines;
import io.heddle.testing.Attempt;
import io.heddle.testing.OutsideBubbles;
import io.heddle.time.Ticker;
import io.heddle.time.Timer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a channel says of itself, in a log and in a dump. */
@OutsideBubbles
class ChannelTextTest {
  @Test
  void tellsItsCapacityWhatItHoldsWhoWaitsAndWhereItWasMade() throws Exception {
    var c = Channel.<Integer>make(4);
    Sites.made(c, new StackTraceElement("Main", "main", "Main.java", 14));
    for (int i = 0; i < 3; i++) {
      c.send(i);
    }
    assertThat(c.toString()).matches("channel #\\d+ cap 4, 3 buffered, made at Main\\.java:14");

    c.send(3);
    var sender =
        Attempt.blocked(() -> {
          c.send(4);
          return true;
        });
    assertThat(c.toString())
        .matches("channel #\\d+ cap 4, 4 buffered, 1 sender waiting, made at Main\\.java:14");

    c.receive();
    assertThat(sender.result()).isTrue();
    c.close();
    assertThat(c.toString()).contains("cap 4, 4 buffered, closed, made at");
  }

  @Test
  void countsReceivers() throws Exception {
    var c = Channel.<Integer>make();
    var first = Attempt.blocked(c::receive);
    assertThat(c.toString()).matches("channel #\\d+ cap 0, 1 receiver waiting");
    var second = Attempt.blocked(c::receive);
    assertThat(c.toString()).matches("channel #\\d+ cap 0, 2 receivers waiting");

    c.close();
    assertThat(first.result()).isNull();
    assertThat(second.result()).isNull();
    assertThat(c.toString()).matches("channel #\\d+ cap 0, closed");
  }

  @Test
  void keepsItsNumberAndSharesItWithItsViews() {
    var c = Channel.<Integer>make();
    var text = c.toString();
    assertThat(Channel.make().toString()).isNotEqualTo(text);
    assertThat(c.toString()).isEqualTo(text);
    assertThat(c.sendOnly().toString()).isEqualTo(text);
    assertThat(c.receiveOnly().toString()).isEqualTo(text);
  }

  @Test
  void tellsItsKind() {
    assertThat(Channel.unbounded().toString()).matches("channel #\\d+ cap unbounded");
    assertThat(Channel.sliding(2).toString()).matches("sliding channel #\\d+ cap 2");
    assertThat(Channel.dropping(2).toString()).matches("dropping channel #\\d+ cap 2");
    assertThat(Channel.never().toString()).isEqualTo("nil channel");
    var timer = new Timer(Duration.ofHours(1));
    assertThat(timer.channel().toString()).matches("timer channel #\\d+ cap 0");
    timer.stop();
    try (var ticker = new Ticker(Duration.ofHours(1))) {
      assertThat(ticker.channel().toString()).matches("timer channel #\\d+ cap 0");
    }
  }

  @Test
  void standsInDumpsInBrackets() throws Exception {
    var c = Channel.<Integer>make();
    Sites.made(c, new StackTraceElement("Main", "main", "Main.java", 14));
    var other = Channel.<Integer>make(1);
    var receiver = Attempt.blocked(c::receive);
    var selecting =
        Attempt.blocked(
            () -> Select.select(Select.receive(c, v -> v), Select.receive(other, v -> v)));

    assertThat(waitingOn(receiver.thread()))
        .matches("channel #\\d+ \\(cap 0, 2 waiting, made at Main\\.java:14\\)");
    assertThat(waitingOn(selecting.thread()))
        .matches(
            "channel #\\d+ \\(cap 0, 2 waiting, made at Main\\.java:14\\), "
                + "channel #\\d+ \\(cap 1, 1 waiting\\)");

    c.close();
    assertThat(receiver.result()).isNull();
    assertThat(selecting.result()).isNull();
  }

  private static String waitingOn(Thread thread) {
    return Goroutines.list().stream()
        .filter(g -> g.thread() == thread)
        .findFirst()
        .orElseThrow()
        .waitingOn();
  }
}
