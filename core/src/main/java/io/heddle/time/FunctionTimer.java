// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.internal.hook.Inheritance;
import io.heddle.internal.hook.Race;
import io.heddle.internal.hook.Sites;
import io.heddle.internal.hook.TimerChannels.Control;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.timer.TimerTask;
import io.heddle.internal.wait.StackReserve;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A timer that starts a function in a goroutine of its own, as often as it was reset. */
final class FunctionTimer extends TimerTask implements Control {
  /*
   * Its goroutines belong to the program, and inherit the context and what else
   * travels, of who made the timer. The class
   * loader and the thread-locals are those of who armed it last. They are started by whoever runs the
   * timers. If there are thread-locals to be inherited, the goroutine is made when the timer is armed
   * (`prepared`), else when it fires.
   * Ordering: `prepared` and `loader` are written before the timer is armed, read when it fires.
   */
  private static final VarHandle PREPARED;

  static {
    try {
      PREPARED = MethodHandles.lookup().findVarHandle(FunctionTimer.class, "prepared", Run.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Task f;
  private final @Nullable StackTraceElement site;
  private final @Nullable Object inherited;
  private final Goroutine.@Nullable Owner owner;
  private volatile @Nullable ClassLoader loader;

  @SuppressWarnings("UnusedVariable") // PREPARED
  private volatile @Nullable Run prepared;

  FunctionTimer(Task f) {
    this.f = Objects.requireNonNull(f, "f");
    site = Sites.of(f);
    inherited = Inheritance.with(Context.current());
    var creator = Goroutine.current();
    owner = creator == null ? null : creator.owner();
  }

  @Override
  protected void fire(long now) {
    var armed = takePrepared();
    var run = armed != null ? armed : new Run(this);
    run.startArmed(loader);
  }

  private @Nullable Run takePrepared() {
    return (Run) PREPARED.getAndSet(this, null);
  }

  @Override
  public boolean stop() {
    StackReserve.touch();
    var armed = prepared;
    boolean prevented = TimerService.get().cancel(this);
    if (prevented) {
      PREPARED.compareAndSet(this, armed, null);
    }
    return prevented;
  }

  @Override
  public boolean reset(long when, long period) {
    StackReserve.touch();
    if (Race.ON) {
      Race.release(this);
    }
    if (Goroutine.mustArm()) {
      var run = new Run(this);
      loader = run.arm();
      prepared = run;
    } else {
      loader = Thread.currentThread().getContextClassLoader();
      prepared = null;
    }
    return TimerService.get().arm(this, when);
  }

  private static final class Run extends Goroutine {
    private @Nullable FunctionTimer timer;

    Run(FunctionTimer timer) {
      super(timer.site, timer.inherited, timer.owner);
      this.timer = timer;
    }

    @Override
    protected void body() throws Throwable {
      var t = timer;
      timer = null; // the thread may be kept for longer
      if (t != null) {
        if (Race.ON) {
          Race.acquire(t);
        }
        t.f.run();
      }
    }
  }
}
