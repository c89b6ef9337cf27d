// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import io.heddle.Task;
import io.heddle.internal.sched.Goroutine;

/** The context that need not be a parameter. */
final class Current {
  /*
   * Inside a goroutine a ScopedValue carries it. Scoped values are not inherited by threads, so each
   * goroutine is given its creator's context as an object when it is made.
   */
  private static final ScopedValue<Context> SCOPED = ScopedValue.newInstance();

  private Current() {}

  static Context get() {
    if (SCOPED.isBound()) {
      return SCOPED.get();
    }
    return Goroutine.currentInherited() instanceof Context c ? c : RootContext.BACKGROUND;
  }

  /** Binds it for what the result runs. */
  static ScopedValue.Carrier as(Context context) {
    return ScopedValue.where(SCOPED, context);
  }

  static void run(Context context, Task body) throws Exception {
    as(context)
        .call(() -> {
          body.run();
          return true;
        });
  }
}
