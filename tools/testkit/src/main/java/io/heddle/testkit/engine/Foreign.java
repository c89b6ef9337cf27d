// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import io.heddle.internal.wait.WaitReason;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Waits that are not those of this library's primitives inside the bubble. */
final class Foreign {
  /*
   * For ever:  parked in a lock or queue of the JDK: who could end it is in the bubble.
   * A moment:  in a monitor, entering it or notified: the JVM makes it ready a little after it could be.
   * Outside:   something from outside of the bubble: when exploring nobody is there to end it.
   * Real:      I/O, a real sleep or timed wait, a bubble or program of its own, a platform thread; and a future
   *            that the common pool works at: its threads are older than the bubble.
   */
  enum Patience {
    NONE,
    A_MOMENT,
    OUTSIDE,
    REAL
  }

  static final int MOST_NAMED = 10;
  private static final Pattern GIVEN = Pattern.compile("(Thread|Timer|pool-\\d+-thread)-\\d+");
  private static final Pattern INPUT = Pattern.compile("(java[.](io|net)|sun[.](nio|net))[.]");
  private static final Set<String> REPORTED = ConcurrentHashMap.newKeySet();

  private Foreign() {}

  /** Whether a bubble tells such a thing by who made it: those that say so when they are made. */
  static boolean isNamed(Object on) {
    var name = on.getClass().getName();
    return name.startsWith("io.heddle.")
        && !name.equals("io.heddle.Selecting")
        && !name.startsWith("io.heddle.sync.SingleFlight");
  }

  /**
   * How long to wait for those.
   *
   * @param real gets who waits for the world outside, and where
   */
  static Patience patience(Collection<Member> unsure, List<Thread> threads, Set<String> real) {
    var most = Patience.NONE;
    for (var m : unsure) {
      var p = of(m);
      if (p == Patience.REAL && m.thread != null) {
        add(real, m.toString(), m.thread);
      }
      most = p.compareTo(most) > 0 ? p : most;
    }
    for (var t : threads) {
      most = most == Patience.NONE ? Patience.A_MOMENT : most; // it may just have been woken
      var state = t.getState();
      if (state != Thread.State.WAITING && state != Thread.State.NEW) {
        most = Patience.REAL;
        boolean isNamed = !GIVEN.matcher(t.getName()).matches(); // by the program, not the JDK
        add(real, isNamed ? "thread \"" + t.getName() + "\"" : "a thread", t);
      }
    }
    return most;
  }

  private static void add(Set<String> real, String who, Thread thread) {
    if (real.size() < MOST_NAMED) {
      var place = Places.ofUser(thread.getStackTrace());
      if (place == null && thread.isVirtual()) {
        return; // the JDK's own, which waits for sockets on behalf of others
      }
      real.add(who + (place == null ? "" : " at " + Places.inWords(place)));
    }
  }

  private static Patience of(Member m) {
    var g = m.goroutine;
    var thread = m.thread;
    if (thread == null) {
      return Patience.A_MOMENT;
    }
    var wait = g == null ? null : g.currentWait();
    if (wait != null) {
      boolean timed = wait.isTimed(); // by a timer of the bubble
      return wait.reason() == WaitReason.PROGRAM
          ? Patience.REAL
          : timed ? Patience.NONE : Patience.OUTSIDE;
    }
    return switch (thread.getState()) {
      case BLOCKED -> Patience.A_MOMENT;
      case TIMED_WAITING -> {
        report(thread);
        yield Patience.REAL;
      }
      case WAITING -> ofStack(thread.getStackTrace());
      case NEW, TERMINATED -> Patience.NONE;
      case RUNNABLE -> Patience.A_MOMENT;
    };
  }

  private static Patience ofStack(StackTraceElement[] stack) {
    for (var f : stack) {
      if (f.getClassName().startsWith("sun.nio.ch.")
          || f.getClassName().equals("java.lang.ProcessImpl")) {
        return Patience.REAL;
      }
      if (f.getClassName().equals("java.lang.Object") && f.getMethodName().startsWith("wait")) {
        return Patience.A_MOMENT;
      }
    }
    return Patience.NONE; // parked: who unparks it makes it ready at once
  }

  /** True if that member, which runs, is in a read or the like, and keeps its carrier meanwhile. */
  static boolean isInInput(Member m, Set<String> real) {
    if (m.thread == null) {
      return false;
    }
    var stack = m.thread.getStackTrace();
    boolean is =
        stack.length > 0
            && stack[0].isNativeMethod()
            && INPUT.matcher(stack[0].getClassName()).lookingAt();
    if (is) {
      add(real, m.toString(), m.thread);
    }
    return is;
  }

  /** A wait in real time, told once by its place. */
  private static void report(Thread thread) {
    var place = Places.ofUser(thread.getStackTrace());
    if (REPORTED.add(String.valueOf(place))) {
      System.err.println(
          "heddle: a bubble waits in real time at "
              + (place == null ? "an unknown place" : place)
              + ": with the agent of heddle-testkit that would be virtual time");
    }
  }
}
