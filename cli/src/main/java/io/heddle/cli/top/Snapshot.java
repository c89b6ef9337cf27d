// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.top;

import io.heddle.cli.attach.Question;
import io.heddle.cli.program.UserError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What another process said of its goroutines at one moment. */
final class Snapshot {
  /** Those that one place has started. */
  record Site(String site, long count, long running, long runnable, long waiting) {}

  /** One that has been waiting for long. */
  record Wait(String id, String name, String reason, String on, long millis, String site) {}

  /** A channel or lock that many wait on. */
  record Thing(String thing, long waiting) {}

  final long nanos = System.nanoTime();
  final Map<String, Long> metrics = new HashMap<>();
  final TreeMap<Long, Long> latencies = new TreeMap<>();
  final List<Site> sites = new ArrayList<>();
  final List<Wait> waits = new ArrayList<>();
  final List<Thing> things = new ArrayList<>();

  static Snapshot of(long pid) throws UserError {
    var answer = new ByteArrayOutputStream();
    Question.ask(pid, "top", answer);
    var snapshot = new Snapshot();
    answer.toString(StandardCharsets.UTF_8).lines().forEach(snapshot::add);
    return snapshot;
  }

  /* What this version does not know is left out. */
  private void add(String line) {
    var p = line.split("\t", -1);
    switch (p[0] + p.length) {
      case "metric3" -> metrics.merge(p[1], Long.valueOf(p[2]), Long::sum);
      case "latency3" -> latencies.merge(Long.valueOf(p[1]), Long.valueOf(p[2]), Long::sum);
      case "site6" ->
          sites.add(new Site(p[1], number(p[2]), number(p[3]), number(p[4]), number(p[5])));
      case "wait7" -> waits.add(new Wait(p[1], p[2], p[3], p[4], number(p[5]), p[6]));
      case "thing3" -> things.add(new Thing(p[1], number(p[2])));
      default -> {}
    }
  }

  private static long number(String s) {
    return Long.parseLong(s);
  }

  long metric(String name) {
    return metrics.getOrDefault(name, 0L);
  }

  /** How many goroutines have ended. */
  long ended() {
    return metric("started") - metric("goroutines");
  }

  /** A time that this share of those since the earlier one lies below; 0 if there are none. */
  long latency(Snapshot earlier, double share) {
    long all = 0;
    for (var e : latencies.entrySet()) {
      all += e.getValue() - earlier.latencies.getOrDefault(e.getKey(), 0L);
    }
    double left = share * all;
    long last = 0;
    for (var e : latencies.entrySet()) {
      long n = e.getValue() - earlier.latencies.getOrDefault(e.getKey(), 0L);
      if (n > 0) {
        last = e.getKey();
        left -= n;
        if (left <= 0) {
          break;
        }
      }
    }
    return last;
  }
}
