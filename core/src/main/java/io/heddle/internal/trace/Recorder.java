// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import io.heddle.internal.hook.Tracer;
import io.heddle.internal.hook.Tracing;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.sched.Scheduler;
import io.heddle.internal.wait.WaitReason;
import io.heddle.internal.wait.Waiter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what goroutines do, as it happens, into buffers that go to a {@link Sink}. */
final class Recorder extends Streams implements Tracer {
  /*
   * A turn:      RUN, then what the goroutine does, then STOP. Why it stops it says itself before it
   *              parks, and the carrier notes it with STOP. READY comes from whoever makes it ready; if
   *              that is before it has let go, the JDK makes it ready on its own carrier, which STOP
   *              says, and the waker is told by WAKE.
   * Clock:       to read it takes 25 to 35 ns, a switch 100. So STOP is written with the next event of its
   *              carrier, and has the same time. Mostly that is RUN: then both are one event, SWITCH.
   * Checked by:  TraceTest
   */
  Recorder(Sink sink) {
    super(sink);
  }

  /** From now on it is told. */
  void begin() {
    long known = states(0);
    Tracing.add(this);
    metrics();
    states(known); // those who were started in between
  }

  /** Ends it; what has not been handed over yet. Only the first call finds anything. */
  List<EventBuffer.Block> end() {
    Tracing.remove(this);
    return copies(true);
  }

  /** Copies of what has not been handed over yet. */
  List<EventBuffer.Block> copies() {
    return copies(false);
  }

  private static void event(Stream s, byte kind, long time, long a) {
    s.room(0).event(kind, time, a);
  }

  private static void event(Stream s, byte kind, long time, long a, long b) {
    var buffer = s.room(0);
    buffer.event(kind, time);
    buffer.put(a);
    buffer.put(b);
    buffer.commit();
  }

  private static void named(Stream s, byte kind, long time, long a, @Nullable Object name) {
    var b = s.room(1);
    int text = s.string(b, name);
    b.event(kind, time);
    b.put(a);
    b.put(text);
    b.commit();
  }

  private static long idOf(@Nullable Goroutine g) {
    return g == null ? 0 : g.id();
  }

  @Override
  public void started(Goroutine g, @Nullable Goroutine by) {
    var name = g.thread().getName();
    write((s, time) -> {
      var b = s.room(2);
      int site = s.string(b, g.site());
      int text = s.string(b, name.isEmpty() ? null : name);
      b.event(TraceFormat.GO, time);
      b.put(g.id());
      b.put(idOf(by));
      b.put(site);
      b.put(text);
      b.commit();
    });
  }

  @Override
  public void begun(Goroutine g) {
    if (Scheduler.carrierOfCaller() < 0) {
      write((s, time) -> event(s, TraceFormat.RUN_ELSEWHERE, time, g.id()));
    }
  }

  @Override
  public void ended(Goroutine g) {
    write((s, time) -> event(s, TraceFormat.END, time, g.id()));
  }

  @Override
  public void runs(Goroutine g, int carrier) {
    var s = ofCarrier(carrier);
    long time = System.nanoTime();
    long id = g.id();
    var b = s.room(0);
    if (s.stopped != 0 && s.hasToldWhoRuns()) {
      b.event(TraceFormat.SWITCH, time, s.reasonToTell(), s.onToTell(), id);
      s.stopped = 0;
    } else {
      writeStop(s, time);
      event(s, TraceFormat.RUN, time, id);
      s.toldWhoRuns = s.blocks;
    }
    s.reason = 0;
    s.running = id;
    s.isReadyAlready = false;
  }

  @Override
  public void stops(Goroutine g, int carrier) {
    var s = ofCarrier(carrier);
    if (s.reason == 0) {
      s.reason = s.isReadyAlready || g.hasEnded() ? 0 : reasonOfJdk(g.thread());
      s.on = 0;
    }
    s.stopped = s.running;
    s.running = 0;
  }

  @Override
  public void idles(int carrier) {
    var s = ofCarrier(carrier);
    if (s.stopped != 0) {
      writeStop(s, System.nanoTime());
    }
  }

  /** Writes down who has stopped, if that has not been done. */
  private static void writeStop(Stream s, long time) {
    if (s.stopped == 0) {
      return;
    }
    var b = s.room(0);
    b.event(TraceFormat.STOP, time);
    b.put(s.stopped);
    b.put(s.reasonToTell());
    b.put(s.onToTell());
    b.commit();
    s.stopped = 0;
  }

  /** A hint: it may already run elsewhere. */
  private static int reasonOfJdk(Thread t) {
    return switch (t.getState()) {
      case BLOCKED -> WaitReason.MONITOR_ENTER.ordinal() + 1;
      case WAITING, TIMED_WAITING -> WaitReason.PARK.ordinal() + 1;
      case NEW, RUNNABLE, TERMINATED -> 0;
    };
  }

  @Override
  public @Nullable Object waits(Waiter w, @Nullable Goroutine g) {
    if (g == null) {
      return null;
    }
    int carrier = Scheduler.carrierOfCaller();
    if (carrier >= 0) {
      var s = ofCarrier(carrier);
      var b = s.room(1);
      s.reason = w.reason.ordinal() + 1;
      s.on = s.thing(b, w.on);
      s.onBlock = s.blocks;
      return null;
    }
    write((s, time) -> {
      var b = s.room(1);
      int on = s.thing(b, w.on);
      b.event(TraceFormat.BLOCK_ELSEWHERE, time);
      b.put(g.id());
      b.put(w.reason.ordinal() + 1);
      b.put(on);
      b.commit();
    });
    return this;
  }

