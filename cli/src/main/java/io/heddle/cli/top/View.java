// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Two snapshots as lines: figures, and a table of places. */
final class View {
  private static final int LONGEST_NAME = 30;

  /** What the table is sorted by. */
  enum Order {
    COUNT,
    RUNNING,
    RUNNABLE,
    WAITING;

    private Comparator<Snapshot.Site> comparator() {
      Comparator<Snapshot.Site> ascending =
          switch (this) {
            case COUNT -> Comparator.comparingLong(Snapshot.Site::count);
            case RUNNING -> Comparator.comparingLong(Snapshot.Site::running);
            case RUNNABLE -> Comparator.comparingLong(Snapshot.Site::runnable);
            case WAITING -> Comparator.comparingLong(Snapshot.Site::waiting);
          };
      return ascending.reversed().thenComparing(Snapshot.Site::site);
    }
  }

  private final Snapshot before;
  private final Snapshot now;
  Order order = Order.COUNT;
  String filter = "";

  View(Snapshot before, Snapshot now) {
    this.before = before;
    this.now = now;
  }

  List<Snapshot.Site> sites() {
    return now.sites.stream()
        .filter(s -> s.site().contains(filter))
        .sorted(order.comparator())
        .toList();
  }

  List<String> head() {
    long running = now.sites.stream().mapToLong(Snapshot.Site::running).sum();
    long runnable = now.sites.stream().mapToLong(Snapshot.Site::runnable).sum();
    long waiting = now.sites.stream().mapToLong(Snapshot.Site::waiting).sum();
    return List.of(
        String.format(
            Locale.ROOT,
            "goroutines %,d: running %,d, runnable %,d, waiting %,d; maxprocs %d, queued %,d",
            now.metric("goroutines"),
            running,
            runnable,
            waiting,
            now.metric("maxprocs"),
            now.metric("queued")),
        String.format(
            Locale.ROOT,
            "per second: started %s, ended %s, switches %s, steals %s",
            rate(before.metric("started"), now.metric("started")),
            rate(before.ended(), now.ended()),
            rate(before.metric("switches"), now.metric("switches")),
            rate(before.metric("steals"), now.metric("steals"))),
        String.format(
            "ready until running: p50 %s, p99 %s; carriers relieved %d",
            time(now.latency(before, 0.5)),
            time(now.latency(before, 0.99)),
            now.metric("reliefs")));
  }

  private String rate(long from, long to) {
    double seconds = Math.max(1, now.nanos - before.nanos) / 1e9;
    return String.format(Locale.ROOT, "%,d", Math.round((to - from) / seconds));
  }

  private static String time(long nanos) {
    return nanos < 10_000
        ? nanos + " ns"
        : nanos < 10_000_000 ? nanos / 1000 + " µs" : nanos / 1_000_000 + " ms";
  }

  static String titles() {
    return String.format(
        "%10s %10s %10s %10s  %s", "COUNT", "RUNNING", "RUNNABLE", "WAITING", "STARTED AT");
  }

  static String row(Snapshot.Site s) {
    return String.format(
        Locale.ROOT,
        "%,10d %,10d %,10d %,10d  %s",
        s.count(),
        s.running(),
        s.runnable(),
        s.waiting(),
        s.site());
  }

  /** Who waits longest, and what most wait on. */
  List<String> tail(int most) {
    var lines = new ArrayList<String>();
    if (!now.waits.isEmpty()) {
      lines.add("");
      lines.add("longest waits");
    }
    for (var w : now.waits.stream().limit(most).toList()) {
      var name = w.name().isEmpty() ? "" : " \"" + shortened(w.name()) + "\"";
      lines.add(
          String.format(
              Locale.ROOT,
              "%9.1fs  goroutine %s%s [%s]%s",
              w.millis() / 1000.0,
              w.id(),
              name,
              w.reason(),
              w.on().isEmpty() ? "" : " " + w.on()));
    }
    if (!now.things.isEmpty()) {
      lines.add("");
      lines.add("most waited on");
    }
    for (var t : now.things.stream().limit(most).toList()) {
      lines.add(String.format(Locale.ROOT, "%,10d  %s", t.waiting(), t.thing()));
    }
    return lines;
  }

  private static String shortened(String s) {
    return s.length() <= LONGEST_NAME ? s : s.substring(0, LONGEST_NAME) + "…";
  }

  /** All of it, for who reads lines. */
  List<String> lines() {
    var lines = new ArrayList<>(head());
    lines.add("");
    lines.add(titles());
    sites().forEach(s -> lines.add(row(s)));
    lines.addAll(tail(10));
    return lines;
  }
}
