// SPDX-License-Identifier: Apache-2.0
package io.heddle.testing;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many objects of each class there are after a collection, by the class's name. */
public final class Histogram {
  private static final int LOOKS = 8;
  private static final String STRINGS = String[].class.getName();

  private Histogram() {}

  public static Map<String, Integer> now() throws JMException {
    var text =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {STRINGS});
    var counts = new TreeMap<String, Integer>();
    for (var line : text.lines().toList()) {
      var words = line.strip().split("\\s+"); // 12:  345  8280  java.lang.String (java.base@25)
      if (words.length >= 4 && words[0].endsWith(":")) {
        counts.merge(words[3], Integer.parseInt(words[1]), Integer::sum);
      }
    }
    return counts;
  }

  /**
   * As {@link #now}, once no class has {@code many} more than before, or after some looks: what has
   * just ended may be alive for a moment yet.
   */
  public static Map<String, Integer> settled(Map<String, Integer> before, int many)
      throws JMException, InterruptedException {
    var after = now();
    for (int i = 1; i < LOOKS && !grown(before, after, many).isEmpty(); i++) {
      Thread.sleep(50);
      after = now();
    }
    return after;
  }

  /** Of which classes there are {@code many} more at least, and how many more. */
  public static Map<String, Integer> grown(
      Map<String, Integer> before, Map<String, Integer> after, int many) {
    var grown = new TreeMap<String, Integer>();
    after.forEach((name, n) -> {
      int more = n - before.getOrDefault(name, 0);
      if (more >= many) {
        grown.put(name, more);
      }
    });
    return grown;
  }
}
