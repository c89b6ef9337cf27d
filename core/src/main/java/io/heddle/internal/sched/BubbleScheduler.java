// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import io.heddle.internal.hook.Op;
import io.heddle.internal.timer.TimerShard;
import io.heddle.internal.wait.StackReserve;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler for the goroutines of one bubble: one of them runs at a time, with a clock of their
 * own. The seam between the primitives, which run in a bubble as they are, and the test kit, which
 * says who goes on.
 */
public abstract class BubbleScheduler extends Scheduler {
  /*
   * Cost:     isOn is false in a process without the test kit, as a constant; with it, until a bubble
   *           lives, one load of a static field.
   * Belongs:  a goroutine to the bubble of its program. What runs on a BubbleCarrier is inside; so is
   *           a platform thread that was started inside, which an inheritable thread local tells.
   * Steps:    a primitive says before each of its operations what it is about to do (before). There,
   *           and nowhere else, one that could go on may be made to wait. No SpinLock is held then.
   * Waiting:  nothing special: a goroutine parks, and who wakes it hands it to Goroutine.execute, which
   *           hands it on to ready.
   */
  private static final boolean POSSIBLE = isPossible();
  private static final InheritableThreadLocal<@Nullable BubbleScheduler> MEMBER = new Membership();
  private static final ThreadLocal<@Nullable BubbleScheduler> ENTERING = new ThreadLocal<>();

  /** How many live. Written before the first goroutine of a bubble starts. */
  private static int live;

  /** Of all bubbles; two that count at once may lose one. */
  private static long turns;

  @SuppressWarnings("this-escape") // a shard only keeps it
  private final TimerShard timers = new TimerShard(this);

  private Goroutine.@Nullable Owner program;
  private boolean isMakingGoroutine;
  private volatile boolean hasOtherThreads;

  protected BubbleScheduler() {}

  /** Told of each thread that is made inside. */
  private static final class Membership extends InheritableThreadLocal<@Nullable BubbleScheduler> {
    @Override
    protected @Nullable BubbleScheduler childValue(@Nullable BubbleScheduler b) {
      if (b != null && !b.isMakingGoroutine) {
        b.hasOtherThreads = true;
      }
      return b;
    }
  }

