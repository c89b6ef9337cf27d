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
   * inherits the context, the class loader and the thread-locals, of who registered it. Whoever takes
   * it by CAS starts or drops it.
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

  /** Of who registered the function. */
  private @Nullable ClassLoader loader;

  AfterFunc(Task f) {
    var g = new Run(f);
    loader = g.arm();
    goroutine = g;
    if (Race.ON) {
      Race.release(this);
    }
  }

  private static final class Run extends Goroutine {
    private @Nullable Task f;

    Run(Task f) {
      super(Sites.of(f), Context.current());
      this.f = f;
    }

    @Override
    protected void body() throws Throwable {
      var once = f;
      f = null; // its thread may be kept for longer
      if (Race.ON) {
        Race.acquire(this);
      }
      if (once != null) {
        once.run();
      }
    }
  }

  @Override
  void ended() {
    var g = take();
    if (g != null) {
      if (Race.ON) {
        Race.passOn(this, g);
      }
      g.startArmed(loader);
      loader = null;
    }
  }

  @Override
  public boolean stop() {
    if (take() == null) {
      return false;
    }
    loader = null;
    unlink();
    return true;
  }

  private @Nullable Goroutine take() {
    return (Goroutine) GOROUTINE.getAndSet(this, null);
  }
}
