// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stacks of virtual threads that stand still, at a fifth of what {@link Thread#getStackTrace}
 * takes. Loaded when somebody asks for a dump; what it needs of the JDK {@link JdkInternals} opens.
 */
public final class JdkStacks {
  /*
   * Suspended: as the JDK's own tryGetStackTrace does. A thread that has unmounted is kept from going
   *            on by SUSPENDED in its state; who wakes it meanwhile leaves a permit (unparkParked
   *            fails then, and LockSupport.unpark leaves one), and who restores the state looks at the
   *            permits after it. So no continuation is walked that runs, or could begin to.
   * Cheaper:   frames as the JVM tells them, not yet made into words: `methodOf` is the same object for
   *            the same method, and with the bytecode index it is enough to see that two stacks are
   *            equal.
   * Not at all: of very many equal stacks one is walked, see StackPrints.
   * Running:   a thread that is mounted is left to Thread.getStackTrace, which asks it by a handshake.
   *            Never by jdk.internal.vm.ThreadSnapshot, as HotSpotDiagnosticMXBean.dumpThreads and
   *            jcmd Thread.dump_to_file do: JDK 25.0.3 walks there what may be mounted meanwhile, and
   *            crashes.
   * Checked by: DumpHammerTest
   */
  private static final int SUSPENDED = 1 << 8;
  private static final Set<StackWalker.Option> ALL_BUT_HIDDEN =
      EnumSet.of(StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_REFLECT_FRAMES);
  private static final @Nullable Access ACCESS = open();

  private JdkStacks() {}

  /** What of the JDK is needed. */
  private record Access(
      VarHandle state,
      VarHandle continuation,
      VarHandle parkPermit,
      VarHandle blockPermit,
      VarHandle notified,
      VarHandle interrupted,
      MethodHandle resubmit,
      MethodHandle walker,
      VarHandle method,
      int parked,
      int timedParked,
      int unparked,
      int blocked,
      int unblocked,
      int waiting) {}

