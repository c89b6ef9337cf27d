// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import io.heddle.internal.program.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A trace as one page with all that it needs. */
final class HtmlExport {
  private static final String PLACE = "\"DATA\"";

  private HtmlExport() {}

  static void write(TraceReader trace, Appendable out) throws IOException {
    var tracks = new Tracks(Tracks.MOST_SLICES);
    Replay.run(trace, tracks);
    var page = page();
    int at = page.indexOf(PLACE);
    out.append(page, 0, at);
    data(trace, tracks, new ScriptSafe(out));
    out.append(page, at + PLACE.length(), page.length());
  }

  private static String page() throws IOException {
    try (var in = HtmlExport.class.getResourceAsStream("/io/heddle/inspect/trace.html")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void data(TraceReader trace, Tracks t, Appendable out) throws IOException {
    var json = new Json(out).open('{');
    json.field("end", t.end)
        .field("events", t.events)
        .field("startMillis", trace.header().startMillis())
        .field("pid", trace.header().pid())
        .field("damage", trace.damage())
        .field("limit", t.limit())
        .field("thinned", t.areArrowsThinned())
        .field("notShown", t.notShown)
        .list("strings", t.strings);
    json.name("tracks").open('[');
    for (var track : t.tracks.values()) {
      json.open('[').value(track.id).value(track.name).value(track.site).value(track.by);
      json.open('[');
      long last = 0;
      for (int i = 0; i < track.n * Tracks.Track.WIDTH; i += Tracks.Track.WIDTH) {
        var s = track.slices;
        json.value(s[i] - last).value(s[i + 1] - s[i]).value(s[i + 2]).value(s[i + 3]);
        json.value(s[i + 4] >> 12).value((s[i + 4] & 0xFFF) - 1);
        last = s[i + 1];
      }
      json.close(']').close(']');
    }
    json.close(']');
    numbers(json, "arrows", t.arrows);
    numbers(json, "regions", t.regions);
    numbers(json, "tasks", t.tasks);
    numbers(json, "logs", t.logs);
    numbers(json, "collections", t.collections);
    json.name("metrics").open('{');
    for (var m : t.metrics.entrySet()) {
      json.list(m.getKey(), List.of(m.getValue()[0], m.getValue()[1]));
    }
    json.close('}').close('}');
  }

  private static void numbers(Json json, String name, List<long[]> all) throws IOException {
    json.name(name).open('[');
    for (var values : all) {
      json.open('[');
      for (long v : values) {
        json.value(v);
      }
      json.close(']');
    }
    json.close(']');
  }

  /** So that no text of the program's ends the script that it stands in, or begins a comment. */
  private record ScriptSafe(Appendable out) implements Appendable {
    @Override
    public Appendable append(CharSequence s) throws IOException {
      out.append(s.toString().replace("<", "\\u003c"));
      return this;
    }

    @Override
    public Appendable append(CharSequence s, int start, int end) throws IOException {
      return append(s.subSequence(start, end));
    }

    @Override
    public Appendable append(char c) throws IOException {
      return append(String.valueOf(c));
    }
  }
}
