// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether goroutines leave their carriers and come back by Heddle's own way, {@code
 * java.lang.GoroutineSwitch}, and that way. It has a third of the fences of the JDK's.
 */
final class OwnSwitch {
  /*
   * Gate:    JDK 25, whose VirtualThread and Continuation GoroutineSwitch was written for; every name in
   *          it is there (else its initializer fails); and a virtual thread that parks, is woken and is
   *          interrupted does what it should. Else, or with -Dheddle.switch=jdk, the JDK's way is taken,
   *          without a word: it does the same more slowly.
   * When:    once a carrier has made AFTER_TURNS turns, on a thread of its own. Method handles to the
   *          JDK's private methods take 10 to 20 ms of a cold JVM: a program that has ended by then does
   *          not pay, and no goroutine waits for it. The ways may alternate, so nobody has to be told.
   * Fields:  written once and plainly; who still sees null goes the JDK's way. The object has no state.
   * Into java.lang: its class file is a resource, compiled by javac with --patch-module (core/pom.xml).
   *          Lookup.defineClass puts it into Thread's package and loader, which opening java.lang allows.
   * Copies:  where several class loaders have this library, the first defines it, and all use that one.
   * Called by interfaces of the JDK, not by method handles: those would leave frames on every parked stack.
   */
  static final long AFTER_TURNS = 1000;

  private static final int JDK = 25;
  private static final String PROPERTY = "heddle.switch";
  private static final String NAME = "java.lang.GoroutineSwitch";
  private static final String RESOURCE = "/META-INF/heddle/GoroutineSwitch.class";

  private static @Nullable Runnable park;
  private static @Nullable Predicate<Object> resume;
  private static boolean wasTried;

  private OwnSwitch() {}

  /**
   * Whether it is to be taken where it can be.
   *
   * @throws IllegalArgumentException if {@code -Dheddle.switch} is neither {@code own} nor {@code
   *     jdk}
   */
  static boolean isWanted() {
    var wanted = System.getProperty(PROPERTY, "own");
    if (!wanted.equals("own") && !wanted.equals("jdk")) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + "=" + wanted + ": known are own and jdk");
    }
    return wanted.equals("own") && Runtime.version().feature() == JDK;
  }

  /** Called by a carrier: from soon on it is taken, if it can be. */
  static void prepare() {
    try {
      if (isWanted()) {
        RuntimeThreads.unstarted("heddle-switch", OwnSwitch::open).start();
      }
    } catch (Throwable e) {
      // no memory, or no thread: as before
    }
  }

  /** Called by a platform thread. Returns whether it is taken. */
  static synchronized boolean open() {
    if (!wasTried) {
      wasTried = true;
      try {
        var lookup = JdkInternals.lookup(Thread.class);
        var c = define(lookup);
        var own = lookup.findConstructor(c, MethodType.methodType(void.class)).invoke();
        @SuppressWarnings("unchecked")
        var resumes = (Predicate<Object>) own;
        new SelfTest((Runnable) own, resumes).pass();
        resume = resumes;
        park = (Runnable) own;
      } catch (Throwable e) {
        // a JDK that has changed, or a lack of memory: as before
      }
    }
    return park != null;
  }

  /** In one JVM there is one, whatever copies of this library there are; all are tested. */
  private static Class<?> define(MethodHandles.Lookup lookup) throws Exception {
    try {
      return lookup.defineClass(bytes());
    } catch (LinkageError e) {
      return Class.forName(NAME, true, null); // another copy was first
    }
  }

  private static byte[] bytes() throws IOException {
    try (var in = OwnSwitch.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(RESOURCE);
      }
      return in.readAllBytes();
    }
  }

  /** As {@link LockSupport#park()}; the caller is a goroutine on a carrier. */
  static void park() {
    var own = park;
    if (own == null) {
      LockSupport.park();
    } else {
      own.run();
    }
  }

  /**
   * Runs a goroutine's thread on the calling carrier until it leaves it.
   *
   * @return true if it is to be made ready: it was woken while it left
   */
  static boolean resume(Thread thread) {
    var own = resume;
    return own != null ? own.test(thread) : resumeByJdk(thread);
  }

  private static boolean resumeByJdk(Thread thread) {
    JdkInternals.continuationOf(thread).run();
    return false;
  }

  /** A virtual thread that parks twice on the calling thread, and how it must look from there. */
  private static final class SelfTest implements Runnable, Executor {
    private final Runnable park;
    private final Predicate<Object> resume;
    private int readied;
    private boolean wasInterrupted;

    SelfTest(Runnable park, Predicate<Object> resume) {
      this.park = park;
      this.resume = resume;
    }

    void pass() {
      var thread = JdkInternals.newVirtualThread(this, "", false, this);
      JdkInternals.start(thread);
      turn(thread, Thread.State.WAITING, 1);
      LockSupport.unpark(thread);
      turn(thread, Thread.State.WAITING, 2);
      thread.interrupt();
      turn(thread, Thread.State.TERMINATED, 3);
      check(wasInterrupted && !Thread.currentThread().isInterrupted());
    }

    /** Its thread can run. */
    @Override
    public void execute(Runnable continuation) {
      readied++;
    }

    /** What its thread does. */
    @Override
    public void run() {
      park.run();
      park.run();
      wasInterrupted = Thread.interrupted();
    }

    private void turn(Thread thread, Thread.State after, int readiedBefore) {
      var carrier = Thread.currentThread();
      check(readied == readiedBefore);
      check(!resume.test(thread));
      check(thread.getState() == after && Thread.currentThread() == carrier);
    }

    private static void check(boolean holds) {
      if (!holds) {
        throw new IllegalStateException("a goroutine would not switch as it should");
      }
    }
  }
}
