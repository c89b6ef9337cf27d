// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.hook;

import io.heddle.internal.hook.JfrEvents.ChannelWait;
import io.heddle.internal.hook.JfrEvents.GoroutinePark;
import io.heddle.internal.hook.JfrEvents.LockWait;
import io.heddle.internal.program.Look;
import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.wait.Waiter;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** Tells the flight recorder, while a recording wants any of our events. */
final class JfrTracer implements Tracer, FlightRecorderListener {
  /*
   * An event that is not enabled, or shorter than its threshold, costs its object; what it waited on is
   * made into words only for one that is kept. While no recording wants any, nobody is told anything.
   */
  private boolean isTold;

  private JfrTracer() {}

  static void begin() {
    var tracer = new JfrTracer();
    JfrEvents.ALL.forEach(FlightRecorder::register);
    FlightRecorder.addListener(tracer);
    tracer.adapt();
  }

  @Override
  public void recordingStateChanged(Recording recording) {
    adapt();
  }

  private synchronized void adapt() {
    boolean isWanted = JfrEvents.ALL.stream().anyMatch(e -> EventType.getEventType(e).isEnabled());
    if (isWanted != isTold) {
      isTold = isWanted;
      if (isWanted) {
        Tracing.add(this);
      } else {
        Tracing.remove(this);
      }
    }
  }

  @Override
  public void started(Goroutine g, @Nullable Goroutine by) {
    var e = new JfrEvents.GoroutineStart();
    if (e.isEnabled()) {
      e.goroutine = g.id();
      e.name = g.thread().getName();
      e.by = by == null ? 0 : by.id();
      e.site = g.site() == null ? "" : g.site().toString();
      e.commit();
    }
  }

  @Override
  public void ended(Goroutine g) {
    var e = new JfrEvents.GoroutineEnd();
    if (e.isEnabled()) {
      e.goroutine = g.id();
      e.name = g.thread().getName();
      e.commit();
    }
  }

  private record Both(JfrEvents.@Nullable Wait first, JfrEvents.@Nullable Wait second) {}

  @Override
  public @Nullable Object waits(Waiter w, @Nullable Goroutine g) {
    var kind = begun(kindOf(w));
    var park = g == null ? null : begun(new GoroutinePark());
    return kind == null && park == null ? null : new Both(kind, park);
  }

  private static JfrEvents.@Nullable Wait kindOf(Waiter w) {
    return switch (w.reason) {
      case CHAN_RECEIVE, CHAN_SEND, CHAN_RECEIVE_NIL, CHAN_SEND_NIL, SELECT, SELECT_NO_CASES ->
          new ChannelWait();
      case MUTEX_LOCK, RWMUTEX_LOCK, RWMUTEX_RLOCK, WAIT_GROUP_WAIT, COND_WAIT, ONCE, SEMACQUIRE ->
          new LockWait();
      default -> null;
    };
  }

  private static JfrEvents.@Nullable Wait begun(JfrEvents.@Nullable Wait e) {
    if (e == null || !e.isEnabled()) {
      return null;
    }
    e.begin();
    return e;
  }

  @Override
  public void waited(Waiter w, @Nullable Goroutine g, Object mark) {
    var both = (Both) mark;
    tell(both.first, w, g);
    tell(both.second, w, g);
  }

  private static void tell(JfrEvents.@Nullable Wait e, Waiter w, @Nullable Goroutine g) {
    if (e == null) {
      return;
    }
    e.end();
    if (e.shouldCommit()) {
      e.goroutine = g == null ? 0 : g.id();
      e.name = w.thread.getName();
      e.reason = w.reason.text();
      var on = Look.inWords(w.on);
      e.waitingOn = on == null ? "" : on;
      e.commit();
    }
  }

  @Override
  public void relieved(int carrier) {
    var e = new JfrEvents.CarrierRelief();
    e.carrier = carrier;
    e.commit();
  }
}
