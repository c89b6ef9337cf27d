// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who holds and who waits for what is the JDK's own: monitors, the locks of {@code
 * java.util.concurrent}, the end of a thread. Loaded when somebody searches for a deadlock.
 */
public final class JdkLocks {
  /*
   * Monitors:  jdk.internal.vm.ThreadSnapshot tells what a thread owns and waits for. It walks a stack
   *            that must not be running (see JdkStacks), so a virtual thread is suspended meanwhile, and
   *            one that runs is not asked. A platform thread is asked by a handshake. Once the JVM has
   *            compiled Object.wait0 it does not know any more what a thread waits on there. For a cycle
   *            that matters where one joins a platform thread: Thread.join has locked it.
   * j.u.c.:    AbstractOwnableSynchronizer.exclusiveOwnerThread. Each attempt to acquire has a node of
   *            its own in the queue, by which one wait is told from the next.
   * Ends:      who joins a virtual thread waits for its latch, `termination`.
   * Checked by: DeadlocksTest
   */
  private static final @Nullable Access ACCESS = open();

  private JdkLocks() {}

  private record Access(
      VarHandle owner,
      Queue queue,
      @Nullable Queue longQueue,
      VarHandle termination,
      VarHandle latchSync,
      MethodHandle snapshot,
      VarHandle blocker,
      VarHandle stack,
      VarHandle locks,
      VarHandle depth,
      VarHandle lock) {}

  /** The fields of a synchronizer's queue; the kinds of synchronizers have different classes. */
  private record Queue(VarHandle tail, VarHandle previous, VarHandle waiter) {
    static Queue of(Class<?> synchronizer) throws ReflectiveOperationException {
      var node = Class.forName(synchronizer.getName() + "$Node");
      return new Queue(
          JdkInternals.field(synchronizer, "tail"),
          JdkInternals.field(node, "prev"),
          JdkInternals.field(node, "waiter"));
    }

    void forEach(Object synchronizer, BiConsumer<Thread, Object> nodes) {
      for (Object n = tail.getVolatile(synchronizer); n != null; n = previous.getVolatile(n)) {
        if (waiter.getVolatile(n) instanceof Thread t) {
          nodes.accept(t, n);
        }
      }
    }
  }

  /**
   * Who waits in which synchronizer. Each queue is read once, when it is first asked about, so that
   * many who wait in one are found quickly. A wait that is told is not over at that moment: who
   * leaves the queue takes itself out of its node. Used by one thread.
   */
  public static final class Queues {
    private final Set<Object> read = Collections.newSetFromMap(new IdentityHashMap<>());
    private final IdentityHashMap<Thread, Place> places = new IdentityHashMap<>();

    private record Place(Object synchronizer, Queue queue, Object node) {
      boolean isHeldBy(Thread thread) {
        return queue.waiter.getVolatile(node) == thread;
      }
    }

    /**
     * Stands for the thread's present wait in the synchronizer's queue; null if it has left it, or
     * came when the queue had been read.
     */
    public @Nullable Object waitOf(Thread thread, Object synchronizer) {
      if (read.add(synchronizer)) {
        read(synchronizer);
      }
      var place = places.get(thread);
      return place != null && place.synchronizer == synchronizer && place.isHeldBy(thread)
          ? place.node
          : null;
    }

    private void read(Object synchronizer) {
      var queue = queueOf(synchronizer);
      if (queue != null) {
        queue.forEach(synchronizer, (t, n) -> places.put(t, new Place(synchronizer, queue, n)));
      }
    }
  }

  private static @Nullable Queue longQueue() {
    try {
      return Queue.of(AbstractQueuedLongSynchronizer.class);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // another JDK: its queue is not seen
    }
  }

