// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Attempt;
import io.heddle.testing.Blocked;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which operation blocks, goes on or throws, on which channel: nil, closed, empty, full, with and
 * without default, by itself. The idea is that of Go's {@code test/chan/select3.go}.
 */
class SelectMatrixTest {
  enum Then {
    GOES_ON,
    BLOCKS,
    THROWS
  }

  static Stream<Arguments> operations() {
    var nil = Channel.<Integer>never();
    return Stream.of(
        row("send to nil", Then.BLOCKS, () -> nil.send(7)),
        row("receive from nil", Then.BLOCKS, nil::receive),
        row("select send to nil", Then.BLOCKS, () -> select(onSend(nil, 7, SelectMatrixTest::no))),
        row("select receive nil", Then.BLOCKS, () -> select(onReceive(nil, v -> no()))),
        row(
            "select nil both ways",
            Then.BLOCKS,
            () -> select(onSend(nil, 7, SelectMatrixTest::no), onReceive(nil, v -> no()))),
        row(
            "select nil or default",
            Then.GOES_ON,
            () -> select(onReceive(nil, v -> no()), onDefault(() -> {}))),
        row("select of nothing", Then.BLOCKS, () -> select()),
        row("select default", Then.GOES_ON, () -> select(onDefault(() -> {}))),
        row("send to closed", Then.THROWS, () -> closed().send(7)),
        row("receive from closed", Then.GOES_ON, () -> closed().receive()),
        row("select send to closed", Then.THROWS, () -> select(onSend(closed(), 7, () -> {}))),
        row(
            "select send to closed or default",
            Then.THROWS,
            () -> select(onSend(closed(), 7, () -> {}), onDefault(SelectMatrixTest::no))),
        row(
            "select receive from closed or default",
            Then.GOES_ON,
            () -> select(onReceive(closed(), v -> {}), onDefault(SelectMatrixTest::no))),
        row("send to nobody", Then.BLOCKS, () -> Channel.<Integer>make().send(7)),
        row("receive from nobody", Then.BLOCKS, () -> Channel.make().receive()),
        row(
            "select send to nobody",
            Then.BLOCKS,
            () -> select(onSend(Channel.<Integer>make(), 7, SelectMatrixTest::no))),
        row(
            "select send to nobody or default",
            Then.GOES_ON,
            () ->
                select(
                    onSend(Channel.<Integer>make(), 7, SelectMatrixTest::no), onDefault(() -> {}))),
        row("send to room", Then.GOES_ON, () -> Channel.<Integer>make(10).send(7)),
        row("receive from empty", Then.BLOCKS, () -> Channel.make(10).receive()),
        row("send to full", Then.BLOCKS, () -> full().send(7)),
        row("receive from full", Then.GOES_ON, () -> full().receive()),
        row(
            "select send to full or default",
            Then.GOES_ON,
            () -> select(onSend(full(), 7, SelectMatrixTest::no), onDefault(() -> {}))),
        row(
            "select receive from full or default",
            Then.GOES_ON,
            () -> select(onReceive(full(), v -> {}), onDefault(SelectMatrixTest::no))),
        row("select with itself", Then.BLOCKS, () -> selectBothWays(Channel.make())),
        row("select with itself, buffered", Then.GOES_ON, () -> selectBothWays(Channel.make(10))),
        row("close nil", Then.THROWS, nil::close),
        row("close closed", Then.THROWS, () -> closed().close()));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("operations")
  void each(String name, Then then, Task operation) throws Exception {
    var attempt =
        Attempt.of(() -> {
          operation.run();
          return true;
        });
    switch (then) {
      case GOES_ON -> assertThat(attempt.result()).isTrue();
      case THROWS -> assertThatThrownBy(attempt::result).isInstanceOf(ChannelClosedException.class);
      case BLOCKS -> {
        assertThat(Blocked.stays(attempt.thread())).isTrue();
        attempt.thread().interrupt();
        assertThatThrownBy(attempt::result).isInstanceOf(InterruptedException.class);
      }
    }
  }

  private static Arguments row(String name, Then then, Task operation) {
    return Arguments.of(name, then, operation);
  }

  private static void no() {
    throw new AssertionError("this case must not be chosen");
  }

  private static void selectBothWays(Channel<Integer> c) throws InterruptedException {
    select(onSend(c, 7, () -> {}), onReceive(c, v -> no()));
  }

  private static Channel<Integer> closed() {
    var c = Channel.<Integer>make();
    c.close();
    return c;
  }

  private static Channel<Integer> full() throws InterruptedException {
    var c = Channel.<Integer>make(1);
    c.send(1);
    return c;
  }
}
