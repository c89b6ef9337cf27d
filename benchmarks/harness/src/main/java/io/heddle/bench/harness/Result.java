// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.harness;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What one process found out, printed as one line of JSON: names are ours and need no escapes. */
record Result(String scenario, int repetitions, Map<String, Double> values) {
  String toJson() {
    var figures =
        new TreeMap<>(values)
            .entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "\"%s\":%.6f", e.getKey(), e.getValue()))
                .collect(Collectors.joining(","));
    return String.format(
        Locale.ROOT,
        "{\"repetitions\":%d,\"scenario\":\"%s\",\"values\":{%s}}",
        repetitions,
        scenario,
        figures);
  }
}
