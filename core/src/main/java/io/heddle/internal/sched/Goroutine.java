// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.hook.GoexitSignal;
import io.heddle.internal.hook.Inheritance;
import io.heddle.internal.hook.Op;
import io.heddle.internal.hook.QuietEnd;
import io.heddle.internal.hook.Race;
import io.heddle.internal.hook.Tracing;
import io.heddle.internal.wait.StackReserve;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One goroutine: a virtual thread, the body it runs, and what the runtime knows about it. The
 * public packages make subclasses whose {@link #body} calls the user's.
 */
public abstract class Goroutine extends WaitRecord implements Executor, Runnable {
  /*
   * The trick:  each goroutine is the scheduler of its own virtual thread. The JDK hands a thread's
   *             continuation to the Executor that the thread was made with; that Executor being the
   *             goroutine itself, the run queues hold goroutines and not anonymous Runnables, and
   *             current() is one field read away from Thread.currentThread().
   *             Virtual threads that a goroutine makes inherit its Executor; execute tells them from
   *             its own by the identity of the continuation.
   * Life:       made → start: ready → a carrier resumes it → it waits (its Waiter, or the JDK, knows
   *             its thread and makes it ready again) → … → run() returns.
   * Registry:   a goroutine that ends without ever having waited is never registered; see Registry.
   * Reachable:  from its thread, from a run queue, from a carrier; from the registry only weakly. So
   *             one that nothing can wake is garbage.
   * Memory:     a million of these are parked in some programs: think before adding a field.
   */
  private static final AtomicLong IDS = new AtomicLong();
  private static final Object[] NOTHING = {};

  static {
    Failures.prepare();
  }

  private final long id = IDS.incrementAndGet();
  private final @Nullable StackTraceElement site;

  /** What {@link Inheritance#with} made; let go of at the end. */
  private @Nullable Object inherited;

  private final @Nullable Owner owner;

  private @Nullable Thread thread;

  /** Guarded by its registry shard. */
  Registry.@Nullable Entry entry;

  /**
   * Set by whoever counted it as live: its start, or its first run if others started its thread.
   */
  boolean isCounted;

  /** Set by the carrier that runs it for the first time. */
  boolean hasRun;

  /** Set at the end, by its own thread. */
  boolean hasEnded;

  /** Set by the watchdog, before it wakes it: it has found no memory to leave its carrier. */
  private boolean mayBeStarved;

  /** Guarded by this: its program is over, and has told it. */
  private boolean wasInterrupted;

  /** What failures and ends are told to: the program a goroutine belongs to. */
  public interface Owner {
    /** True once the program is over; goroutines that start now are interrupted at once. */
    boolean isOver();

    /** The bubble that its goroutines are in. */
    default @Nullable BubbleScheduler bubble() {
      return null;
    }

    /** True once the goroutines that are left are to be interrupted. */
    default boolean asksToStop() {
      return isOver();
    }

    /**
     * The body failed.
     *
     * @return true if that was dealt with; false leaves it to the thread's uncaught handler
     */
    boolean failed(Goroutine g, Throwable failure);

    /** A goroutine of its own that nothing could wake, and nobody reach, has been collected. */
    default void collected() {}
  }

  /**
   * @param site where it is started, or null
   * @param inherited what {@link #currentInherited} tells in it
   */
  protected Goroutine(@Nullable StackTraceElement site, @Nullable Object inherited) {
    this(site, inherited, ownerOf(current()));
  }

  protected Goroutine(
      @Nullable StackTraceElement site, @Nullable Object inherited, @Nullable Owner owner) {
    this.site = site;
    this.inherited = Inheritance.with(inherited);
    this.owner = owner;
  }

  /** What it does. */
  protected abstract void body() throws Throwable;

  /**
   * It has ended, and if it failed that has been reported. Runs on its own thread.
   *
   * @param failure what left the body; null after a normal or quiet end
   */
  protected void ended(@Nullable Throwable failure) {}

  /** It is not counted and not listed any more. The last that runs on its thread. */
  protected void gone() {}

  /** What counts on its end: who waits for one of these may wait for this goroutine. */
  public Object[] countsFor() {
    return NOTHING;
  }

  /** Makes its thread and lets it run: the {@code go} statement. Returns at once. */
  public final Thread start(@Nullable String name) {
    var t = unstarted(name);
    startThread();
    if (BubbleScheduler.isOn()) {
      BubbleScheduler.before(Op.GO, this);
    }
    return t;
  }

  /** Lets the thread that {@link #unstarted} made run. */
  public final void startThread() {
    StackReserve.touch();
    if (Tracing.isOn()) {
      Tracing.started(this, current());
    }
    scheduler().start(this, thread());
  }

  /** Makes its thread, which somebody will start. */
  public final Thread unstarted(@Nullable String name) {
    var t = scheduler().newThread(this, name == null ? "" : name, true);
    thread = t;
    return t;
  }

  /**
   * For one that is armed now and started later, by whoever runs the timers or ends a context: it
   * is to have the class loader and the inheritable thread-locals of the caller, as if it had been
   * started here. Only if there are any is its thread made already.
   *
   * @return the loader, for {@link #startArmed}
   */
  public final @Nullable ClassLoader arm() {
    if (JdkInternals.mayHaveInheritables()) {
      unstarted(null);
    }
    return Thread.currentThread().getContextClassLoader();
  }

  /** False where {@link #arm} makes no thread: then it need not be called before the start. */
  public static boolean mustArm() {
    return JdkInternals.mayHaveInheritables();
  }

  /** Starts it with what it was armed with, and with nothing of the caller's. */
  public final void startArmed(@Nullable ClassLoader loader) {
    if (thread == null) {
      var t = scheduler().newThread(this, "", false);
      t.setContextClassLoader(loader);
      thread = t;
    }
    startThread();
  }

  @Override
  public final void run() {
    try {
      begin();
      if (Inheritance.isIn(inherited)) {
        Inheritance.run(inherited, this::body);
      } else {
        body();
      }
    } catch (Throwable e) {
      finish(e);
      return;
    }
    finish(null);
  }

  private void begin() {
    if (Race.ON) {
      Race.goroutine(id);
    }
    scheduler().begun(this);
    if (Tracing.isOn()) {
      Tracing.begun(this);
    }
    if (owner != null && owner.asksToStop()) {
      interruptOnce();
    }
  }

  private void finish(@Nullable Throwable end) {
    var failure = end == null || isQuiet(end) ? null : end;
    try {
      try {
        if (failure != null) {
          Failures.report(this, failure);
        }
      } finally {
        ended(failure);
      }
    } finally {
      if (Tracing.isOn()) {
        Tracing.ended(this);
      }
      hasEnded = true;
      inherited = null; // a thread that somebody keeps after its end keeps nothing but itself
      forgetWait();
      scheduler().ended(this);
      gone();
    }
  }

  private boolean isQuiet(Throwable end) {
    try {
      return endsQuietly(end);
    } catch (OutOfMemoryError e) {
      return false; // it is most likely what ended the body, too
    }
  }

  /** True for what asks a goroutine to end and is no failure. A program's main overrides it. */
  protected boolean endsQuietly(Throwable e) {
    return e instanceof InterruptedException || e instanceof QuietEnd || GoexitSignal.isIn(e, id);
  }

  /** Called by the JDK when its thread, or one that inherited from it, may run. */
  @Override
  public final void execute(Runnable runnable) {
    StackReserve.touchLittle();
    var bubble = bubble();
    if (bubble != null) {
      if (JdkInternals.isContinuationOf(thread(), runnable)) {
        bubble.ready(this);
      } else {
        bubble.ready(runnable);
      }
    } else if (JdkInternals.isContinuationOf(thread(), runnable)) {
      CarrierScheduler.instance().ready(this);
    } else {
      CarrierScheduler.instance().ready(new Foreign(runnable));
    }
  }

  @Override
  final void resume() {
    if (OwnSwitch.resume(thread())) {
      wokenMeanwhile();
    }
  }

  private void wokenMeanwhile() {
    var bubble = bubble();
    if (bubble != null) {
      bubble.ready(this);
    } else {
      CarrierScheduler.instance().ready(this);
    }
  }

  /** The goroutine that calls, or null on any other thread. */
  public static @Nullable Goroutine current() {
    return Scheduler.get().current();
  }

  /** What the calling goroutine was given at its start; null elsewhere. */
  public static @Nullable Object currentInherited() {
    var g = current();
    return g == null ? null : Inheritance.contextOf(g.inherited);
  }

  private static @Nullable Owner ownerOf(@Nullable Goroutine g) {
    return g != null ? g.owner : BubbleScheduler.isOn() ? BubbleScheduler.programOfMember() : null;
  }

  /** The bubble that it is in, or null. */
  public final @Nullable BubbleScheduler bubble() {
    return BubbleScheduler.isOn() && owner != null ? owner.bubble() : null;
  }

  private Scheduler scheduler() {
    var b = bubble();
    return b != null ? b : Scheduler.get();
  }

  /** What reports call it: its number, or its name in its bubble. */
  public final String label() {
    var b = bubble();
    var name = b == null ? null : b.nameOf(this);
    return name != null ? name : Long.toString(id);
  }

  /** It keeps a carrier while it waits, and may be one who could not leave it; to be woken. */
  final void suspectStarved() {
    mayBeStarved = true;
  }

  /** Its own thread asks, woken for nothing: has it found no memory to leave its carrier? */
  public final boolean isStarved() {
    if (!mayBeStarved) {
      return false;
    }
    mayBeStarved = false;
    return JdkInternals.mayLeaveCarrier();
  }

  /** Interrupts it, but only at the first call. */
  public final void interruptOnce() {
    synchronized (this) {
      if (wasInterrupted) {
        return;
      }
      wasInterrupted = true;
    }
    thread().interrupt();
  }

  /** Whether {@link #interruptOnce} has been called. */
  public final boolean isInterruptedOnce() {
    return wasInterrupted;
  }

  public final boolean hasEnded() {
    return hasEnded;
  }

  /** True while a carrier runs it; a guess on the JDK's scheduler. */
  public final boolean isMounted() {
    return JdkInternals.isMounted(thread());
  }

  public final long id() {
    return id;
  }

  @Override
  public final Thread thread() {
    if (thread == null) {
      throw new IllegalStateException("not started");
    }
    return thread;
  }

  public final @Nullable Owner owner() {
    return owner;
  }

  /** Where it was started, if that was recorded. */
  public final @Nullable StackTraceElement site() {
    return site;
  }

  @Override
  public String toString() {
    return "goroutine " + label();
  }
}
