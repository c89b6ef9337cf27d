// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.sched.Goroutine;
import io.heddle.internal.sched.Registry;
import io.heddle.internal.sched.Scheduler;
import io.heddle.internal.sched.Statistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All goroutines in a few figures: by the place that started them, who waits longest, and on what.
 */
public final class Overview {
  /*
   * One look at each goroutine, without its stack, except where it waits in the JDK. What it waits on is
   * counted by identity and made into words for the few that are told.
   */
  private static final int MOST_WAITS = 20;
  private static final int MOST_THINGS = 20;

  private Overview() {}

  /** Those that one place has started. */
  public record Site(String site, long count, long running, long runnable, long waiting) {}

  /** One that has been waiting for long. */
  public record Wait(
      long id, String name, String reason, @Nullable String on, long millis, String site) {}

  /** A channel or lock that many wait on. */
  public record Thing(String thing, long waiting) {}

  /** What was seen. */
  public record Seen(
      Statistics statistics, long count, List<Site> sites, List<Wait> waits, List<Thing> things) {}

  private static final class Count {
    long running;
    long runnable;
    long waiting;
  }

  private record Longest(Goroutine g, Look look) {}

  private record Key(Object thing) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Key k && thing == k.thing;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(thing);
    }
  }

  /** Looks at everybody. */
  public static Seen now() {
    var sites = new HashMap<String, Count>();
    var things = new HashMap<Key, long[]>();
    var longest = new ArrayList<Longest>();
    for (var g : Registry.get().goroutines()) {
      var look = Look.at(g);
      var count = sites.computeIfAbsent(siteOf(g), k -> new Count());
      switch (look.reason()) {
        case "running" -> count.running++;
        case "runnable" -> count.runnable++;
        default -> {
          count.waiting++;
          longest.add(new Longest(g, look));
          if (longest.size() > 1000) {
            shorten(longest);
          }
          count(things, look.on());
        }
      }
    }
    shorten(longest);
    return new Seen(
        Scheduler.get().statistics(),
        Scheduler.get().count(),
        told(sites),
        longest.stream().map(Overview::wait).toList(),
        toldThings(things));
  }

  private static void count(Map<Key, long[]> things, @Nullable Object on) {
    if (on instanceof Object[] several) {
      for (var o : several) {
        count(things, o);
      }
    } else if (on != null) {
      things.computeIfAbsent(new Key(on), k -> new long[1])[0]++;
    }
  }

  private static void shorten(List<Longest> longest) {
    longest.sort(Comparator.<Longest, java.time.Duration>comparing(l -> l.look.since()).reversed());
    while (longest.size() > MOST_WAITS) {
      longest.removeLast();
    }
  }

  private static String siteOf(Goroutine g) {
    if (g.site() != null) {
      return g.site().toString();
    }
    var name = g.thread().getName();
    return name.isEmpty() ? "(unknown)" : name;
  }

  private static List<Site> told(Map<String, Count> sites) {
    var all = new ArrayList<Site>();
    sites.forEach((site, c) ->
        all.add(
            new Site(site, c.running + c.runnable + c.waiting, c.running, c.runnable, c.waiting)));
    all.sort(Comparator.comparingLong(Site::count).reversed().thenComparing(Site::site));
    return all;
  }

  private static Wait wait(Longest l) {
    return new Wait(
        l.g.id(),
        l.g.thread().getName(),
        l.look.reason(),
        l.look.waitingOn(),
        l.look.since().toMillis(),
        siteOf(l.g));
  }

  private static List<Thing> toldThings(Map<Key, long[]> things) {
    var all = new ArrayList<>(things.entrySet());
    all.sort(Collections.reverseOrder(Comparator.comparingLong(e -> e.getValue()[0])));
    return all.stream()
        .limit(MOST_THINGS)
        .map(e -> new Thing(String.valueOf(Look.inWords(e.getKey().thing())), e.getValue()[0]))
        .toList();
  }

  /** A line for each figure, its parts separated by tabs: what {@code heddle top} reads. */
  static void lines(Appendable out) throws IOException {
    var seen = now();
    var s = seen.statistics();
    line(out, "metric", "maxprocs", s.maxProcs());
    line(out, "metric", "goroutines", seen.count());
    line(out, "metric", "started", s.started());
    line(out, "metric", "switches", s.switches());
    line(out, "metric", "parks", s.parks());
    line(out, "metric", "yields", s.yields());
    line(out, "metric", "steals", s.steals());
    line(out, "metric", "reliefs", s.hogReliefs());
    line(out, "metric", "queued", s.globalQueue() + s.queues().stream().mapToInt(q -> q).sum());
    long[] latencies = s.latencies();
    for (int i = 0; i < latencies.length; i++) {
      if (latencies[i] > 0) {
        line(out, "latency", Statistics.latencyFrom(i), latencies[i]);
      }
    }
    for (var x : seen.sites()) {
      line(out, "site", x.site(), x.count(), x.running(), x.runnable(), x.waiting());
    }
    for (var w : seen.waits()) {
      line(out, "wait", w.id(), w.name(), w.reason(), w.on(), w.millis(), w.site());
    }
    for (var t : seen.things()) {
      line(out, "thing", t.thing(), t.waiting());
    }
  }

  private static void line(Appendable out, @Nullable Object... parts) throws IOException {
    for (int i = 0; i < parts.length; i++) {
      out.append(i == 0 ? "" : "\t");
      out.append(parts[i] == null ? "" : Printable.of(parts[i].toString()));
    }
    out.append('\n');
  }

  /** A list with an object for each place that has started some. */
  public static void json(Appendable out) throws IOException {
    var json = new Json(out).open('[');
    for (var s : now().sites()) {
      json.open('{')
          .field("site", s.site())
          .field("count", s.count())
          .field("running", s.running())
          .field("runnable", s.runnable())
          .field("waiting", s.waiting())
          .close('}');
    }
    json.close(']');
    out.append('\n');
  }
}
