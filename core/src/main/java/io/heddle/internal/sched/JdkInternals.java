// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import jdk.internal.access.SharedSecrets;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import jdk.internal.vm.ThreadContainer;
import jdk.internal.vm.ThreadContainers;
import org.jspecify.annotations.Nullable;

/**
 * The one file that opens the JDK. Everything here needs {@code --add-opens
 * java.base/java.lang=ALL-UNNAMED} (or {@code =io.heddle} on the module path); without it, or on a
 * JDK that has changed, {@link #reason} says why and nothing else may be called.
 */
public final class JdkInternals {
  /*
   * What is used, all of it in JDK 21 to 25:
   *   ThreadBuilders.newVirtualThread(Executor, String, int, Runnable)  a scheduler per thread
   *   JavaLangAccess.start               in a container instead of the root one, which would hold it for
   *                                      ever. Called directly: a method handle of that shape has no code in
   *                                      the JDK's archive, and to make it takes the start of a program 4 ms
   *   Thread.currentCarrierThread()      the platform thread below a virtual one
   *   VirtualThread.scheduler            which we set, and so can read back: see Goroutine
   *   VirtualThread.runContinuation      what the scheduler is given, the same object each time
   *   VirtualThread.carrierThread        non-null while it runs
   *   VirtualThread.state, PARKED, UNPARKED   the transition that unpark makes
   *   VirtualThread.YIELDED              who offered to wait, other than who was made ready
   *   Thread.inheritableThreadLocals     whether there are any; which bubble a platform thread was started in
   *   Thread.NO_INHERIT_THREAD_LOCALS    which the JDK's builders pass to newVirtualThread
   *   ClassLoader.scl                    what getSystemClassLoader returns
   *   Shutdown.beforeHalt, shutdown      what System.exit does, but for its log
   *   Continuation.pin                   as the JDK does while it calls a scheduler
   *   Thread.headStackableScopes         who owns threads that are in no list
   *   what only dumps and the search for deadlocks need: JdkStacks
   *   what a switch needs, on JDK 25 only: OwnSwitch
   *   Module.implAddExports              so that one flag is enough: opens java.lang, then exports
   *                                      to us jdk.internal.vm, for ThreadContainer, and jdk.internal.access
   *   Module.implAddOpens                the same for what read looks at: see Callbacks
   */
  private static final int KNOWN = 25;
  private static final Access ACCESS = open();

  /** Made when a bubble first asks. */
  private static final class InheritedHolder {
    static final @Nullable Inherited INHERITED = Inherited.open();
  }

  private JdkInternals() {}

  /** The handles, or why there are none. */
  private record Access(@Nullable Handles handles, String reason) {}

  private record Handles(
      MethodHandle newVirtualThread,
      MethodHandle currentCarrier,
      VarHandle scheduler,
      VarHandle continuation,
      VarHandle carrier,
      VarHandle state,
      int parked,
      int unparked,
      int yielded,
      int timedParking,
      int timedWaiting,
      int unblocked,
      int pinned,
      int timedPinned,
      ContinuationScope scope,
      VarHandle inheritables,
      int inheritNone) {}

  // Static finals of their own, so that the JIT sees constants.
  private static final @Nullable MethodHandle NEW_VIRTUAL_THREAD;
  private static final @Nullable MethodHandle CURRENT_CARRIER;
  private static final @Nullable VarHandle SCHEDULER;
  private static final @Nullable VarHandle CONTINUATION;
  private static final @Nullable VarHandle CARRIER;
  private static final @Nullable VarHandle STATE;
  private static final int PARKED;
  private static final int UNPARKED;
  private static final int YIELDED;
  private static final int TIMED_PARKING;
  private static final int TIMED_WAITING;
  private static final int UNBLOCKED;
  private static final int PINNED;
  private static final int TIMED_PINNED;
  private static final @Nullable ContinuationScope SCOPE;
  private static final @Nullable VarHandle INHERITABLES;
  private static final int INHERIT_NONE;

