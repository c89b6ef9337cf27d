// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect.trace;

import io.heddle.internal.program.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A trace as JSON, an event a line. */
final class JsonExport implements Handler {
  private final Appendable out;
  private boolean isFirst = true;

  private JsonExport(Appendable out) {
    this.out = out;
  }

  static void write(TraceReader trace, Appendable out) throws IOException {
    var header = trace.header();
    out.append("{\"version\":1,\"pid\":" + header.pid());
    out.append(",\"startMillis\":" + header.startMillis() + ",\"events\":[");
    try {
      Replay.run(trace, new JsonExport(out));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.append("\n]}\n");
  }

  /** Writes the fields behind the first two. */
  private interface Fields {
    void write(Json json) throws IOException;
  }

  private void line(long time, String kind, Fields fields) {
    try {
      out.append(isFirst ? "\n" : ",\n");
      isFirst = false;
      var json = new Json(out).open('{').field("t", time);
      fields.write(json);
      json.field("kind", kind).close('}');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void goroutine(long g, long by, String site, String name, long time, boolean atBegin) {
    line(
        time,
        atBegin ? "there" : "go",
        j -> {
          j.field("g", g);
          if (by != 0) {
            j.field("by", by);
          }
          j.field("name", name).field("site", site);
        });
  }

  @Override
  public void event(String kind, long g, long by, String reason, String on, long time) {
    if (kind.equals("go")) {
      return; // see goroutine
    }
    line(
        time,
        kind,
        j -> {
          j.field("g", g);
          if (by != 0) {
            j.field("by", by);
          }
          if (!reason.isEmpty()) {
            j.field("reason", reason);
          }
          if (!on.isEmpty()) {
            j.field("on", on);
          }
        });
  }

  @Override
  public void slice(
      long g, State state, String reason, String on, long from, long to, int carrier) {
    if (state == State.RUNNING) {
      line(
          from,
          "run",
          j -> {
            j.field("g", g).field("duration", to - from);
            if (carrier >= 0) {
              j.field("carrier", carrier);
            }
          });
    }
  }

  @Override
  public void region(long g, String name, long from, long to) {
    line(from, "region", j -> j.field("g", g).field("duration", to - from).field("name", name));
  }

  @Override
  public void task(long number, String name, long from, long to) {
    line(
        from,
        "task",
        j -> j.field("task", number).field("duration", to - from).field("name", name));
  }

  @Override
  public void log(long g, String text, long time) {
    line(time, "log", j -> j.field("g", g).field("text", text));
  }

  @Override
  public void collection(String name, long from, long to) {
    line(from, "gc", j -> j.field("duration", to - from).field("name", name));
  }

  @Override
  public void relief(int carrier, long time) {
    line(time, "relief", j -> j.field("carrier", carrier));
  }

  @Override
  public void metric(String name, long first, long last) {
    line(0, "metric", j -> j.field("name", name).field("first", first).field("last", last));
  }
}