  /** The live platform threads that were started inside. */
  protected final List<Thread> platformThreads() {
    if (!hasOtherThreads) {
      return List.of();
    }
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> JdkInternals.inherited(t, MEMBER) == this)
        .toList();
  }

  private static boolean isPossible() {
    var wanted = System.getProperty("heddle.testkit");
    var loader = BubbleScheduler.class.getClassLoader();
    return JdkInternals.available()
        && (wanted != null
            ? wanted.equals("true")
            : loader != null && loader.getResource("io/heddle/testkit/Bubble.class") != null);
  }

  /** Why there can be no bubble, or null. */
  public static @Nullable String whyNot() {
    if (POSSIBLE) {
      return null;
    }
    return JdkInternals.available()
        ? "the test kit is not beside Heddle: start the JVM with -Dheddle.testkit=true"
        : JdkInternals.reason();
  }

  /** True while the caller may be in a bubble. */
  public static boolean isOn() {
    return POSSIBLE && live != 0;
  }

  /** The bubble that the caller is in, or null. */
  public static @Nullable BubbleScheduler here() {
    if (!isOn()) {
      return null;
    }
    if (JdkInternals.currentCarrier() instanceof BubbleCarrier c) {
      return c.bubble();
    }
    return Thread.currentThread().isVirtual() ? null : MEMBER.get();
  }

  // ---- what the primitives say; each does nothing outside of a bubble ----

  /** The caller is about to do this; it may have to wait until others have gone on. */
  public static void before(Op op, @Nullable Object on) {
    before(op, on, null);
  }

  public static void before(Op op, @Nullable Object on, @Nullable Object value) {
    var b = here();
    if (b != null) {
      b.step(op, on, value);
    }
  }

  /** The caller has made this. */
  public static void made(Object primitive) {
    var b = here();
    if (b != null) {
      b.born(primitive);
    }
  }

  /** What the caller is doing also concerns this. */
  public static void touch(Object primitive) {
    var b = here();
    if (b != null) {
      b.touched(primitive);
    }
  }

  /** From here to {@link #endUndivided} the caller is not made to wait at its steps. */
  public static void beginUndivided() {
    var b = here();
    if (b != null) {
      b.undivided(1);
    }
  }

  public static void endUndivided() {
    var b = here();
    if (b != null) {
      b.undivided(-1);
    }
  }

  // ---- programs ----

  /** Whatever program the caller starts until {@link #left} is this bubble's. */
  public final void entering() {
    synchronized (BubbleScheduler.class) {
      live++;
    }
    ENTERING.set(this);
  }

  /** The bubble has ended. */
  public final void left() {
    ENTERING.remove();
    synchronized (BubbleScheduler.class) {
      live--;
    }
  }

  /** The bubble of a program that the caller makes. */
  public static @Nullable BubbleScheduler ofNewProgram(Goroutine.Owner program) {
    if (!isOn()) {
      return null;
    }
    var entering = ENTERING.get();
    if (entering != null && entering.program == null) {
      entering.program = program;
      return entering;
    }
    return here();
  }

  static Goroutine.@Nullable Owner programOfMember() {
    var b = here();
    return b == null ? null : b.program;
  }

  /** The outermost program of this bubble. */
  protected final Goroutine.@Nullable Owner program() {
    return program;
  }

  public final boolean isOutermost(Goroutine.Owner p) {
    return p == program;
  }

  /** A program of this bubble has ended. */
  public abstract void programEnded(Object end);

  // ---- what the test kit does ----

  /** A goroutine of this bubble is about to be started. */
  protected abstract void born(Goroutine g);

  /** It has ended. */
  protected abstract void died(Goroutine g);

  /** It can run, from now on. Called on any thread. */
  protected abstract void ready(Goroutine g);

  /** A virtual thread that was started inside, and is no goroutine, can run. */
  protected abstract void ready(Runnable continuation);

  /** The caller is about to do this. */
  protected abstract void step(Op op, @Nullable Object on, @Nullable Object value);

  protected abstract void born(Object primitive);

  protected abstract void touched(Object primitive);

  protected abstract void undivided(int change);

  /** A number from 0 to less than {@code bound}. */
  public abstract int draw(int bound);

  /** How reports of this bubble call a goroutine or a thing; null if it is not the bubble's. */
  public abstract @Nullable String nameOf(Object o);

  /** True if starts and creations are to be told their place. */
  public abstract boolean wantsSites();

  /** Nanoseconds since the bubble began. */
  public abstract long nanos();

  /** What its wall clock shows at that instant. */
  public abstract Instant wall(long nanos);

  /** A timer was armed or disarmed. */
  public abstract void timersChanged();

  public final TimerShard timers() {
    return timers;
  }

  /** What a bubble knows of one of its goroutines, which it can find without a search. */
  public abstract static class Known extends Ready {
    protected Known() {}

    @Override
    final void resume() {
      throw new IllegalStateException("not to be queued");
    }
  }

  /** Called on the bubble's carrier. */
  protected static void know(Goroutine g, @Nullable Known k) {
    g.behind = k;
  }

  /** What {@link #know} was told, on the same carrier. */
  protected static @Nullable Known known(Goroutine g) {
    return g.behind instanceof Known k ? k : null;
  }

  /** The virtual thread that this continues, and that is no goroutine; null if it can't be told. */
  protected static @Nullable Thread threadOf(Runnable continuation) {
    for (var t : JdkInternals.otherVirtualThreads()) {
      if (JdkInternals.isContinuationOf(t, continuation)) {
        return t;
      }
    }
    return null;
  }

  /** Runs it on the calling carrier until it waits, yields or ends. */
  protected static void resume(Goroutine g) {
    if (turns < OwnSwitch.AFTER_TURNS && ++turns == OwnSwitch.AFTER_TURNS) {
      OwnSwitch.prepare(); // as carriers do
    }
    g.resume();
  }

  /**
   * The short way to make one of its goroutines ready, as {@link CarrierScheduler#unpark}, for who
   * runs on its carrier. False: nothing has happened.
   */
  final boolean unpark(Goroutine g, Thread thread) {
    if (here() != this) {
      return false;
    }
    StackReserve.touchLittle();
    if (!JdkInternals.unparkParked(thread)) {
      return false;
    }
    ready(g);
    return true;
  }

  // ---- as a scheduler ----

  @Override
  final Thread newThread(Goroutine g, String name, boolean inherits) {
    isMakingGoroutine = true;
    try {
      return JdkInternals.newVirtualThread(g, name, inherits, g);
    } finally {
      isMakingGoroutine = false;
    }
  }

  @Override
  final void start(Goroutine g, Thread thread) {
    born(g);
    Registry.get().link(g);
    JdkInternals.start(thread);
  }

  @Override
  final void begun(Goroutine g) {
    if (MEMBER.get() != this) {
      MEMBER.set(this); // for the platform threads that it starts
    }
  }

  @Override
  final void ended(Goroutine g) {
    Registry.get().unlink(g);
    died(g);
  }

  @Override
  @Nullable Goroutine current() {
    return Scheduler.goroutineOf(Thread.currentThread());
  }

  @Override
  void forEachActive(Consumer<Goroutine> action) {}

  @Override
  public void yield() {
    offerCarrier();
  }

  @Override
  public boolean isIdleBut(int carriers) {
    return false;
  }

  @Override
  public final Statistics statistics() {
    return new Statistics(1, 0, 0, count(), 0, 0, 0, 0, 0, 0, 0, 0, List.of(), new long[0]);
  }

  @Override
  public final int maxProcs() {
    return 1;
  }

  @Override
  public final int maxProcs(int n) {
    return 1;
  }
}
