// SPDX-License-Identifier: Apache-2.0
package io.heddle;

import io.heddle.context.Context;
import io.heddle.internal.hook.Race;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.timer.TimeSource;
import io.heddle.internal.timer.TimerService;
import io.heddle.internal.timer.TimerTask;
import io.heddle.internal.wait.Selection;
import io.heddle.internal.wait.StackReserve;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A receive that nobody waits for: see {@link Bridges#future}. */
final class ReceiveFuture<T> extends CompletableFuture<@Nullable T> {
  /*
   * A waiter stands in the channel's queue like that of a select with one case, but no thread is parked.
   * Whoever sends claims its Selection; whoever cancels (or completes, or times out) the future
   * withdraws it. So one of the two happens, and a value is never taken for a future that is over.
   * A goroutine completes the future, for what depends on it runs there, and must not run in the
   * middle of a stranger's send. It belongs to the program of who asked, and inherits his context, class
   * loader and thread-locals: so it is made beforehand.
   * Not covered: completeAsync and obtrude…, which ask nobody.
   * Checked by: ReceiveFutureTest
   */
  private final @Nullable ChannelCore<? extends T> core;
  private final Selection selection = Selection.calling(WaitReason.CHAN_RECEIVE, this::won);
  private final Waiter waiter;

  /** Who will complete it; let go of then. */
  private @Nullable Completing completing;

  /** Of who asked. */
  private @Nullable ClassLoader loader;

  private ReceiveFuture(@Nullable ChannelCore<? extends T> core) {
    this.core = core;
    waiter = new Waiter(WaitReason.CHAN_RECEIVE, core, selection);
    var later = new Completing();
    completing = later;
    loader = later.arm();
  }

  static <T> ReceiveFuture<T> of(ReceiveChannel<? extends T> channel) {
    var core = ReceiveCase.<T>coreOf(channel);
    var future = new ReceiveFuture<T>(core);
    if (core != null) {
      future.begin(core);
    }
    return future;
  }

  private void begin(ChannelCore<? extends T> c) {
    StackReserve.touchTwice();
    T value;
    c.acquire();
    try {
      value = c.poll();
      if (value == null && !c.isDrained()) {
        if (Race.ON) {
          Race.waits(waiter);
        }
        c.receivers.add(waiter);
        c.receiverCame();
        return;
      }
    } catch (OutOfMemoryError e) {
      c.receivers.remove(waiter);
      throw e;
    } finally {
      c.releaseAndWake();
    }
    if (Race.ON && value == null) {
      Race.sawClose(c);
    }
    complete(value); // nobody has seen it yet
  }

  /** On the thread of whoever sent or closed, which may have little memory or stack left. */
  private void won() {
    var mine = completing;
    completing = null;
    if (mine != null) {
      try {
        mine.startArmed(loader);
      } catch (OutOfMemoryError | StackOverflowError e) {
        startElsewhere(mine);
      }
    }
  }

  private void startElsewhere(Completing mine) {
    try {
      TimerService.get().arm(new Elsewhere(mine), TimeSource.now());
    } catch (OutOfMemoryError e) {
      completeWithItem(); // the value must not be lost
    }
  }

  private final class Elsewhere extends TimerTask {
    private final Completing completing;

    Elsewhere(Completing completing) {
      this.completing = completing;
    }

    @Override
    protected void fire(long now) {
      try {
        completing.startArmed(loader);
      } catch (OutOfMemoryError e) {
        completeWithItem();
      }
    }
  }

  @SuppressWarnings("unchecked") // a sender of this channel left it; null if it was closed
  private void completeWithItem() {
    super.complete((T) waiter.item);
  }

  /** True if it has been taken out of the queue, now or before: no value will come. */
  private boolean withdraw() {
    if (selection.withdraw()) {
      completing = null;
      loader = null;
      if (core != null) {
        unlink(core);
      }
      return true;
    }
    return selection.isWithdrawn();
  }

  private void unlink(ChannelCore<? extends T> c) {
    c.acquire();
    if (c.receivers.remove(waiter)) {
      c.receiverLeft();
    }
    c.release();
  }

  @Override
  public boolean complete(@Nullable T value) {
    return withdraw() && super.complete(value);
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    return withdraw() && super.completeExceptionally(failure);
  }

  /** False if a value was on its way already: then the future gets it. */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return withdraw() && super.cancel(mayInterruptIfRunning);
  }

  private final class Completing extends Goroutine {
    Completing() {
      super(null, Context.current());
    }

    @Override
    protected void body() {
      loader = null;
      completeWithItem();
    }
  }
}
