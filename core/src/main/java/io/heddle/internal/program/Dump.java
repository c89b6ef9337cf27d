// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.program;

import io.heddle.internal.stuck.LeakSearch;
import java.io.IOException;

/** The dump of the process, in the forms that {@code heddle dump} offers. */
public final class Dump {
  private Dump() {}

  public static String text() {
    var s = new StringBuilder();
    try {
      text(s);
    } catch (IOException e) {
      throw new AssertionError(e); // a StringBuilder doesn't
    }
    return s.toString();
  }

  /** A paragraph for each. */
  public static void text(Appendable out) throws IOException {
    GoroutineDump.write(out);
  }

  /** A paragraph for those that do the same at the same place. */
  public static void grouped(Appendable out) throws IOException {
    var all = Everybody.now();
    var s = new StringBuilder();
    for (var group : Groups.of(all)) {
      separate(s);
      group.appendTo(s);
    }
    for (var same : LeakReport.places(all.leaks())) {
      separate(s);
      same.appendTo(s);
    }
    for (var seen : all.waitingThreads().toList()) {
      separate(s);
      seen.appendTo(s);
    }
    out.append(s);
  }

  private static void separate(StringBuilder s) {
    if (!s.isEmpty()) {
      s.append('\n');
    }
  }

  /** A list with an object for each. */
  public static void json(Appendable out) throws IOException {
    var json = new Json(out).open('[');
    for (var seen : Everybody.now()) {
      append(json.open('{'), seen);
      json.close('}');
    }
    json.close(']');
    out.append('\n');
  }

  /** A list with an object for each group; it also has the group's size and first members. */
  public static void groupedJson(Appendable out) throws IOException {
    var all = Everybody.now();
    var json = new Json(out).open('[');
    for (var group : Groups.of(all)) {
      json.open('{').field("count", group.count()).list("ids", group.ids());
      append(json, group.seen());
      json.close('}');
    }
    for (var same : LeakReport.places(all.leaks())) {
      var ids = same.all().stream().limit(Groups.MOST_IDS).map(LeakSearch.Lost::id).toList();
      json.open('{').field("count", same.all().size()).list("ids", ids);
      append(json, same.first());
      json.close('}');
    }
    for (var seen : all.waitingThreads().toList()) {
      append(json.open('{').field("count", 1), seen);
      json.close('}');
    }
    json.close(']');
    out.append('\n');
  }

  private static void append(Json json, Seen seen) throws IOException {
    json.field("kind", seen.kind())
        .field("id", seen.id())
        .field("name", seen.name())
        .field("state", seen.state())
        .field("reason", seen.reason())
        .field("deadlocked", seen.mark().equals("deadlocked"))
        .field("leaked", seen.mark().equals("leaked"))
        .field("waitingOn", seen.waitingOn())
        .field("sinceMillis", seen.since().toMillis())
        .field("createdAt", seen.createdAt())
        .list("stack", seen.stack());
  }
}
