// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.wait.Waiter;
import org.jspecify.annotations.Nullable;

/** Where the runtime tells what goroutines do, to the {@link Tracer}s that have asked. */
public final class Tracing {
  /*
   * Off:      a caller asks isOn first, a plain read of a static field: half a nanosecond, where a
   *           switch costs a hundred. It is not volatile: a thread that learns of a tracer a moment
   *           later has only missed a few events, and everything here passes a park or a call that the
   *           JIT does not see through, so no loop keeps an old value for ever.
   * A wait:   Parker keeps what `waits` returned in a local variable and asks that afterwards, so a
   *           wait that began unseen ends unseen, and a tracer that is taken away in between is still
   *           told the end of what it has seen begin.
   * Several:  two tracers are one that tells both.
   * Failure:  of a tracer (no memory, a full stack) is its own affair; the event is lost.
   * Where:    Goroutine (started, begun, ended), Parker (waits, waited, goesOn, wakes, woke), Watchdog
   *           (relieved), Carrier (runs, stops, idles), CarrierScheduler (ready).
   * Rejected: a MutableCallSite, for which off costs nothing at all: its flip stops the world and
   *           deoptimizes what is hottest.
   * Checked by: TracingTest
   */
  private static boolean on;
  private static volatile @Nullable Tracer tracer;

  private Tracing() {}

  /** True if there may be a tracer; nothing else here need be called otherwise. */
  public static boolean isOn() {
    return on;
  }

  /** From now on it is told. */
  public static synchronized void add(Tracer t) {
    tracer = tracer == null ? t : new Both(t, tracer);
    on = true;
  }

  /** From some moment during the call on it is not told, but for the ends of waits. */
  public static synchronized void remove(Tracer t) {
    tracer = without(tracer, t);
    on = tracer != null;
  }

  private static @Nullable Tracer without(@Nullable Tracer all, Tracer t) {
    if (all == null || all == t) {
      return null;
    }
    if (!(all instanceof Both(Tracer first, Tracer second))) {
      return all;
    }
    if (first == t) {
      return second;
    }
    var rest = without(second, t);
    return rest == null ? first : rest == second ? all : new Both(first, rest);
  }

  public static void started(Goroutine g, @Nullable Goroutine by) {
    var t = tracer;
    if (t != null) {
      try {
        t.started(g, by);
      } catch (Throwable lost) {
        // see above
      }
    }
  }

  public static void begun(Goroutine g) {
    var t = tracer;
    if (t != null) {
      try {
        t.begun(g);
      } catch (Throwable lost) {
        // see above
      }
    }
  }

  public static void ended(Goroutine g) {
    var t = tracer;
    if (t != null) {
      try {
        t.ended(g);
      } catch (Throwable lost) {
        // see above
      }
    }
  }

  /** What is to be given to {@link #waited}, or null. */
  public static @Nullable Object waits(Waiter w, @Nullable Goroutine g) {
    var t = tracer;
    if (t == null) {
      return null;
    }
    try {
      var mark = t.waits(w, g);
      return mark == null ? null : new Mark(t, mark);
    } catch (Throwable lost) {
      return null;
    }
  }

  /** Told to the tracer that saw the wait begin. */
  public static void waited(Waiter w, @Nullable Goroutine g, Object mark) {
    try {
      var m = (Mark) mark;
      m.tracer.waited(w, g, m.mark);
    } catch (Throwable lost) {
      // see above
    }
  }

  public static void wakes(Waiter w) {
    var t = tracer;
    if (t != null) {
      try {
        t.wakes(w);
      } catch (Throwable lost) {
        // see above
      }
    }
  }

  public static void relieved(int carrier) {
    var t = tracer;
    if (t != null) {
      try {
        t.relieved(carrier);
      } catch (Throwable lost) {
        // see above
      }
    }
  }

  public static void runs(Goroutine g, int carrier) {
    var t = tracer;
    if (t != null) {
      try {
        t.runs(g, carrier);
      } catch (Throwable lost) {
        // see above
      }
    }
  }

  public static void stops(Goroutine g, int carrier) {
    var t = tracer;
    if (t != null) {
      try {
        t.stops(g, carrier);
      } catch (Throwable lost) {
        // see above
      }
    }
  }

  public static void idles(int carrier) {
    var t = tracer;
    if (t != null) {
      try {
        t.idles(carrier);
      } catch (Throwable lost) {
        // see above
      }
    }
  }

  public static void goesOn() {
    var t = tracer;
    if (t != null) {
      try {
        t.goesOn();
      } catch (Throwable lost) {
        // see above
      }
    }
  }

  public static void ready(Goroutine g) {
    var t = tracer;
    if (t != null) {
      try {
        t.ready(g);
      } catch (Throwable lost) {
        // see above
      }
    }
  }

  public static void woke(Thread thread) {
    var t = tracer;
    if (t != null) {
      try {
        t.woke(thread);
      } catch (Throwable lost) {
        // see above
      }
    }
  }

  private record Mark(Tracer tracer, Object mark) {}

  private record Both(Tracer first, Tracer second) implements Tracer {
    private record Marks(@Nullable Object first, @Nullable Object second) {}

    @Override
    public void started(Goroutine g, @Nullable Goroutine by) {
      first.started(g, by);
      second.started(g, by);
    }

    @Override
    public void begun(Goroutine g) {
      first.begun(g);
      second.begun(g);
    }

    @Override
    public void ended(Goroutine g) {
      first.ended(g);
      second.ended(g);
    }

    @Override
    public @Nullable Object waits(Waiter w, @Nullable Goroutine g) {
      var a = first.waits(w, g);
      var b = second.waits(w, g);
      return a == null && b == null ? null : new Marks(a, b);
    }

    @Override
    public void waited(Waiter w, @Nullable Goroutine g, Object mark) {
      var m = (Marks) mark;
      if (m.first != null) {
        first.waited(w, g, m.first);
      }
      if (m.second != null) {
        second.waited(w, g, m.second);
      }
    }

    @Override
    public void wakes(Waiter w) {
      first.wakes(w);
      second.wakes(w);
    }

    @Override
    public void relieved(int carrier) {
      first.relieved(carrier);
      second.relieved(carrier);
    }

    @Override
    public void runs(Goroutine g, int carrier) {
      first.runs(g, carrier);
      second.runs(g, carrier);
    }

    @Override
    public void stops(Goroutine g, int carrier) {
      first.stops(g, carrier);
      second.stops(g, carrier);
    }

    @Override
    public void idles(int carrier) {
      first.idles(carrier);
      second.idles(carrier);
    }

    @Override
    public void goesOn() {
      first.goesOn();
      second.goesOn();
    }

    @Override
    public void ready(Goroutine g) {
      first.ready(g);
      second.ready(g);
    }

    @Override
    public void woke(Thread thread) {
      first.woke(thread);
      second.woke(thread);
    }
  }
}