  static {
    var h = ACCESS.handles;
    NEW_VIRTUAL_THREAD = h == null ? null : h.newVirtualThread;
    CURRENT_CARRIER = h == null ? null : h.currentCarrier;
    SCHEDULER = h == null ? null : h.scheduler;
    CONTINUATION = h == null ? null : h.continuation;
    CARRIER = h == null ? null : h.carrier;
    STATE = h == null ? null : h.state;
    PARKED = h == null ? 0 : h.parked;
    UNPARKED = h == null ? 0 : h.unparked;
    YIELDED = h == null ? 0 : h.yielded;
    TIMED_PARKING = h == null ? 0 : h.timedParking;
    TIMED_WAITING = h == null ? 0 : h.timedWaiting;
    UNBLOCKED = h == null ? 0 : h.unblocked;
    PINNED = h == null ? 0 : h.pinned;
    TIMED_PINNED = h == null ? 0 : h.timedPinned;
    SCOPE = h == null ? null : h.scope;
    INHERITABLES = h == null ? null : h.inheritables;
    INHERIT_NONE = h == null ? 0 : h.inheritNone;
  }

  /** True if the JDK let us in. */
  public static boolean available() {
    return ACCESS.handles != null;
  }

  /** Why not, in words for the user. */
  public static String reason() {
    return ACCESS.reason;
  }

  private static Access open() {
    try {
      export();
      // Else the JIT compiles the end of a virtual thread, while none has ended yet, as a trap.
      Class.forName("jdk.internal.event.VirtualThreadEndEvent");
      var builders = Class.forName("java.lang.ThreadBuilders");
      var virtual = Class.forName("java.lang.VirtualThread");
      var create =
          in(builders)
              .findStatic(
                  builders,
                  "newVirtualThread",
                  MethodType.methodType(
                      Thread.class, Executor.class, String.class, int.class, Runnable.class));
      Class.forName("jdk.internal.vm.ThreadContainer");
      if (Runtime.version().feature() > KNOWN) { // else it is there, and to look takes 2 ms
        var _ =
            Class.forName("jdk.internal.access.JavaLangAccess")
                .getDeclaredMethod("start", Thread.class, ThreadContainer.class);
      }
      var carrier =
          in(Thread.class)
              .findStatic(
                  Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
      var scheduler = fieldOf(virtual, "scheduler", Executor.class);
      var continuation = fieldOf(virtual, "runContinuation", Runnable.class);
      return new Access(
          new Handles(
              create,
              carrier,
              scheduler,
              continuation,
              fieldOf(virtual, "carrierThread", Thread.class),
              fieldOf(virtual, "state", int.class),
              constantOf(virtual, "PARKED"),
              constantOf(virtual, "UNPARKED"),
              constantOf(virtual, "YIELDED"),
              constantOf(virtual, "TIMED_PARKING"),
              constantOf(virtual, "TIMED_WAITING"),
              constantOf(virtual, "UNBLOCKED"),
              constantOf(virtual, "PINNED"),
              constantOf(virtual, "TIMED_PINNED"),
              (ContinuationScope)
                  in(virtual)
                      .findStaticVarHandle(virtual, "VTHREAD_SCOPE", ContinuationScope.class)
                      .get(),
              fieldOf(
                  Thread.class,
                  "inheritableThreadLocals",
                  Class.forName("java.lang.ThreadLocal$ThreadLocalMap")),
              constantOf(Thread.class, "NO_INHERIT_THREAD_LOCALS")),
          "");
    } catch (IllegalAccessException e) {
      return new Access(
          null, "the JVM was started without --add-opens java.base/java.lang=" + moduleName());
    } catch (ReflectiveOperationException | LinkageError e) {
      return new Access(
          null, "this JDK (" + Runtime.version() + ") is not one that is known: " + e);
    } catch (Throwable e) {
      return new Access(null, e.toString());
    }
  }

  private static String moduleName() {
    var m = JdkInternals.class.getModule();
    return m.isNamed() ? m.getName() : "ALL-UNNAMED";
  }

  private static MethodHandles.Lookup in(Class<?> c) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(c, MethodHandles.lookup());
  }

