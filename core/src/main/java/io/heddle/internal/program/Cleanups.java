// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.JdkInternals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Code of a user's that the JDK's own cleaner causes to run after a collection: functions that
 * native memory was given ({@code MemorySegment.reinterpret} in an {@code Arena.ofAuto}), and what
 * threads of a user's factory do when their pool, a {@code newSingleThreadExecutor}, is shut down.
 */
final class Cleanups {
  /*
   * What the JDK registers there are functions of its own, which wake nobody. The one that an automatic arena
   * registers has a list of what is to be done, and in it a Runnable wherever it is not the JDK that
   * knows what. A `Cleaner` of a user's has a thread of its own, which is seen.
   * Checked by: WakersTest
   */
  private static final int MOST = 10_000;
  private static final String LIST = "jdk.internal.foreign.MemorySessionImpl$ResourceList";

  private Cleanups() {}

  static boolean isAnyOfAUser() throws ReflectiveOperationException {
    var type = Class.forName("jdk.internal.ref.CleanerImpl$PhantomCleanableRef");
    var all = registered();
    if (all == null || all.size() > MOST) {
      return true;
    }
    for (var cleanable : all) {
      if (type.isInstance(cleanable) && isOfAUser(JdkInternals.read(type, "action", cleanable))) {
        return true;
      }
    }
    return false;
  }

  /** Null if they cannot be told. */
  private static @Nullable List<Object> registered() throws ReflectiveOperationException {
    var cleaner =
        JdkInternals.read(Class.forName("jdk.internal.ref.CleanerFactory"), "commonCleaner", null);
    var impl = cleaner == null ? null : read(cleaner, "impl");
    var list = impl == null ? null : read(impl, "activeList");
    if (list == null) {
      return null;
    }
    var all = new ArrayList<Object>();
    synchronized (list) {
      for (var node = read(list, "head"); node != null; node = read(node, "next")) {
        if (read(node, "arr") instanceof Object[] slots
            && read(node, "size") instanceof Integer n) {
          all.addAll(Arrays.asList(slots).subList(0, n));
        }
      }
    }
    return all;
  }

  private static boolean isOfAUser(@Nullable Object action) throws ReflectiveOperationException {
    if (action == null || !Origin.isOfTheJdk(action.getClass())) {
      return true;
    }
    var list = Class.forName(LIST);
    if (!list.isInstance(action)) {
      return endsThreadsOfAUser(action);
    }
    var cleanup = Class.forName(LIST + "$ResourceCleanup");
    for (var c = JdkInternals.read(list, "fst", action);
        c != null;
        c = JdkInternals.read(cleanup, "next", c)) {
      for (var captured : c.getClass().getDeclaredFields()) {
        if (captured.getType() == Runnable.class) {
          return true;
        }
      }
    }
    return false;
  }

  /** A thread whose stack has a frame of a user's goes on there when its pool is shut down. */
  private static boolean endsThreadsOfAUser(Object action) throws ReflectiveOperationException {
    for (var captured : action.getClass().getDeclaredFields()) {
      if (captured.getType() == ExecutorService.class) {
        var pool = JdkInternals.read(action.getClass(), captured.getName(), action);
        return !(pool instanceof ThreadPoolExecutor p) || hasThreadOfAUser(p);
      }
    }
    return false;
  }

  private static boolean hasThreadOfAUser(ThreadPoolExecutor pool)
      throws ReflectiveOperationException {
    if (!(JdkInternals.read(ThreadPoolExecutor.class, "workers", pool) instanceof Set<?> workers)) {
      return true;
    }
    for (var worker : List.copyOf(workers)) {
      if (!(read(worker, "thread") instanceof Thread t)
          || !Origin.isAllOfTheJdk(t.getStackTrace())) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object read(Object of, String field)
      throws ReflectiveOperationException {
    return JdkInternals.read(of.getClass(), field, of);
  }
}
