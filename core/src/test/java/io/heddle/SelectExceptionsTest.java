// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Select.onDefault;
import static io.heddle.Select.onReceive;
import static io.heddle.Select.onSend;
import static io.heddle.Select.onTimeout;
import static io.heddle.Select.otherwise;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.selectOrdered;
import static io.heddle.Select.send;
import static io.heddle.Select.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * The compiler knows what a select may throw. Each method below declares just that: that this class
 * compiles is half of the test.
 */
class SelectExceptionsTest {
  private final Channel<Integer> ready = Channel.make(1);
  private final Channel<Integer> idle = Channel.make();

  SelectExceptionsTest() {
    assertThat(ready.trySend(7)).isTrue();
  }

  // ---- nothing checked: only the interrupt is left to declare ----

  private String lambdas() throws InterruptedException {
    return select(
        receive(idle, v -> "idle " + v),
        receive(ready, v -> "got " + v),
        send(idle, 1, () -> "sent"),
        timeout(Duration.ofHours(1), () -> "late"));
  }

  private Integer methodReferences() throws InterruptedException {
    return select(receive(ready, Math::negateExact), otherwise(List.of(1)::size));
  }

  private void actions(List<Integer> seen) throws InterruptedException {
    select(onReceive(ready, seen::add), onSend(idle, 1, () -> {}), onDefault(() -> {}));
  }

  private void mixed(List<Integer> seen) throws InterruptedException {
    select(
        onReceive(ready, v -> seen.add(v)),
        receive(idle, v -> v + 1),
        onTimeout(Duration.ofHours(1), seen::clear));
  }

  @Test
  void nothingIsToBeCaughtWhereNothingIsThrown() throws InterruptedException {
    assertThat(lambdas()).isEqualTo("got 7");
    ready.send(7);
    assertThat(methodReferences()).isEqualTo(-7);
    ready.send(7);
    var seen = new ArrayList<Integer>();
    actions(seen);
    ready.send(8);
    mixed(seen);
    assertThat(seen).containsExactly(7, 8);
  }

  // ---- one type ----

  private String load(int v) throws IOException {
    if (v < 0) {
      throw new FileNotFoundException("page " + v);
    }
    return "page " + v;
  }

  private void store(int v) throws IOException {
    throw new EOFException("after " + v);
  }

  private String oneThrowsOthersNot() throws InterruptedException, IOException {
    return select(
        receive(ready, v -> load(-v)), receive(idle, v -> "idle"), otherwise(() -> "none"));
  }

  private String byMethodReference() throws InterruptedException, IOException {
    return selectOrdered(receive(ready, this::load), otherwise(() -> "none"));
  }

  private void actionByMethodReference() throws InterruptedException, IOException {
    select(onReceive(ready, this::store), onSend(idle, 1, () -> {}));
  }

  private void thrownByAll() throws InterruptedException, IOException {
    select(
        onReceive(ready, this::store),
        onSend(idle, 1, () -> store(1)),
        onDefault(() -> store(2)),
        onTimeout(Duration.ofHours(1), () -> store(3)));
  }

  @Test
  void oneCheckedTypeLeavesAsItself() throws Exception {
    assertThatThrownBy(this::oneThrowsOthersNot)
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("page -7");
    ready.send(7);
    assertThat(byMethodReference()).isEqualTo("page 7");
    ready.send(7);
    assertThatThrownBy(this::actionByMethodReference).hasMessage("after 7");
    ready.send(7);
    assertThatThrownBy(this::thrownByAll).hasMessage("after 7");
  }

  // ---- several types: what they have in common ----

  private String eof(int v) throws EOFException {
    throw new EOFException("end " + v);
  }

  private String missing(int v) throws FileNotFoundException {
    throw new FileNotFoundException("missing " + v);
  }

  private String late() throws TimeoutException {
    throw new TimeoutException("too late");
  }

  private String twoOfAFamily() throws InterruptedException, IOException {
    return select(receive(ready, this::eof), receive(idle, this::missing));
  }

  private String twoStrangers() throws Exception {
    return select(receive(ready, this::eof), timeout(Duration.ofHours(1), this::late));
  }

  /** Where the compiler is told, it takes what it is told. */
  private String asDeclared() throws InterruptedException, IOException {
    return Select.<String, IOException>select(
        receive(ready, this::eof), otherwise(() -> missing(1)));
  }

  @Test
  void severalTypesLeaveAsWhatTheyHaveInCommon() throws Exception {
    assertThatThrownBy(this::twoOfAFamily).isInstanceOf(EOFException.class).hasMessage("end 7");
    ready.send(7);
    assertThatThrownBy(this::twoStrangers).isInstanceOf(EOFException.class);
    assertThatThrownBy(this::asDeclared).isInstanceOf(FileNotFoundException.class);
  }

  // ---- cases that were made before have the type they were declared with ----

  @Test
  void aCaseKeepsItsType() throws InterruptedException {
    Select.Case<String, FileNotFoundException> failing = receive(ready, v -> missing(-v));
    Select.Case<String, IOException> harmless = otherwise(() -> "none");
    String got;
    try {
      got = select(failing, harmless);
    } catch (IOException e) {
      got = e.getMessage();
    }
    assertThat(got).isEqualTo("missing -7");
  }
}