  /** For what is not used all the time, and may be missing: see {@link JdkStacks}. */
  static MethodHandles.Lookup lookup(Class<?> c) throws ReflectiveOperationException {
    try {
      in(Module.class)
          .findVirtual(
              Module.class,
              "implAddOpens",
              MethodType.methodType(void.class, String.class, Module.class))
          .invokeExact(c.getModule(), c.getPackageName(), JdkInternals.class.getModule());
    } catch (ReflectiveOperationException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
    return in(c);
  }

  static VarHandle field(Class<?> c, String name) throws ReflectiveOperationException {
    return lookup(c).unreflectVarHandle(c.getDeclaredField(name)).withInvokeBehavior();
  }

  static int constant(Class<?> c, String name) throws ReflectiveOperationException {
    lookup(c);
    return constantOf(c, name);
  }

  private static VarHandle fieldOf(Class<?> c, String name, Class<?> type)
      throws ReflectiveOperationException {
    return in(c).findVarHandle(c, name, type).withInvokeBehavior();
  }

  private static int constantOf(Class<?> c, String name) throws ReflectiveOperationException {
    return (int) in(c).findStaticVarHandle(c, name, int.class).get();
  }

  private static void export() throws Throwable {
    var base = Object.class.getModule();
    var us = JdkInternals.class.getModule();
    if (base.isExported("jdk.internal.vm", us) && base.isExported("jdk.internal.access", us)) {
      return; // a manifest's Add-Exports: two method handles less at the start
    }
    var add =
        in(Module.class)
            .findVirtual(
                Module.class,
                "implAddExports",
                MethodType.methodType(void.class, String.class, Module.class));
    add.invokeExact(base, "jdk.internal.vm", us);
    add.invokeExact(base, "jdk.internal.access", us);
  }

  /**
   * What a field of a class of the JDK holds.
   *
   * @param of whose field; null for a static one
   */
  public static @Nullable Object read(Class<?> owner, String field, @Nullable Object of)
      throws ReflectiveOperationException {
    var add =
        in(Module.class)
            .findVirtual(
                Module.class,
                "implAddOpens",
                MethodType.methodType(void.class, String.class, Module.class));
    try {
      add.invokeExact(owner.getModule(), owner.getPackageName(), JdkInternals.class.getModule());
    } catch (Throwable e) {
      throw unexpected(e);
    }
    var f = owner.getDeclaredField(field);
    f.setAccessible(true);
    return f.get(of);
  }

  /**
   * A virtual thread, not started, whose continuation is handed to {@code scheduler}.
   *
   * @param inherits whether it has the caller's class loader and inheritable thread-locals
   */
  static Thread newVirtualThread(
      Executor scheduler, @Nullable String name, boolean inherits, Runnable task) {
    int characteristics = inherits ? 0 : INHERIT_NONE;
    try {
      return (Thread)
          required(NEW_VIRTUAL_THREAD).invokeExact(scheduler, name, characteristics, task);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** False if the caller has never had a thread-local that the threads it makes would inherit. */
  static boolean mayHaveInheritables() {
    return INHERITABLES == null || (Object) INHERITABLES.get(Thread.currentThread()) != null;
  }

  /** Starts it in Heddle's own container: it is not held by anything but who can wake it. */
  static void start(Thread virtual) {
    if (!available()) {
      throw new IllegalStateException(reason());
    }
    SharedSecrets.getJavaLangAccess().start(virtual, Container.INSTANCE);
  }

  /** The platform thread that runs the caller. */
  public static Thread currentCarrier() {
    try {
      return (Thread) required(CURRENT_CARRIER).invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What the virtual thread was made with, or inherited from its maker. */
  static Executor schedulerOf(Thread virtual) {
    if (SCHEDULER == null) {
      throw new IllegalStateException(reason());
    }
    return (Executor) SCHEDULER.get(virtual);
  }

  /** What a carrier calls to run the virtual thread until it next unmounts. */
  static Runnable continuationOf(Thread virtual) {
    if (CONTINUATION == null) {
      throw new IllegalStateException(reason());
    }
    return (Runnable) CONTINUATION.get(virtual);
  }

  /**
   * Takes a thread that is fully parked out of that state; the caller then must have its
   * continuation run. False if it is in any other state: {@code LockSupport.unpark} knows what to
   * do.
   */
  static boolean unparkParked(Thread virtual) {
    return STATE != null && STATE.compareAndSet(virtual, PARKED, UNPARKED);
  }

  /**
   * For a thread that has left its carrier in the middle of a timed wait, because there was no
   * memory for the timer: takes it out of that state, as the timer would have done. The caller then
   * must have its continuation run. False if it is in any other state.
   */
  static boolean resubmit(Thread virtual) {
    return STATE != null
        && (STATE.compareAndSet(virtual, TIMED_PARKING, UNPARKED)
            || STATE.compareAndSet(virtual, TIMED_WAITING, UNBLOCKED));
  }

  /** True while it waits and has not left its carrier. */
  static boolean isPinned(Thread virtual) {
    if (STATE == null) {
      return false;
    }
    int s = (int) STATE.getVolatile(virtual);
    return s == PINNED || s == TIMED_PINNED;
  }

  /** True if the calling virtual thread could leave its carrier, if there is memory. */
  static boolean mayLeaveCarrier() {
    return SCOPE != null && !Continuation.isPinned(SCOPE);
  }

  /** True if it is ready because it has yielded, and nobody had to wake it. */
  static boolean hasYielded(Thread virtual) {
    return STATE != null && (int) STATE.getVolatile(virtual) == YIELDED;
  }

  /**
   * Makes {@code loader} the one that {@link ClassLoader#getSystemClassLoader} returns: where the
   * JDK looks for URL handlers, providers and agents, and where the threads of its common pool look
   * for all. Nothing happens if the JDK does not let us.
   */
  public static void systemClassLoader(ClassLoader loader) {
    if (!available()) {
      return;
    }
    try {
      in(ClassLoader.class)
          .findStaticVarHandle(ClassLoader.class, "scl", ClassLoader.class)
          .setVolatile(loader);
    } catch (ReflectiveOperationException e) {
      // as in a JVM whose program has a loader of its own
    }
  }

  /** Runs the action while the calling thread can not leave its carrier. */
  static <T> void pinned(T argument, Consumer<T> action) {
    if (!Thread.currentThread().isVirtual()) {
      action.accept(argument);
      return;
    }
    Continuation.pin();
    try {
      action.accept(argument);
    } finally {
      Continuation.unpin();
    }
  }

  /** True while it keeps one of our carriers: it runs there, or waits and cannot leave. */
  public static boolean isOnCarrier(Thread virtual) {
    return CARRIER != null && CARRIER.getOpaque(virtual) instanceof Carrier;
  }

  /** True while a platform thread runs it. */
  static boolean isMounted(Thread virtual) {
    return CARRIER == null || CARRIER.getOpaque(virtual) != null;
  }

  static boolean isContinuationOf(Thread virtual, Runnable r) {
    return CONTINUATION != null && CONTINUATION.get(virtual) == r;
  }

  /**
   * What a platform thread has inherited; read while it runs, for a value that it never changes.
   */
  static @Nullable Object inherited(Thread platform, InheritableThreadLocal<?> local) {
    var way = InheritedHolder.INHERITED;
    return way == null ? null : way.of(platform, local);
  }

  /** The way to a thread's inheritable thread locals. */
  private record Inherited(VarHandle locals, MethodHandle entry, VarHandle value) {
    @Nullable Object of(Thread thread, InheritableThreadLocal<?> local) {
      try {
        var map = locals.get(thread);
        var found = map == null ? null : (Object) entry.invoke(map, local);
        return found == null ? null : value.get(found);
      } catch (Throwable e) {
        return null;
      }
    }

    static @Nullable Inherited open() {
      try {
        var map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
        var entry = Class.forName("java.lang.ThreadLocal$ThreadLocalMap$Entry");
        return new Inherited(
            fieldOf(Thread.class, "inheritableThreadLocals", map),
            in(map).findVirtual(map, "getEntry", MethodType.methodType(entry, ThreadLocal.class)),
            fieldOf(entry, "value", Object.class));
      } catch (ReflectiveOperationException | LinkageError e) {
        return null;
      }
    }
  }

  /** The live virtual threads, but for the goroutines of our own carriers. */
  public static List<Thread> otherVirtualThreads() {
    var found = new ArrayList<Thread>();
    addOtherVirtualThreads(ThreadContainers.root(), found);
    return found;
  }

  /** True if virtual threads live that {@link #otherVirtualThreads} cannot name. */
  public static boolean areThreadsHidden() {
    return !ThreadContainers.trackAllThreads()
        && ThreadContainers.root().threadCount() > ThreadContainers.root().threads().count();
  }

  /** Those of an executor or a structured scope stand in a container below the root. */
  private static void addOtherVirtualThreads(ThreadContainer of, List<Thread> found) {
    var container = of;
    if (container == Container.INSTANCE) {
      container = Owners.now(); // children() asks all its threads, of which there may be a million
    } else {
      container.threads().filter(Thread::isVirtual).forEach(found::add);
    }
    container.children().forEach(child -> addOtherVirtualThreads(child, found));
  }

  /** In place of {@link Container}: those goroutines that own a container, such as a scope. */
  private static final class Owners extends ThreadContainer {
    private static final @Nullable VarHandle SCOPES = scopes();

    private Owners() {
      super(true);
    }

    /** Typed so that the verifier of who calls it needs not load this class: see exportVm. */
    static ThreadContainer now() {
      return new Owners();
    }

    private static @Nullable VarHandle scopes() {
      try {
        return field(Thread.class, "headStackableScopes");
      } catch (ReflectiveOperationException | RuntimeException e) {
        return null; // another JDK: each is asked
      }
    }

    @Override
    public Stream<Thread> threads() {
      return SCOPES == null
          ? Container.INSTANCE.threads()
          : Registry.get().found(g -> SCOPES.getVolatile(g.thread()) != null).stream()
              .map(Goroutine::thread);
    }
  }

  /**
   * Ends the process as {@link System#exit} does, but without the JDK's log of it, which takes a
   * quarter of the time of a small program.
   */
  public static void exit(int status) {
    if (available()) {
      try {
        var shutdown = Class.forName("java.lang.Shutdown");
        var sequence =
            in(shutdown).findStatic(shutdown, "shutdown", MethodType.methodType(void.class));
        var before =
            in(shutdown).findStatic(shutdown, "beforeHalt", MethodType.methodType(void.class));
        synchronized (shutdown) { // as the JDK does: the first who ends the process ends it
          before.invokeExact();
          sequence.invokeExact();
          Runtime.getRuntime().halt(status);
        }
      } catch (Throwable e) {
        // another JDK, or no memory
      }
    }
    System.exit(status);
  }

  private static MethodHandle required(@Nullable MethodHandle h) {
    if (h == null) {
      throw new IllegalStateException(reason());
    }
    return h;
  }

  /** The JDK's own failures (no memory, …) pass; handles themselves fail in no other way. */
  static Error unexpected(Throwable e) {
    if (e instanceof RuntimeException r) {
      throw r;
    }
    if (e instanceof Error error) {
      throw error;
    }
    return new AssertionError(e);
  }

  /**
   * Where goroutines are started. It records nobody: the goroutines that have ever waited stand,
   * weakly, in the {@link Registry}, which is what thread dumps get to see.
   */
  private static final class Container extends ThreadContainer {
    static final ThreadContainer INSTANCE = new Container();

    @SuppressWarnings("unused") // the JDK holds containers weakly, by this key
    private final Object key;

    private Container() {
      super(true);
      key = ThreadContainers.registerContainer(this);
    }

    @Override
    public String name() {
      return "goroutines";
    }

    @Override
    public Stream<Thread> threads() {
      try {
        return Registry.get().goroutines().stream().map(Goroutine::thread);
      } catch (LinkageError e) {
        return Stream.empty(); // its class loader has been closed, and no goroutine ever waited
      }
    }
  }
}
