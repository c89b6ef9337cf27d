// SPDX-License-Identifier: Apache-2.0
package io.heddle.lincheck;

import static io.heddle.Select.otherwise;
import static io.heddle.Select.receive;
import static io.heddle.Select.select;
import static io.heddle.Select.selectOrdered;
import static io.heddle.Select.send;

import io.heddle.Channel;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Selects with a default over two channels, beside plain sends and receives: each is one decision
 * on one snapshot of both. Which of several ready cases is chosen must not depend on luck here:
 * they are taken in order, or are the same.
 */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class SelectLincheckTest {
  private static final int NONE = -1;
  private static final int CLOSED = -2;

  private final Channel<Integer> a = Channel.make(1);
  private final Channel<Integer> b = Channel.make(1);

  public SelectLincheckTest() {}

  @Operation
  public int receiveAny() throws InterruptedException {
    return selectOrdered(
        receive(a, v -> v == null ? CLOSED : v), receive(b, v -> v), otherwise(() -> NONE));
  }

  @Operation
  public String sendAny(@Param(name = "value") int value) throws InterruptedException {
    return selectOrdered(
        send(a, value, () -> "a"), send(b, value, () -> "b"), otherwise(() -> "none"));
  }

  @Operation
  public String sendOrReceive(@Param(name = "value") int value) throws InterruptedException {
    return selectOrdered(
        send(b, value, () -> "sent"),
        receive(a, v -> v == null ? "closed" : "" + v),
        otherwise(() -> "none"));
  }

  /** Drawn at random, with one outcome. */
  @Operation
  public int receiveTwice() throws InterruptedException {
    return select(receive(b, v -> v), receive(b, v -> v), otherwise(() -> NONE));
  }

  @Operation
  public boolean trySendB(@Param(name = "value") int value) {
    return b.trySend(value);
  }

  @Operation
  public void closeA() {
    a.close();
  }

  public static class Spec {
    private final ChannelSpec a = new ChannelSpec(1);
    private final ChannelSpec b = new ChannelSpec(1);

    public Spec() {}

    public int receiveAny() {
      var first = a.tryReceive();
      return switch (first) {
        case "empty" -> receiveTwice();
        case "closed" -> CLOSED;
        default -> Integer.parseInt(first);
      };
    }

    public String sendAny(int value) {
      return a.trySend(value) ? "a" : b.trySend(value) ? "b" : "none";
    }

    public String sendOrReceive(int value) {
      var first = b.trySend(value) ? "sent" : a.tryReceive();
      return first.equals("empty") ? "none" : first;
    }

    public int receiveTwice() {
      var v = b.tryReceive();
      return v.equals("empty") ? NONE : Integer.parseInt(v);
    }

    public boolean trySendB(int value) {
      return b.trySend(value);
    }

    public void closeA() {
      a.close();
    }
  }

  @Test
  void isLinearizable() {
    Checks.modelCheck(SelectLincheckTest.class, Spec.class);
    Checks.stress(SelectLincheckTest.class, Spec.class);
  }
}