  @Override
  public void waited(Waiter w, @Nullable Goroutine g, Object mark) {
    write((s, time) -> event(s, TraceFormat.RUN_ELSEWHERE, time, idOf(g)));
  }

  @Override
  public void goesOn() {
    int carrier = Scheduler.carrierOfCaller();
    if (carrier >= 0) {
      ofCarrier(carrier).reason = 0;
    }
  }

  @Override
  public void ready(Goroutine g) {
    int carrier = Scheduler.carrierOfCaller();
    if (carrier < 0) {
      write((s, time) -> event(s, TraceFormat.READY, time, g.id(), caller()));
      return;
    }
    var s = ofCarrier(carrier);
    long id = g.id();
    s.lastReady = g.thread().threadId();
    boolean byRunning = s.running != 0 && Thread.currentThread().isVirtual();
    if (s.running == id && !byRunning) {
      s.isReadyAlready = true; // STOP will say so
      return;
    }
    long time = System.nanoTime();
    writeStop(s, time);
    var b = s.room(0);
    if (byRunning && s.hasToldWhoRuns()) {
      b.event(TraceFormat.READY_BY_RUNNING, time, id);
    } else {
      event(s, TraceFormat.READY, time, id, caller());
    }
  }

  @Override
  public void woke(Thread thread) {
    int carrier = Scheduler.carrierOfCaller();
    if (carrier >= 0) {
      var s = ofCarrier(carrier);
      if (s.lastReady == thread.threadId()) {
        s.lastReady = 0;
        return;
      }
    }
    var g = Scheduler.goroutineOf(thread);
    long by = caller();
    if (g != null && (carrier >= 0 || by != 0)) {
      write((s, time) -> event(s, TraceFormat.WAKE, time, g.id(), by));
    }
  }

  private static long caller() {
    return idOf(Goroutine.current());
  }

  @Override
  public void relieved(int carrier) {
    write((s, time) -> event(s, TraceFormat.RELIEF, time, carrier));
  }

  void region(boolean begins, String name) {
    byte kind = begins ? TraceFormat.REGION_BEGIN : TraceFormat.REGION_END;
    write((s, time) -> named(s, kind, time, idOf(Goroutine.current()), name));
  }

  void log(String text) {
    write((s, time) -> named(s, TraceFormat.LOG, time, idOf(Goroutine.current()), text));
  }

  void taskBegins(long number, String name) {
    write((s, time) -> named(s, TraceFormat.TASK_BEGIN, time, number, name));
  }

  void taskEnds(long number) {
    write((s, time) -> event(s, TraceFormat.TASK_END, time, number));
  }

  void collection(long ago, long nanos, String name) {
    write((s, time) -> {
      var b = s.room(1);
      int text = s.string(b, name);
      b.event(TraceFormat.COLLECTION, time);
      b.put(ago);
      b.put(nanos);
      b.put(text);
      b.commit();
    });
  }

  /** The counters of this moment. */
  void metrics() {
    var m = Scheduler.get().statistics();
    metric("switches", m.switches());
    metric("started", m.started());
    metric("parks", m.parks());
    metric("yields", m.yields());
    metric("steals", m.steals());
    metric("maxprocs", m.maxProcs());
  }

  private void metric(String name, long value) {
    write((s, time) -> {
      var b = s.room(1);
      int text = s.string(b, name);
      b.event(TraceFormat.METRIC, time);
      b.put(text);
      b.put(value);
      b.commit();
    });
  }

  /** Who is there, but for those up to a number; returns the highest. */
  private long states(long known) {
    long highest = known;
    for (var g : Registry.get().goroutines()) {
      if (g.id() > known) {
        write((s, time) -> state(s, time, g, stateOf(g)));
        highest = Math.max(highest, g.id());
      }
    }
    return highest;
  }

  private static int stateOf(Goroutine g) {
    return g.thread().getState() != Thread.State.RUNNABLE ? 2 : g.isMounted() ? 0 : 1;
  }

  private static void state(Stream s, long time, Goroutine g, int state) {
    var why = g.reason();
    var name = g.thread().getName();
    var b = s.room(2);
    int site = s.string(b, g.site());
    int text = s.string(b, name.isEmpty() ? null : name);
    b.event(TraceFormat.STATE, time);
    b.put(g.id());
    b.put(state);
    b.put(why == null ? 0 : why.ordinal() + 1);
    b.put(site);
    b.put(text);
    b.commit();
  }

  /** What those who are there are called, as if it had been written at that time. */
  List<EventBuffer.Block> names(long time) {
    var all = new ArrayList<EventBuffer.Block>();
    var s = new Stream(this, TraceFormat.SHARED + STRIPES, time);
    for (var g : Registry.get().goroutines()) {
      if (s.isFull(2)) {
        all.add(s.buffer.block());
        s = new Stream(this, TraceFormat.SHARED + STRIPES, time);
      }
      state(s, time, g, TraceFormat.STATE_UNKNOWN);
    }
    all.add(s.buffer.block());
    return all;
  }
}
