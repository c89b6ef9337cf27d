// SPDX-License-Identifier: Apache-2.0
package io.heddle.time;

import io.heddle.Task;
import io.heddle.context.Context;
import io.heddle.internal.hook.Race;
import io.heddle.internal.hook.Sites;
import io.heddle.internal.hook.TimerChannels.Control;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.timer.TimerTask;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A timer that starts a function in a goroutine of its own, as often as it was reset. */
final class FunctionTimer extends TimerTask implements Control {
  /*
   * Its goroutines belong to the program, and inherit the context, of who made the timer; they are
   * started by whoever runs the timers.
   */
  private final Task f;
  private final @Nullable StackTraceElement site;
  private final Context context;
  private final Goroutine.@Nullable Owner owner;

  FunctionTimer(Task f) {
    this.f = Objects.requireNonNull(f, "f");
    site = Sites.of(f);
    context = Context.current();
    var creator = Goroutine.current();
    owner = creator == null ? null : creator.owner();
  }

  @Override
  protected void fire(long now) {
    new Run().start(null);
  }

  @Override
  public boolean stop() {
    return TimerService.get().cancel(this);
  }

  @Override
  public boolean reset(long when, long period) {
    if (Race.ON) {
      Race.release(this);
    }
    return TimerService.get().arm(this, when);
  }

  private final class Run extends Goroutine {
    Run() {
      super(site, context, owner);
    }

    @Override
    protected void body() throws Throwable {
      if (Race.ON) {
        Race.acquire(FunctionTimer.this);
      }
      f.run();
    }
  }
}
