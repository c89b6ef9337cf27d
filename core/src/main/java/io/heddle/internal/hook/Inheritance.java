// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import org.jspecify.annotations.Nullable;

/** What a goroutine takes over from who starts it, beside the context, if somebody provides it. */
public final class Inheritance {
  /*
   * Off:      `state` is a plain byte, read once for each goroutine; that is all it costs. A thread that
   *           learns of a change a moment later has started a few goroutines without it.
   * Where:    a goroutine has one field for what it inherits. If something was captured, it holds a
   *           Carried around the context, so that a goroutine without is no larger.
   * When:     services are looked for when the first goroutine is made, which opens every jar of the
   *           class path: that takes longer than a small program. So a program that `heddle run` compiled
   *           and that has no libraries does without: settle.
   * Locking:  the class's own lock, during the first search. A goroutine that a service makes meanwhile
   *           inherits nothing.
   * Checked by: InheritedTest
   */
  private static final byte UNKNOWN = 0;
  private static final byte OFF = 1;
  private static final byte ON = 2;

  private static byte state;
  private static boolean isLooking;
  private static volatile @Nullable Hook hook;

  private Inheritance() {}

  /** Asks all who provide something. */
  public interface Hook {
    /** Finds the services that there are; true if there are any. */
    boolean look(@Nullable ClassLoader loader);

    /** What the caller has to pass on. */
    @Nullable Object capture();

    /** Runs the body with it. */
    void run(Object captured, Body body) throws Throwable;
  }

  /** What a goroutine does. */
  public interface Body {
    void run() throws Throwable;
  }

  /** A context, and what was captured with it. */
  private record Carried(@Nullable Object context, @Nullable Object captured) {}

  /** The one hook there is, set when its class is initialized. */
  public static void askedBy(Hook h) {
    hook = h;
  }

  /** No services are looked for, or those that this loader knows. */
  public static synchronized void settle(@Nullable ClassLoader loader) {
    if (state == UNKNOWN) {
      state = loader != null && hook().look(loader) ? ON : OFF;
    }
  }

  /** Whether anybody provides anything, from now on. */
  public static synchronized void set(boolean on) {
    state = on ? ON : OFF;
  }

  /** The context and what the caller passes on with it; that itself if it has been captured. */
  public static @Nullable Object with(@Nullable Object context) {
    return state == OFF ? context : carried(context);
  }

  private static @Nullable Object carried(@Nullable Object context) {
    if (state == UNKNOWN && !look() || state == OFF || context instanceof Carried) {
      return context;
    }
    return new Carried(context, hook().capture());
  }

  /** Looks for services, at the first call; false if the caller is such a service being made. */
  public static synchronized boolean look() {
    if (isLooking) {
      return false;
    }
    if (state == UNKNOWN) {
      isLooking = true;
      try {
        byte found = hook().look(null) ? ON : OFF;
        if (state == UNKNOWN) {
          state = found;
        }
      } finally {
        isLooking = false;
      }
    }
    return true;
  }

  /** The context in what {@link #with} returned. */
  public static @Nullable Object contextOf(@Nullable Object inherited) {
    return inherited instanceof Carried c ? c.context : inherited;
  }

  /** True if there is something to restore. */
  public static boolean isIn(@Nullable Object inherited) {
    return inherited instanceof Carried c && c.captured != null;
  }

  /** Runs the body with what was captured; only if {@link #isIn} said so. */
  public static void run(@Nullable Object inherited, Body body) throws Throwable {
    if (inherited instanceof Carried c && c.captured != null) {
      hook().run(c.captured, body);
    } else {
      body.run();
    }
  }

  private static Hook hook() {
    var h = hook;
    if (h != null) {
      return h;
    }
    try {
      // By name: what is internal does not refer to what is public.
      Class.forName(
          "io.heddle.runtime.InheritedServices", true, Inheritance.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    h = hook;
    if (h == null) {
      throw new IllegalStateException("nobody knows the services");
    }
    return h;
  }
}
