// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import io.heddle.internal.profile.Proto;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** A trace as Perfetto's TrackEvents, for ui.perfetto.dev and its trace processor. */
final class PerfettoExport implements Handler {
  /*
   * The numbers are of perfetto/protos/perfetto/trace: trace_packet.proto, track_event/*.proto.
   * Tracks:  a process "goroutines" with a track for each, its regions on a track below it, a process
   *          "carriers" with a track for each carrier, one for collections and one for tasks.
   * Arrows:  a flow leaves from an instant of who wakes and ends at the slice that then begins.
   * Order:   slices are written when they end; the trace processor sorts by time, and keeps the order
   *          of what has the same time, so that a slice ends before the next begins.
   */
  private static final int PACKET = 1;
  private static final int SEQUENCE = 1;
  private static final int BEGIN = 1;
  private static final int END = 2;
  private static final int INSTANT = 3;
  private static final long GOROUTINES = 1;
  private static final long CARRIERS = 2;
  private static final long COLLECTIONS = 3;
  private static final long TASKS = 1L << 61;
  private static final long CARRIER = 1L << 60;
  private static final long REGIONS = 1L << 59;
  private static final long GOROUTINE = 1L << 58;

  private final OutputStream out;
  private final Proto file = new Proto();
  private final Set<Long> tracks = new HashSet<>();
  private final long base;
  private long flows;

  /** The flow that ends where this goroutine's next slice begins. */
  private final java.util.Map<Long, Long> arriving = new java.util.HashMap<>();

  private PerfettoExport(OutputStream out, long base) {
    this.out = out;
    this.base = base;
  }

  static void write(TraceReader trace, OutputStream out) throws IOException {
    var export = new PerfettoExport(out, trace.header().startNanos());
    export.process(GOROUTINES, 1, "goroutines");
    export.process(CARRIERS, 2, "carriers");
    try {
      Replay.run(trace, export);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void packet(Proto packet) {
    try {
      file.message(PACKET, packet.number(10, SEQUENCE)).flushTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void process(long uuid, int pid, String name) {
    packet(
        new Proto()
            .message(
                60,
                new Proto().number(1, uuid).message(3, new Proto().number(1, pid).text(6, name))));
  }

  private void track(long uuid, long parent, String name) {
    if (tracks.add(uuid)) {
      packet(new Proto().message(60, new Proto().number(1, uuid).number(5, parent).text(2, name)));
    }
  }

  private void event(long time, int type, long track, String name, Proto rest) {
    rest.number(9, type).number(11, track);
    if (!name.isEmpty()) {
      rest.text(23, name);
    }
    packet(new Proto().number(8, base + time).message(11, rest));
  }

  private void slice(long track, String name, long from, long to, Proto rest) {
    event(from, BEGIN, track, name, rest);
    event(to, END, track, "", new Proto());
  }

  private static Proto note(String name, String value) {
    return new Proto().text(10, name).text(6, value);
  }

  private long trackOf(long g) {
    if (!tracks.contains(GOROUTINE + g)) {
      track(GOROUTINE + g, GOROUTINES, "goroutine " + g);
    }
    return GOROUTINE + g;
  }

  @Override
  public void goroutine(long g, long by, String site, String name, long time, boolean atBegin) {
    track(GOROUTINE + g, GOROUTINES, "goroutine " + g + (name.isEmpty() ? "" : " " + name));
    if (by != 0) {
      wakes(by, g, "go", time, site);
    }
  }

  @Override
  public void event(String kind, long g, long by, String reason, String on, long time) {
    if (kind.equals("unblock") && by != 0) {
      wakes(by, g, Arrows.name(reason), time, on);
    }
  }

  private void wakes(long by, long g, String what, long time, String on) {
    long flow = ++flows;
    var rest = new Proto().fixed(47, flow);
    if (!on.isEmpty()) {
      rest.message(4, note("on", on));
    }
    event(time, INSTANT, trackOf(by), what + " → " + g, rest);
    arriving.put(g, flow);
  }

  @Override
  public void slice(
      long g, State state, String reason, String on, long from, long to, int carrier) {
    var name =
        switch (state) {
          case RUNNING -> "running";
          case READY -> "ready";
          case BLOCKED -> reason;
        };
    var rest = new Proto();
    if (!on.isEmpty()) {
      rest.message(4, note("on", on));
    }
    if (state != State.BLOCKED) {
      var flow = arriving.remove(g);
      if (flow != null) {
        rest.fixed(48, flow);
      }
    }
    slice(trackOf(g), name, from, to, rest);
    if (state == State.RUNNING && carrier >= 0) {
      track(CARRIER + carrier, CARRIERS, "carrier " + carrier);
      slice(CARRIER + carrier, "goroutine " + g, from, to, new Proto());
    }
  }

  @Override
  public void region(long g, String name, long from, long to) {
    track(REGIONS + g, trackOf(g), "regions of goroutine " + g);
    slice(REGIONS + g, name, from, to, new Proto());
  }

  @Override
  public void task(long number, String name, long from, long to) {
    track(TASKS + number, GOROUTINES, "task " + number);
    slice(TASKS + number, name, from, to, new Proto());
  }

  @Override
  public void log(long g, String text, long time) {
    event(time, INSTANT, g == 0 ? GOROUTINES : trackOf(g), text, new Proto());
  }

  @Override
  public void collection(String name, long from, long to) {
    track(COLLECTIONS, CARRIERS, "collections");
    slice(COLLECTIONS, name, from, to, new Proto());
  }

  @Override
  public void relief(int carrier, long time) {
    track(CARRIER + carrier, CARRIERS, "carrier " + carrier);
    event(time, INSTANT, CARRIER + carrier, "relief", new Proto());
  }
}
