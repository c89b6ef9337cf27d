// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.JdkInternals;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The code of a user that the JVM may call although no thread shows it yet: handlers of signals,
 * shutdown hooks, finalizers, listeners, functions that native code was given.
 */
public final class Callbacks {
  /*
   * Each kind is kept in a table of the JDK, and that table is read: what the JDK itself has put
   * there is passed over. A table that cannot be read (another JDK) counts as one with an entry.
   * Classes whose mere initialization would cost are asked only where the rest of the search has
   * found nobody: this comes last.
   * Checked by: WakersTest
   */
  private static final int MOST_FINALIZERS = 100_000;

  /**
   * How many bytes the first argument of a function of our own points to, which native code was
   * given and which wakes nobody. The linker's table knows signatures only, so ours is one that
   * nobody else has.
   */
  public static final long HARMLESS_TARGET_BYTES = 0x4845_444C;

  private Callbacks() {}

  private interface Look {
    boolean finds() throws ReflectiveOperationException;
  }

  private record Kind(String name, Look look) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("a signal handler", Callbacks::isAnySignalHandled),
          new Kind("a shutdown hook", Callbacks::isAnyHookSet),
          new Kind("native code", Callbacks::mayNativeCodeCall),
          new Kind("a finalizer", Callbacks::isAnyFinalizable),
          new Kind("a cleanup of native memory", Cleanups::isAnyOfAUser),
          new Kind("a listener of the JVM's notifications", Callbacks::isAnybodyListening));

  /** One that there is, in words; null if there is none. */
  static @Nullable String find() {
    for (var kind : KINDS) {
      try {
        if (kind.look.finds()) {
          return kind.name;
        }
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        return kind.name + ", perhaps: " + e;
      }
    }
    return null;
  }

  /** The JVM's own handlers end the process. */
  private static boolean isAnySignalHandled() throws ReflectiveOperationException {
    var handlers = (Map<?, ?>) read("jdk.internal.misc.Signal", "handlers");
    return handlers != null
        && List.copyOf(handlers.values()).stream()
            .anyMatch(h -> !h.getClass().getName().startsWith("java.lang.Terminator"));
  }

  /** A hook of the JDK's is of a class of the JDK's; a plain Thread may run anything. */
  private static boolean isAnyHookSet() throws ReflectiveOperationException {
    var owner = Class.forName("java.lang.ApplicationShutdownHooks");
    synchronized (owner) {
      var hooks = (Map<?, ?>) JdkInternals.read(owner, "hooks", null);
      if (hooks == null) {
        return true; // they run already
      }
      for (var hook : hooks.keySet()) {
        if (isOfAUser(hook)) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isOfAUser(Object hook) throws ReflectiveOperationException {
    if (hook.getClass() != Thread.class) {
      return Origin.of(hook.getClass()) == Origin.USER;
    }
    var holder = JdkInternals.read(Thread.class, "holder", hook);
    var task = holder == null ? null : read(holder, "task");
    return task == null || Origin.of(task.getClass()) != Origin.HARNESS;
  }

  /**
   * A library other than the JDK's, or a function of Java's that was made callable from outside.
   */
  private static boolean mayNativeCodeCall() throws ReflectiveOperationException {
    var home = System.getProperty("java.home");
    var names = (Collection<?>) read("jdk.internal.loader.NativeLibraries", "loadedLibraryNames");
    if (names == null || names.stream().anyMatch(n -> isForeign(n.toString(), home))) {
      return true;
    }
    var linker = Linker.nativeLinker();
    var cache =
        JdkInternals.read(
            Class.forName("jdk.internal.foreign.abi.AbstractLinker"), "UPCALL_CACHE", linker);
    var made = cache == null ? null : (Map<?, ?>) read(cache, "cache");
    if (made == null) {
      return true;
    }
    for (var key : made.keySet()) {
      if (!isOurs((FunctionDescriptor) JdkInternals.read(key.getClass(), "descriptor", key))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOurs(@Nullable FunctionDescriptor function) {
    return function != null
        && !function.argumentLayouts().isEmpty()
        && function.argumentLayouts().getFirst() instanceof AddressLayout pointer
        && pointer.targetLayout().isPresent()
        && pointer.targetLayout().get().byteSize() == HARMLESS_TARGET_BYTES;
  }

  /** Libraries that are linked into the JVM go by their mere name. */
  private static boolean isForeign(String library, String home) {
    return library.contains("/") && !library.startsWith(home);
  }

  private static boolean isAnyFinalizable() throws ReflectiveOperationException {
    var owner = Class.forName("java.lang.ref.Finalizer");
    var lock = JdkInternals.read(owner, "lock", null);
    if (lock == null) {
      return true;
    }
    synchronized (lock) {
      int n = 0;
      var f = JdkInternals.read(owner, "unfinalized", null);
      for (; f != null; f = JdkInternals.read(owner, "next", f)) {
        var object = JdkInternals.read(java.lang.ref.Reference.class, "referent", f);
        if (++n > MOST_FINALIZERS || object != null && !Origin.isOfTheJdk(object.getClass())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Memory that grows beyond a threshold, and collections. */
  private static boolean isAnybodyListening() throws ReflectiveOperationException {
    Class<?> factory;
    try {
      factory = Class.forName("java.lang.management.ManagementFactory");
    } catch (ClassNotFoundException e) {
      return false; // a JVM without that module
    }
    var memory = factory.getMethod("getMemoryMXBean").invoke(null);
    if (memory == null || hasListeners(memory)) {
      return true;
    }
    var collectors = (Collection<?>) factory.getMethod("getGarbageCollectorMXBeans").invoke(null);
    if (collectors == null) {
      return true;
    }
    for (var c : collectors) {
      if (hasListeners(c)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasListeners(Object bean) throws ReflectiveOperationException {
    var emitter = Class.forName("sun.management.NotificationEmitterSupport");
    if (!emitter.isInstance(bean)) {
      return false;
    }
    var all = (Collection<?>) JdkInternals.read(emitter, "listenerList", bean);
    return all == null || !all.isEmpty();
  }

  /** JFR calls what was registered as a periodic event. */
  static boolean isAnyEventPeriodic() {
    try {
      var tasks = read("jdk.jfr.internal.periodic.PeriodicEvents", "taskRepository");
      var all = tasks == null ? null : (Map<?, ?>) read(tasks, "lookup");
      if (tasks == null || all == null) {
        return true;
      }
      synchronized (tasks) {
        for (var task : all.values()) {
          var owner = Class.forName("jdk.jfr.internal.periodic.EventTask");
          var type = JdkInternals.read(owner, "eventType", task);
          if (type == null || !isTrue(type, "isJVM") && !isTrue(type, "isJDK")) {
            return true;
          }
        }
      }
      return false;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return true;
    }
  }

  private static boolean isTrue(Object of, String field) throws ReflectiveOperationException {
    return Boolean.TRUE.equals(read(of, field));
  }

  private static @Nullable Object read(String owner, String field)
      throws ReflectiveOperationException {
    return JdkInternals.read(Class.forName(owner), field, null);
  }

  private static @Nullable Object read(Object of, String field)
      throws ReflectiveOperationException {
    return JdkInternals.read(of.getClass(), field, of);
  }
}
