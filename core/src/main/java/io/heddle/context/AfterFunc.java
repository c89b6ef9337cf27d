// SPDX-License-Identifier: Apache-2.0
package io.heddle.context;

import io.heddle.Task;
import io.heddle.internal.hook.Race;
import io.heddle.internal.hook.Sites;
import io.heddle.internal.sched.Goroutine;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A function that a context starts when it ends. */
final class AfterFunc extends Link implements Registration {
  /*
   * The goroutine is made when the function is registered, so that it belongs to the program, and
   * inherits the context, of who registered it. Whoever takes it by CAS starts or drops it.
   */
  private static final VarHandle GOROUTINE;

  static {
    try {
      GOROUTINE =
          MethodHandles.lookup().findVarHandle(AfterFunc.class, "goroutine", Goroutine.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // GOROUTINE
  private volatile @Nullable Goroutine goroutine;

  AfterFunc(Task f) {
    goroutine =
        new Goroutine(Sites.of(f), Context.current()) {
          @Override
          protected void body() throws Throwable {
            if (Race.ON) {
              Race.acquire(this);
            }
            f.run();
          }
        };
    if (Race.ON) {
      Race.release(this);
    }
  }

  @Override
  void ended() {
    var g = take();
    if (g != null) {
      if (Race.ON) {
        Race.passOn(this, g);
      }
      g.start(null);
    }
  }

  @Override
  public boolean stop() {
    if (take() == null) {
      return false;
    }
    unlink();
    return true;
  }

  private @Nullable Goroutine take() {
    return (Goroutine) GOROUTINE.getAndSet(this, null);
  }
}
