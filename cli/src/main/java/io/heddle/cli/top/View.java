// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Two snapshots as lines: figures, and a table of places. */
final class View {
  private static final int LONGEST_NAME = 30;

  /** From here on there is room for all columns. */
  private static final int WIDE = 70;

  /** What the table is sorted by. */
  enum Order {
    COUNT,
    RUNNING,
    RUNNABLE,
    WAITING;

    private long of(Snapshot.Site s) {
      return switch (this) {
        case COUNT -> s.count();
        case RUNNING -> s.running();
        case RUNNABLE -> s.runnable();
        case WAITING -> s.waiting();
      };
    }

    private Comparator<Snapshot.Site> comparator() {
      return Comparator.comparingLong(this::of).reversed().thenComparing(Snapshot.Site::site);
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

  /** The columns that there is room for: at least the count, and what it is sorted by. */
  private List<Order> columns(int width) {
    return width >= WIDE
        ? List.of(Order.values())
        : order == Order.COUNT ? List.of(Order.COUNT) : List.of(Order.COUNT, order);
  }

  /** With a mark at the column that it is sorted by. */
  String titles(int width, String mark) {
    var line = new StringBuilder();
    for (var c : columns(width)) {
      line.append(String.format("%10s ", (c == order ? mark : "") + c));
    }
    return line.append(" STARTED AT").toString();
  }

  String row(Snapshot.Site s, int width) {
    var line = new StringBuilder();
    for (var c : columns(width)) {
      line.append(String.format(Locale.ROOT, "%,10d ", c.of(s)));
    }
    return line.append(' ').append(s.site()).toString();
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
    lines.add(titles(WIDE, ""));
    sites().forEach(s -> lines.add(row(s, WIDE)));
    lines.addAll(tail(10));
    return lines;
  }
}
