// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Attempt;
import io.heddle.testing.OnCarriers;
import io.heddle.testing.OutsideBubbles;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Goroutines recurse deeply, and overflow only their own stack. */
@OutsideBubbles
class StackDepthTest {
  private static final int FRAMES = 10_000;

  /**
   * Our carriers have the stack for it; on the JDK's it depends on how far the code is compiled.
   */
  @Test
  @OnCarriers
  void tenThousandFrames() throws Exception {
    assertThat(Attempt.of(() -> depth(FRAMES)).result()).isEqualTo(FRAMES);
  }

  /** Parking copies the stack on the carrier: ours have room for it. */
  @Test
  @OnCarriers
  void tenThousandFramesWhileItIsParked() throws Exception {
    var c = Channel.<Integer>make();
    var parked = Attempt.blocked(() -> receiveAt(FRAMES, c));

    c.send(5);

    assertThat(parked.result()).isEqualTo(5 + FRAMES);
  }

  @Test
  void anOverflowEndsOneGoroutineAndNobodyElse() throws Exception {
    var told = new CopyOnWriteArrayList<Throwable>();
    for (int i = 0; i < 3; i++) {
      go(
              () -> {
                Thread.currentThread().setUncaughtExceptionHandler((t, e) -> told.add(e));
                overflow(1);
              })
          .join();
    }

    assertThat(told).hasSize(3).allMatch(StackOverflowError.class::isInstance);
    assertThat(Attempt.of(() -> depth(100)).result()).isEqualTo(100);
  }

  private static int depth(int n) {
    return n == 0 ? 0 : 1 + depth(n - 1);
  }

  private static int receiveAt(int n, ReceiveChannel<Integer> c) throws InterruptedException {
    return n == 0 ? c.receive() : 1 + receiveAt(n - 1, c);
  }

  @SuppressWarnings("InfiniteRecursion") // the point
  private static int overflow(int n) {
    return overflow(n + 1) + 1;
  }
}
