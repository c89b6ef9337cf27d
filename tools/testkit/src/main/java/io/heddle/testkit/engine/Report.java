// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A failing run on paper: the failure, then who did what when, a column per goroutine. */
final class Report {
  private static final int WIDEST = 44;
  private static final int NARROWEST = 20;
  private static final int PAGE = 240;
  private static final int ROWS = 80;

  private final BubbleRun run;
  private final Recorder recorder;

  Report(BubbleRun run) {
    this.run = run;
    this.recorder = run.recorder();
  }

  String text() {
    var s = new StringBuilder(run.text());
    if (!s.isEmpty() && s.charAt(s.length() - 1) != '\n') {
      s.append('\n');
    }
    if (!recorder.events().isEmpty()) {
      s.append("\nThe interleaving, ")
          .append(count(recorder.steps(), "step"))
          .append(", ")
          .append(count(recorder.switches(), "switch"))
          .append(":\n");
      table(s);
      things(s);
    }
    var real = run.bubble().rest.realWaits();
    if (!real.isEmpty()) {
      s.append("\nwaited in real time, which no schedule decides: ");
      s.append(String.join(", ", real)).append('\n');
    }
    return s.toString();
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : what.endsWith("h") ? "es" : "s");
  }

  private void table(StringBuilder s) {
    var events = recorder.events();
    var columns = new LinkedHashMap<Member, Integer>();
    var rows = events.subList(Math.max(0, events.size() - ROWS), events.size());
    for (var e : rows) {
      if (e.member() != null) {
        columns.putIfAbsent(e.member(), columns.size());
      }
    }
    var members = new ArrayList<>(columns.keySet());
    members.sort((a, b) -> Integer.compare(a.number, b.number));
    int timeWidth = "time".length();
    for (var e : rows) {
      timeWidth = Math.max(timeWidth, Texts.time(e.nanos()).length());
    }
    var widths = widths(rows, members);
    if (rows.size() < events.size()) {
      s.append("… ").append(count(events.size() - rows.size(), "row")).append(" before\n");
    }
    row(s, "time", timeWidth, members, widths, null, null);
    for (var e : rows) {
      row(s, Texts.time(e.nanos()), timeWidth, members, widths, e.member(), e.what());
    }
  }

  /** How wide each column is: with many of them, as wide as its head at least. */
  private static Map<Member, Integer> widths(List<Recorder.Event> rows, List<Member> members) {
    for (int widest = WIDEST; ; widest -= 8) {
      Map<Member, Integer> widths = new LinkedHashMap<>();
      members.forEach(m -> widths.put(m, head(m).length()));
      for (var e : rows) {
        if (e.member() != null) {
          widths.merge(e.member(), Math.min(widest, e.what().length()), Math::max);
        }
      }
      if (widest <= NARROWEST || widths.values().stream().mapToInt(w -> w).sum() <= PAGE) {
        return widths;
      }
    }
  }

  private static String head(Member m) {
    var name = m.name();
    return "goroutine " + m.path + (name.isEmpty() ? "" : " \"" + name + "\"");
  }

  private static void row(
      StringBuilder s,
      String time,
      int timeWidth,
      List<Member> members,
      Map<Member, Integer> widths,
      @Nullable Member who,
      @Nullable String what) {
    var line = new StringBuilder(pad(time, timeWidth));
    if (what != null && who == null) {
      line.append("  -- ").append(what);
    } else {
      for (var m : members) {
        var cell = what == null ? head(m) : m == who ? what : "";
        line.append("  ").append(pad(cell, widths.getOrDefault(m, 0)));
      }
    }
    s.append(line.toString().stripTrailing()).append('\n');
  }

  private static String pad(String text, int width) {
    var cut = text.length() <= width ? text : text.substring(0, width - 1) + "…";
    return cut + " ".repeat(Math.max(0, width - cut.length()));
  }

  /** Where the channels and locks of the table were made. */
  private void things(StringBuilder s) {
    var things = run.bubble().things;
    boolean any = false;
    for (int n : recorder.thingsShown()) {
      var site = things.site(n);
      if (site != null) {
        s.append(any ? "" : "\n").append(things.name(n)).append(" was made at ");
        s.append(Places.inWords(site)).append('\n');
        any = true;
      }
    }
  }
}
