// SPDX-License-Identifier: Apache-2.0
package io.heddle.soak;

import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Operations in the middle of which memory or stack ends, in a copy of the library of its own whose
 * clocks jump and whose carriers have small stacks: {@link FaultyWorkers}.
 */
final class Faults extends Work {
  /**
   * What a carrier of the copy has. More than any other thread that ends in this process, but for
   * the carriers of other copies, which have far more: so none gets a larger stack that is left
   * over, and goroutines fit on every carrier of theirs (ADR 0135).
   */
  private static final int STACK_KILOBYTES = 1088;

  private static final String STACK = "heddle.stackkilobytes";

  /** Tells at the end what is wrong in the books; nothing if they are right. */
  private Callable<?> workers = () -> "never started";

  Faults(Ground ground) {
    super(ground);
  }

  @Override
  void start() throws Exception {
    BooleanSupplier over = ground::isOver;
    Runnable progress = this::progress;
    Consumer<Throwable> fail = e -> ground.fail("an operation with a fault in it", e);
    System.setProperty(STACK, "" + STACK_KILOBYTES);
    try {
      workers =
          (Callable<?>)
              new FaultyLibrary()
                  .loadClass(FaultyWorkers.class.getName())
                  .getConstructor(long.class, BooleanSupplier.class, Runnable.class, Consumer.class)
                  .newInstance(ground.random().nextLong(), over, progress, fail);
    } finally {
      System.clearProperty(STACK);
    }
  }

  @Override
  void check() throws Exception {
    var wrong = workers.call();
    ground.require(wrong.equals(""), "%s", wrong);
  }
}
