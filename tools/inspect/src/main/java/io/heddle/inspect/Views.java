// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import io.heddle.internal.program.Json;
import io.heddle.internal.program.Overview;
import io.heddle.internal.stuck.WaitGraph;
import io.heddle.runtime.Deadlocks;
import io.heddle.runtime.Goroutine;
import io.heddle.runtime.Leaks;
import io.heddle.runtime.Scheduling;
import java.io.IOException;

/** What the page asks for, as JSON. */
final class Views {
  private static final int MOST = 200;

  private Views() {}

  static String overview() throws IOException {
    var out = new StringBuilder();
    var seen = Overview.now();
    var m = Scheduling.metrics();
    var json = new Json(out).open('{');
    json.field("nanos", System.nanoTime())
        .field("maxProcs", m.maxProcs())
        .field("goroutines", seen.count())
        .field("started", m.started())
        .field("switches", m.switches())
        .field("parks", m.parks())
        .field("steals", m.steals())
        .field("reliefs", m.hogReliefs())
        .field("queued", m.globalQueue() + m.queues().stream().mapToInt(q -> q).sum());
    json.name("latency").open('[');
    for (var b : m.latency().buckets()) {
      json.open('[').value(b.to().toNanos()).value(b.count()).close(']');
    }
    json.close(']').name("sites").open('[');
    for (var s : seen.sites().stream().limit(MOST).toList()) {
      json.open('{')
          .field("site", s.site())
          .field("count", s.count())
          .field("running", s.running())
          .field("runnable", s.runnable())
          .field("waiting", s.waiting())
          .close('}');
    }
    json.close(']').name("waits").open('[');
    for (var w : seen.waits()) {
      json.open('{')
          .field("id", w.id())
          .field("name", w.name())
          .field("reason", w.reason())
          .field("on", w.on())
          .field("millis", w.millis())
          .field("site", w.site())
          .close('}');
    }
    json.close(']').name("things").open('[');
    for (var t : seen.things()) {
      json.open('{').field("thing", t.thing()).field("waiting", t.waiting()).close('}');
    }
    json.close(']').close('}');
    return out.toString();
  }

  static String waits() throws IOException {
    var out = new StringBuilder();
    var json = new Json(out).open('[');
    for (var e : WaitGraph.now(MOST)) {
      json.open('{').field("from", e.from()).field("on", e.on()).list("to", e.to()).close('}');
    }
    json.close(']');
    return out.toString();
  }

  static String deadlocks() throws IOException {
    var out = new StringBuilder();
    var json = new Json(out).open('[');
    for (var d : Deadlocks.find()) {
      json.open('{')
          .list("goroutines", d.goroutines().stream().map(Goroutine::id).toList())
          .field("report", d.report())
          .close('}');
    }
    json.close(']');
    return out.toString();
  }

  static String leaks(boolean find) throws IOException {
    if (find) {
      var _ = Leaks.find();
    }
    var out = new StringBuilder();
    var json = new Json(out).open('[');
    for (var l : Leaks.found()) {
      json.open('{')
          .field("id", l.id())
          .field("name", l.name())
          .field("reason", l.waitReason())
          .field("on", l.waitingOn())
          .field("createdAt", l.createdAt())
          .list("stack", l.stack())
          .field("millis", l.since().toMillis())
          .close('}');
    }
    json.close(']');
    return out.toString();
  }
}