  private static @Nullable Access open() {
    if (!JdkInternals.available()) {
      return null;
    }
    try {
      var snapshot = Class.forName("jdk.internal.vm.ThreadSnapshot");
      var lock = Class.forName("jdk.internal.vm.ThreadSnapshot$ThreadLock");
      return new Access(
          JdkInternals.field(AbstractOwnableSynchronizer.class, "exclusiveOwnerThread"),
          Queue.of(AbstractQueuedSynchronizer.class),
          longQueue(),
          JdkInternals.field(Class.forName("java.lang.VirtualThread"), "termination"),
          JdkInternals.field(CountDownLatch.class, "sync"),
          JdkInternals.lookup(snapshot)
              .findStatic(snapshot, "create", MethodType.methodType(snapshot, Thread.class))
              .asType(MethodType.methodType(Object.class, Thread.class)),
          JdkInternals.field(snapshot, "blockerObject"),
          JdkInternals.field(snapshot, "stackTrace"),
          JdkInternals.field(snapshot, "locks"),
          JdkInternals.field(lock, "depth"),
          JdkInternals.field(lock, "obj"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // another JDK: what is the JDK's own is not seen
    }
  }

  /** The thread that has locked it; null if none has, or nobody can say. */
  public static @Nullable Thread ownerOf(Object synchronizer) {
    return ACCESS != null && synchronizer instanceof AbstractOwnableSynchronizer s
        ? (Thread) ACCESS.owner.getVolatile(s)
        : null;
  }

  private static @Nullable Queue queueOf(Object synchronizer) {
    var a = ACCESS;
    return a == null
        ? null
        : switch (synchronizer) {
          case AbstractQueuedLongSynchronizer _ -> a.longQueue;
          case AbstractQueuedSynchronizer _ -> a.queue;
          default -> null;
        };
  }

  /** What those park on that join this virtual thread; null if nobody has. */
  public static @Nullable Object joinedBy(Thread virtual) {
    var latch = ACCESS == null ? null : ACCESS.termination.getVolatile(virtual);
    return ACCESS == null || latch == null ? null : ACCESS.latchSync.get(latch);
  }

  /**
   * What a thread waits for and holds.
   *
   * @param waitsFor the monitor, or what it waits on in {@link Object#wait()}
   */
  public record Monitors(@Nullable Object waitsFor, List<Object> owned) {}

  /** The monitors of a thread that stands still; null if it does not, or nobody can say. */
  public static @Nullable Monitors monitorsOf(Thread thread) {
    if (ACCESS == null) {
      return null;
    }
    return thread.isVirtual()
        ? JdkStacks.whileStopped(thread, () -> snapshot(ACCESS, thread))
        : snapshot(ACCESS, thread);
  }

  /**
   * Finds, among virtual threads that monitors block, many that own none. For one search, by one
   * thread.
   */
  public static final class Bare {
    /*
     * In a compiled method the place tells which monitors the frame holds; so of those whose stacks are
     * equal, and of compiled methods alone, all own as many: see StackPrints.ofAny. Of each print one is
     * walked, the second that has it. Of the other stacks more of the words are compared, see
     * StackPrints.ofAll. Where stacks differ much that does not pay, and is done for the first ones only.
     */
    private static final int MOST = 2000;

    private final Map<StackPrints.Print, Known> known = new HashMap<>();

    /** Full prints of stacks with frames that are not compiled: who has such a one owns none. */
    private final Set<StackPrints.Print> bare = new HashSet<>();

    private enum Known {
      SEEN_ONCE,
      OWNS_NONE,
      TO_BE_ASKED
    }

    /** As {@link JdkLocks#monitorsOf}; null also if the thread is known to own none. */
    public @Nullable Monitors monitorsOf(Thread virtual) {
      var a = ACCESS;
      return a == null ? null : JdkStacks.whileStopped(virtual, () -> ask(a, virtual));
    }

    private @Nullable Monitors ask(Access a, Thread virtual) {
      var print = JdkStacks.printOf(virtual);
      var before = print == null ? Known.TO_BE_ASKED : known.get(print);
      var full = before == Known.TO_BE_ASKED ? JdkStacks.fullPrintOf(virtual) : null;
      if (before == Known.OWNS_NONE || full != null && bare.contains(full)) {
        return null;
      }
      var monitors = snapshot(a, virtual);
      if (monitors == null) {
        return null;
      }
      if (full != null && bare.size() < MOST && monitors.owned().isEmpty()) {
        bare.add(full);
      }
      if (before == Known.SEEN_ONCE) {
        boolean ownsNone = monitors.owned().isEmpty() && JdkStacks.isCompiled(virtual);
        known.put(print, ownsNone ? Known.OWNS_NONE : Known.TO_BE_ASKED);
      } else if (before == null && known.size() < MOST) {
        known.put(print, Known.SEEN_ONCE);
      }
      return monitors;
    }
  }

  private static @Nullable Monitors snapshot(Access a, Thread thread) {
    Object snapshot;
    try {
      snapshot = (Object) a.snapshot.invokeExact(thread);
    } catch (Throwable e) {
      throw JdkInternals.unexpected(e);
    }
    if (snapshot == null) {
      return null; // it has ended
    }
    var owned = new ArrayList<>();
    if (a.locks.get(snapshot) instanceof Object[] locks) {
      for (var lock : locks) {
        var monitor = a.lock.get(lock);
        if (monitor != null) {
          owned.add(monitor);
        }
      }
    }
    var blocker = a.blocker.get(snapshot);
    return new Monitors(blocker != null ? blocker : joined(a, snapshot), owned);
  }

  /** The platform thread for whose end it waits: what is locked by the frame that waits. */
  private static @Nullable Object joined(Access a, Object snapshot) {
    if (a.stack.get(snapshot) instanceof StackTraceElement[] stack
        && a.locks.get(snapshot) instanceof Object[] locks) {
      int depth = 0;
      while (depth < stack.length && isOf(Object.class, "wait", stack[depth])) {
        depth++;
      }
      if (depth > 0 && depth < stack.length && isOf(Thread.class, "join", stack[depth])) {
        for (var lock : locks) {
          if ((int) a.depth.get(lock) == depth) {
            return a.lock.get(lock);
          }
        }
      }
    }
    return null;
  }

  private static boolean isOf(Class<?> type, String method, StackTraceElement frame) {
    return frame.getClassName().equals(type.getName()) && frame.getMethodName().startsWith(method);
  }
}
