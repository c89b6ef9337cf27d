// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import io.heddle.inspect.trace.Handler.State;
import io.heddle.internal.trace.TraceFormat;
import io.heddle.internal.wait.WaitReason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes through a trace and tells what each goroutine was doing: the one place that knows how. */
public final class Replay {
  /*
   *            RUN           STOP (a reason)         READY          RUN
   *   ready ────────▶ running ─────────────▶ blocked ───────▶ ready ───▶ running …
   *                      │ STOP, and READY came before: it has yielded, or was woken while it was
   *                      ▼                              about to wait
   *                    ready
   *
   * Events of different threads may come in an order that is a little wrong, and their beginning may be
   * missing (a flight recorder's): RUN and STOP are believed, all else fits in between.
   * Streams from SHARED on are of threads that are no carriers of ours; there a goroutine says itself
   * when it blocks and goes on, and between blocked and running nothing is known.
   */
  private static final WaitReason[] REASONS = WaitReason.values();

  private final TraceReader reader;
  private final Handler handler;
  private final Map<Long, G> goroutines = new HashMap<>();

  /**
   * Whom each carrier ran last: a STOP may be told so late that the goroutine has ended elsewhere.
   */
  private final Map<Integer, G> lastOn = new HashMap<>();

  private final Map<Long, Task> tasks = new HashMap<>();
  private final Map<String, long[]> metrics = new LinkedHashMap<>();
  private final long start;
  private long now;
  private long events;

  /** What is known of one goroutine. */
  private static final class G {
    final long id;
    String site = "";
    String name = "";
    @Nullable State state;
    long since;
    String reason = "";
    String on = "";
    int carrier = -1;
    boolean isReadyAlready;
    long readyBy;
    boolean hasRun;
    boolean hasEnded;
    final ArrayDeque<Task> regions = new ArrayDeque<>(0);

    G(long id) {
      this.id = id;
    }

    boolean mayRunOn(int c) {
      return carrier == c || carrier < 0;
    }
  }

  private record Task(String name, long since) {}

  private Replay(TraceReader reader, Handler handler) {
    this.reader = reader;
    this.handler = handler;
    start = reader.header().startNanos();
  }

  /** Tells the handler all that the trace holds. */
  static void run(TraceReader reader, Handler handler) throws IOException {
    new Replay(reader, handler).run();
  }

  private void run() throws IOException {
    reader.forEach(this::event);
    long ended = reader.header().endNanos();
    if (ended != 0) {
      now = Math.max(now, ended - start);
    }
    for (var g : goroutines.values()) {
      slice(g, now);
      endRegions(g);
    }
    tasks.forEach((number, t) -> handler.task(number, t.name, t.since, now));
    metrics.forEach((name, v) -> handler.metric(name, v[0], v[1]));
    handler.end(now, events);
  }

  private void event(Cursor c) {
    events++;
    now = Math.max(0, c.time - start);
    var a = c.arguments;
    switch (c.kind) {
      case TraceFormat.GO -> started(c);
      case TraceFormat.STATE -> there(c);
      case TraceFormat.RUN -> {
        var g = of(a[0]);
        lastOn.put(c.stream, g);
        runs(g, c.stream);
      }
      case TraceFormat.RUN_ELSEWHERE -> {
        if (a[0] != 0) {
          runs(of(a[0]), -1);
        }
      }
      case TraceFormat.STOP -> {
        var g = lastOn.get(c.stream);
        g = g != null && g.id == a[0] ? g : of(a[0]);
        var reason = reason(a[1] & ~TraceFormat.READY_ALREADY);
        boolean isReadyAlready = (a[1] & TraceFormat.READY_ALREADY) != 0;
        if (g.state == null || g.state == State.RUNNING && g.mayRunOn(c.stream)) {
          g.isReadyAlready |= isReadyAlready;
          stops(g, reason, c.text(2));
        } else if (!g.hasEnded) {
          stoppedBefore(g, isReadyAlready, reason, c.text(2));
        }
      }
      case TraceFormat.BLOCK_ELSEWHERE -> {
        var g = of(a[0]);
        if (g.state == null || g.state == State.RUNNING) {
          stops(g, reason(a[1]), c.text(2));
        }
      }
      case TraceFormat.READY -> ready(of(a[0]), a[1]);
      case TraceFormat.WAKE -> woken(of(a[0]), a[1]);
      case TraceFormat.END -> ends(of(a[0]), c.stream);
      case TraceFormat.REGION_BEGIN -> of(a[0]).regions.push(new Task(c.text(1), now));
      case TraceFormat.REGION_END -> endRegion(of(a[0]));
      case TraceFormat.LOG -> handler.log(a[0], c.text(1), now);
      case TraceFormat.COLLECTION ->
          handler.collection(c.text(2), Math.max(0, now - a[0]), Math.max(0, now - a[0] + a[1]));
      case TraceFormat.RELIEF -> handler.relief((int) a[0], now);
      case TraceFormat.METRIC ->
          metrics.merge(c.text(0), new long[] {a[1], a[1]}, (x, y) -> new long[] {x[0], y[1]});
      case TraceFormat.TASK_BEGIN -> tasks.put(a[0], new Task(c.text(1), now));
      case TraceFormat.TASK_END -> {
        var t = tasks.remove(a[0]);
        if (t != null) {
          handler.task(a[0], t.name, t.since, now);
        }
      }
      default -> {} // of a later version, which would have another number
    }
  }

