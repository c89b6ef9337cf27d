// SPDX-License-Identifier: Apache-2.0
package io.heddle.golang;

import static io.heddle.Go.go;
import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Received;
import io.heddle.testing.Attempt;
import io.heddle.testing.Scale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Operations that do not wait say "not ready" only when that is so. After {@code
 * test/chan/nonblock.go} and the runtime's {@code TestNonblockRecvRace}, {@code
 * TestNonblockSelectRace} and {@code TestNonblockSelectRace2}.
 */
class GoNonblockTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5})
  void isReadyExactlyWithACounterpartOrRoom(int capacity) throws Exception {
    var c = Channel.<String>make(capacity);
    assertThat(c.tryReceive()).isEqualTo(new Received.Empty<>());
    for (int i = 0; i < capacity; i++) {
      assertThat(c.trySend("stored")).isTrue();
    }
    assertThat(c.trySend("too much")).isFalse();
    for (int i = 0; i < capacity; i++) {
      assertThat(c.tryReceive()).isEqualTo(new Received.Value<>("stored"));
    }

    var receiver = Attempt.blocked(c::receive);
    assertThat(c.trySend("met")).isTrue();
    assertThat(receiver.result()).isEqualTo("met");

    for (int i = 0; i < capacity; i++) {
      assertThat(c.trySend("stored")).isTrue();
    }
    var sender =
        Attempt.blocked(() -> {
          c.send("waited");
          return true;
        });
    assertThat(c.tryReceive()).isInstanceOf(Received.Value.class);
    assertThat(sender.result()).isTrue();
  }

  @Test
  void aReceiveThatRacesWithCloseSeesTheStoredValueOrTheClose() throws Exception {
    int n = Scale.of(2000);
    for (int i = 0; i < n; i++) {
      var c = Channel.<Integer>make(1);
      c.send(1);
      var reader = Attempt.of(c::tryReceive);
      c.close();
      c.receive();

      assertThat(reader.result()).as("round %d", i).isNotEqualTo(new Received.Empty<>());
    }
  }

  /** While one of two channels is ready at every instant, the default is never taken. */
  @Test
  void theDefaultIsTakenOnlyOnASnapshotWithoutReadyCases() throws Exception {
    selectRace(false);
  }

  @Test
  void theDefaultIsNotTakenWhileAClosedChannelTakesOver() throws Exception {
    selectRace(true);
  }

  private static void selectRace(boolean byClose) throws Exception {
    int n = Scale.of(20_000);
    var done = Channel.<Boolean>make(1);
    for (int i = 0; i < n; i++) {
      var c1 = Channel.<Integer>make(1);
      var c2 = Channel.<Integer>make(1);
      c1.send(1);
      go(() -> {
        var ready = new AtomicBoolean(true);
        select(onReceive(c1, v -> {}), onReceive(c2, v -> {}), onDefault(() -> ready.set(false)));
        done.send(ready.get());
      });
      if (byClose) {
        c2.close();
      } else {
        c2.send(1);
      }
      select(onReceive(c1, v -> {}), onDefault(() -> {}));
      assertThat(done.receive()).as("round %d", i).isTrue();
    }
  }

  @Test
  void aSendOfASelectWithDefaultMeetsAWaitingReceiver() throws Exception {
    var c = Channel.<Integer>make();
    var receiver = Attempt.blocked(c::receive);

    select(
        onSend(c, 3, () -> {}),
        onDefault(() -> {
          throw new AssertionError("the receiver was waiting");
        }));

    assertThat(receiver.result()).isEqualTo(3);
  }
}
