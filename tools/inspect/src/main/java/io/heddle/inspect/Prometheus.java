// SPDX-License-Identifier: Apache-2.0
package io.heddle.inspect;

import io.heddle.runtime.Scheduling;
import java.util.Locale;

/** The counters in the text format that Prometheus reads. */
final class Prometheus {
  private Prometheus() {}

  static String text() {
    var m = Scheduling.metrics();
    var s = new StringBuilder();
    gauge(s, "heddle_maxprocs", "How many goroutines may run at the same instant.", m.maxProcs());
    head(s, "heddle_goroutines", "Goroutines by state.", "gauge");
    state(s, "running", m.goroutines().running());
    state(s, "runnable", m.goroutines().runnable());
    state(s, "waiting", m.goroutines().waiting());
    counter(s, "heddle_goroutines_started_total", "Goroutines started.", m.started());
    counter(s, "heddle_switches_total", "Turns of goroutines on carriers.", m.switches());
    counter(s, "heddle_yields_total", "Turns that ended ready to go on.", m.yields());
    counter(s, "heddle_parks_total", "Turns that ended waiting.", m.parks());
    counter(s, "heddle_steals_total", "Goroutines taken from another carrier.", m.steals());
    counter(s, "heddle_wakeups_total", "Sleeping carriers woken for work.", m.wakeUps());
    counter(s, "heddle_reliefs_total", "Carriers replaced because of a hog.", m.hogReliefs());
    gauge(s, "heddle_global_queue", "Goroutines that wait for any carrier.", m.globalQueue());
    latency(s, m.latency());
    return s.toString();
  }

  private static void latency(StringBuilder s, io.heddle.runtime.Metrics.Histogram latency) {
    var name = "heddle_ready_latency_seconds";
    head(s, name, "How long goroutines were ready before they ran; one in 256.", "histogram");
    long sum = 0;
    double total = 0;
    for (var b : latency.buckets()) {
      sum += b.count();
      total += b.count() * (b.from().toNanos() + b.to().toNanos()) / 2e9;
      s.append(name)
          .append(String.format(Locale.ROOT, "_bucket{le=\"%.9f\"} %d\n", seconds(b), sum));
    }
    s.append(name).append("_bucket{le=\"+Inf\"} ").append(sum).append('\n');
    s.append(String.format(Locale.ROOT, "%s_sum %.9f\n%s_count %d\n", name, total, name, sum));
  }

  private static double seconds(io.heddle.runtime.Metrics.Histogram.Bucket b) {
    return b.to().toNanos() / 1e9;
  }

  private static void state(StringBuilder s, String state, long n) {
    s.append("heddle_goroutines{state=\"").append(state).append("\"} ").append(n).append('\n');
  }

  private static void head(StringBuilder s, String name, String help, String type) {
    s.append("# HELP ").append(name).append(' ').append(help).append('\n');
    s.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void gauge(StringBuilder s, String name, String help, long n) {
    head(s, name, help, "gauge");
    s.append(name).append(' ').append(n).append('\n');
  }

  private static void counter(StringBuilder s, String name, String help, long n) {
    head(s, name, help, "counter");
    s.append(name).append(' ').append(n).append('\n');
  }
}