  private static @Nullable Access open() {
    if (!JdkInternals.available()) {
      return null;
    }
    try {
      var thread = Class.forName("java.lang.VirtualThread");
      var continuation = Class.forName("jdk.internal.vm.Continuation");
      var frame = Class.forName("java.lang.ClassFrameInfo");
      return new Access(
          JdkInternals.field(thread, "state"),
          JdkInternals.field(thread, "cont"),
          JdkInternals.field(thread, "parkPermit"),
          JdkInternals.field(thread, "blockPermit"),
          JdkInternals.field(thread, "notified"),
          JdkInternals.field(Thread.class, "interrupted"),
          JdkInternals.lookup(thread)
              .findVirtual(thread, "submitRunContinuation", MethodType.methodType(void.class))
              .asType(MethodType.methodType(void.class, Thread.class)),
          JdkInternals.lookup(continuation)
              .findVirtual(
                  continuation, "stackWalker", MethodType.methodType(StackWalker.class, Set.class))
              .asType(MethodType.methodType(StackWalker.class, Object.class, Set.class)),
          JdkInternals.field(frame, "classOrMemberName"),
          JdkInternals.constant(thread, "PARKED"),
          JdkInternals.constant(thread, "TIMED_PARKED"),
          JdkInternals.constant(thread, "UNPARKED"),
          JdkInternals.constant(thread, "BLOCKED"),
          JdkInternals.constant(thread, "UNBLOCKED"),
          JdkInternals.constant(thread, "WAIT"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // another JDK: slower, and otherwise the same
    }
  }

  /** What has been made of stacks that were walked, for those that are equal. For one dump. */
  public static final class Known<T> {
    private static final int MOST = 50_000;

    private final @Nullable StackPrints prints;
    private final ConcurrentMap<StackPrints.Print, T> made = new ConcurrentHashMap<>();

    /**
     * @param many whether there are so many that the preparations pay
     */
    public Known(boolean many) {
      prints = many ? StackPrints.get() : null;
    }

    private T of(
        Object continuation, Supplier<StackWalker> walker, Function<Stream<StackFrame>, T> walk) {
      var print = prints == null ? null : prints.of(continuation);
      var known = print == null ? null : made.get(print);
      if (known != null) {
        return known;
      }
      T fresh = walker.get().walk(walk);
      if (print != null && made.size() < MOST) {
        made.put(print, fresh);
      }
      return fresh;
    }
  }

  /**
   * What {@code walk} makes of the frames, innermost first, while the thread is kept from going on;
   * null if it is not fully parked just now.
   *
   * @param known what it has made of other threads' stacks: it is not asked again for an equal one
   */
  public static <T> @Nullable T walkParked(
      Thread virtual, Known<T> known, Function<Stream<StackFrame>, T> walk) {
    var a = ACCESS;
    if (a == null) {
      return null;
    }
    int state = (int) a.state.getVolatile(virtual);
    if (state != a.parked && state != a.timedParked) {
      return null;
    }
    Object continuation = a.continuation.get(virtual);
    return whileSuspended(
        a, virtual, state, () -> known.of(continuation, () -> walker(a, continuation), walk));
  }

  private static StackWalker walker(Access a, Object continuation) {
    try {
      return (StackWalker) a.walker.invokeExact(continuation, ALL_BUT_HIDDEN);
    } catch (Throwable e) {
      throw JdkInternals.unexpected(e);
    }
  }

  /**
   * What the action returns, while the thread is kept from going on; null if it is not parked,
   * blocked by a monitor or in {@link Object#wait()}, without a deadline, just now.
   */
  static <T> @Nullable T whileStopped(Thread virtual, Supplier<T> action) {
    var a = ACCESS;
    if (a == null) {
      return null;
    }
    int state = (int) a.state.getVolatile(virtual);
    return state == a.parked || state == a.blocked || state == a.waiting
        ? whileSuspended(a, virtual, state, action)
        : null;
  }

  /** Of a thread that stands still, see {@link StackPrints#ofAny}. */
  static StackPrints.@Nullable Print printOf(Thread stopped) {
    var prints = StackPrints.get();
    return prints == null || ACCESS == null ? null : prints.ofAny(ACCESS.continuation.get(stopped));
  }

  /** Of a thread that stands still, see {@link StackPrints#ofAll}. */
  static StackPrints.@Nullable Print fullPrintOf(Thread stopped) {
    var prints = StackPrints.get();
    return prints == null || ACCESS == null ? null : prints.ofAll(ACCESS.continuation.get(stopped));
  }

  /** Whether all frames of a thread that stands still are of compiled methods. */
  static boolean isCompiled(Thread stopped) {
    return ACCESS != null && CompiledStacks.isOne(ACCESS.continuation.get(stopped));
  }

  /** True if it is in {@link Object#wait()}, and not merely parked. */
  public static boolean isInObjectWait(Thread virtual) {
    return ACCESS != null && (int) ACCESS.state.getVolatile(virtual) == ACCESS.waiting;
  }

  private static <T> @Nullable T whileSuspended(
      Access a, Thread virtual, int state, Supplier<T> action) {
    if (!a.state.compareAndSet(virtual, state, state | SUSPENDED)) {
      return null;
    }
    try {
      return action.get();
    } finally {
      a.state.setVolatile(virtual, state);
      if (mayGoOn(a, virtual, state)) {
        resubmit(a, virtual);
      }
    }
  }

  /** Whether somebody has woken it meanwhile; then it is in the state of one that is ready. */
  private static boolean mayGoOn(Access a, Thread virtual, int state) {
    if (state == a.blocked) {
      return (boolean) a.blockPermit.getVolatile(virtual)
          && a.state.compareAndSet(virtual, state, a.unblocked);
    }
    if (state == a.waiting) {
      return ((boolean) a.notified.getVolatile(virtual)
              || (boolean) a.interrupted.getVolatile(virtual))
          && a.state.compareAndSet(virtual, state, a.unblocked);
    }
    return (boolean) a.parkPermit.getVolatile(virtual)
        && a.state.compareAndSet(virtual, state, a.unparked);
  }

  private static void resubmit(Access a, Thread virtual) {
    try {
      a.resubmit.invokeExact(virtual);
    } catch (Throwable e) {
      throw JdkInternals.unexpected(e);
    }
  }

  /** The same object for frames of the same method, and no other. */
  public static Object methodOf(StackFrame frame) {
    return ACCESS == null ? frame : ACCESS.method.get(frame);
  }
}