  private static String reason(long code) {
    return code > 0 && code <= REASONS.length ? REASONS[(int) code - 1].text() : "";
  }

  private G of(long id) {
    return goroutines.computeIfAbsent(id, G::new);
  }

  private void started(Cursor c) {
    var g = of(c.arguments[0]);
    g.site = c.text(2);
    g.name = c.text(3);
    g.state = State.READY;
    g.since = now;
    handler.goroutine(g.id, c.arguments[1], g.site, g.name, now, false);
    handler.event("go", g.id, c.arguments[1], "", "", now);
  }

  private void there(Cursor c) {
    var g = of(c.arguments[0]);
    if (g.site.isEmpty() && g.name.isEmpty()) {
      g.hasRun = true;
      g.site = c.text(3);
      g.name = c.text(4);
      handler.goroutine(g.id, 0, g.site, g.name, now, true);
    }
    if (g.state == null && c.arguments[1] != TraceFormat.STATE_UNKNOWN) {
      g.state =
          c.arguments[1] == 0 ? State.RUNNING : c.arguments[1] == 1 ? State.READY : State.BLOCKED;
      g.reason = g.state == State.BLOCKED ? waiting(reason(c.arguments[2])) : "";
      g.since = now;
      g.hasRun = true;
    }
  }

  private static String waiting(String reason) {
    return reason.isEmpty() ? WaitReason.PARK.text() : reason;
  }

  private void runs(G g, int carrier) {
    if (g.state == State.BLOCKED) {
      handler.event("unblock", g.id, 0, g.reason, g.on, now);
    }
    slice(g, now);
    become(g, State.RUNNING, "", "");
    g.carrier = carrier;
    g.isReadyAlready = false;
    g.readyBy = 0;
    if (!g.hasRun) {
      g.hasRun = true;
      handler.event("start", g.id, 0, "", "", now);
    }
  }

  /** Told late: it has been made ready and runs, or has run, elsewhere. It was but a moment. */
  private void stoppedBefore(G g, boolean isReadyAlready, String reason, String on) {
    if (isReadyAlready && reason.isEmpty()) {
      handler.event("yield", g.id, 0, "", "", now);
    } else {
      handler.event("block", g.id, 0, waiting(reason), on, now);
      handler.event("unblock", g.id, 0, waiting(reason), on, now);
    }
  }

  private void stops(G g, String reason, String on) {
    slice(g, now);
    if (g.hasEnded) {
      goroutines.remove(g.id);
      handler.gone(g.id);
    } else if (!g.isReadyAlready) {
      become(g, State.BLOCKED, waiting(reason), on);
      g.readyBy = 0;
      handler.event("block", g.id, 0, g.reason, on, now);
    } else {
      if (reason.isEmpty()) {
        handler.event("yield", g.id, 0, "", "", now);
      } else {
        handler.event("block", g.id, 0, reason, on, now);
        handler.event("unblock", g.id, g.readyBy, reason, on, now);
      }
      become(g, State.READY, "", "");
      g.isReadyAlready = false;
      g.readyBy = 0;
    }
  }

  /** By somebody who came before it had let go of its carrier; it may go on without doing so. */
  private void woken(G g, long by) {
    if (g.carrier < 0 && g.state == State.BLOCKED) {
      ready(g, by);
    } else if (g.state == State.RUNNING) {
      g.readyBy = by;
    }
  }

  private void ready(G g, long by) {
    if (g.state == State.RUNNING) {
      g.isReadyAlready = true;
      g.readyBy = by == 0 ? g.readyBy : by;
    } else if (g.state != State.READY) {
      handler.event("unblock", g.id, by, g.reason, g.on, now);
      slice(g, now);
      become(g, State.READY, "", "");
    }
  }

  private void ends(G g, int stream) {
    handler.event("end", g.id, 0, "", "", now);
    endRegions(g);
    g.hasEnded = true;
    if (stream >= TraceFormat.SHARED) {
      slice(g, now);
      goroutines.remove(g.id);
      handler.gone(g.id);
    }
  }

  private void become(G g, State state, String reason, String on) {
    g.state = state;
    g.since = now;
    g.reason = reason;
    g.on = on;
  }

  private void slice(G g, long to) {
    if (g.state != null && to >= g.since) {
      handler.slice(g.id, g.state, g.reason, g.on, g.since, to, g.carrier);
    }
  }

  private void endRegion(G g) {
    var r = g.regions.poll();
    if (r != null) {
      handler.region(g.id, r.name, r.since, now);
    }
  }

  private void endRegions(G g) {
    while (!g.regions.isEmpty()) {
      endRegion(g);
    }
  }
}
