// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A trace in figures: for each place that starts goroutines, what they did with their time. */
final class Statistics implements Handler {
  private static final String UNKNOWN = "(unknown)";

  private final Map<String, Site> sites = new HashMap<>();
  private final Map<Long, Site> bySite = new HashMap<>();
  private final Map<String, long[]> metrics = new LinkedHashMap<>();
  private final Times all = new Times();
  private long end;
  private long events;
  private long goroutines;
  private long turns;
  private long collections;
  private long collected;

  /** What the goroutines of one place did. */
  private static final class Site {
    final String name;
    long count;
    long running;
    long ready;
    long blocked;
    final Map<String, long[]> reasons = new TreeMap<>(); // nanoseconds, how often
    final Times latency = new Times();

    Site(String name) {
      this.name = name;
    }
  }

  /** A histogram of times, to an eighth of their value. */
  static final class Times {
    private static final int SHARE = 8;
    private final long[] counts = new long[SHARE * 64];
    private long count;
    private long most;

    void add(long nanos) {
      counts[bucket(nanos)]++;
      count++;
      most = Math.max(most, nanos);
    }

    private static int bucket(long n) {
      if (n < SHARE) {
        return (int) Math.max(0, n);
      }
      int high = 63 - Long.numberOfLeadingZeros(n);
      return SHARE * (high - 2) + (int) (n >>> high - 3 & SHARE - 1);
    }

    private static long upper(int bucket) {
      return bucket < SHARE
          ? bucket
          : ((long) SHARE + bucket % SHARE + 1 << bucket / SHARE - 1) - 1;
    }

    long quantile(double share) {
      long left = (long) Math.ceil(share * count);
      for (int i = 0; i < counts.length; i++) {
        left -= counts[i];
        if (left <= 0) {
          return Math.min(most, upper(i));
        }
      }
      return most;
    }
  }

  static void write(TraceReader trace, Appendable out) throws IOException {
    var s = new Statistics();
    Replay.run(trace, s);
    s.print(out);
  }

  private Site site(String name) {
    return sites.computeIfAbsent(name.isEmpty() ? UNKNOWN : name, Site::new);
  }

  private Site of(long g) {
    return bySite.computeIfAbsent(
        g,
        id -> {
          var s = site("");
          s.count++;
          goroutines++;
          return s;
        });
  }

  @Override
  public void goroutine(long g, long by, String site, String name, long time, boolean atBegin) {
    if (bySite.containsKey(g)) {
      return;
    }
    var s = site(site.isEmpty() ? name : site);
    s.count++;
    goroutines++;
    bySite.put(g, s);
  }

  @Override
  public void slice(
      long g, State state, String reason, String on, long from, long to, int carrier) {
    var s = of(g);
    long nanos = to - from;
    switch (state) {
      case RUNNING -> {
        s.running += nanos;
        turns++;
      }
      case READY -> {
        s.ready += nanos;
        s.latency.add(nanos);
        all.add(nanos);
      }
      case BLOCKED -> {
        s.blocked += nanos;
        var r = s.reasons.computeIfAbsent(reason, k -> new long[2]);
        r[0] += nanos;
        r[1]++;
      }
    }
  }

  @Override
  public void gone(long g) {
    bySite.remove(g);
  }

  @Override
  public void collection(String name, long from, long to) {
    collections++;
    collected += to - from;
  }

  @Override
  public void metric(String name, long first, long last) {
    metrics.put(name, new long[] {first, last});
  }

  @Override
  public void end(long time, long events) {
    this.end = time;
    this.events = events;
  }

  private void print(Appendable out) throws IOException {
    out.append(
        String.format(
            Locale.ROOT,
            "%s, %,d events, %,d goroutines, %,d turns%s%n",
            time(end),
            events,
            goroutines,
            turns,
            metric("switches", " (the runtime counted %,d)")));
    out.append(
        String.format(
            "ready until running: median %s, 99 %% below %s, at most %s%n",
            time(all.quantile(0.5)), time(all.quantile(0.99)), time(all.most)));
    if (collections > 0) {
      out.append(collections + " collections of garbage, " + time(collected) + "\n");
    }
    out.append(
        String.format(
            "%n%10s %10s %10s %10s %10s %10s  %s%n",
            "goroutines", "running", "ready", "blocked", "latency", "99 %", "started at"));
    var order = Comparator.<Site>comparingLong(s -> s.running + s.ready).reversed();
    for (var s : sites.values().stream().sorted(order.thenComparing(s -> s.name)).toList()) {
      out.append(
          String.format(
              Locale.ROOT,
              "%,10d %10s %10s %10s %10s %10s  %s%n",
              s.count,
              time(s.running),
              time(s.ready),
              time(s.blocked),
              time(s.latency.quantile(0.5)),
              time(s.latency.quantile(0.99)),
              s.name));
      for (var r : s.reasons.entrySet()) {
        out.append(
            String.format(
                Locale.ROOT,
                "%10s %10s %10s %10s %,10d ×           %s%n",
                "",
                "",
                "",
                time(r.getValue()[0]),
                r.getValue()[1],
                r.getKey()));
      }
    }
  }

  private String metric(String name, String format) {
    var m = metrics.get(name);
    return m == null || m[1] == 0 ? "" : String.format(Locale.ROOT, format, m[1] - m[0]);
  }

  static String time(long nanos) {
    if (nanos < 10_000) {
      return nanos + " ns";
    }
    if (nanos < 10_000_000) {
      return nanos / 1000 + " µs";
    }
    return nanos < 10_000_000_000L ? nanos / 1_000_000 + " ms" : nanos / 1_000_000_000 + " s";
  }
}
