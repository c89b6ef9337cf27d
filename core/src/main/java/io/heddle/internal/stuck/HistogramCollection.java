// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.stuck;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** A collection that no flag forbids. A class of its own: it loads {@code java.management}. */
final class HistogramCollection {
  private HistogramCollection() {}

  static void collect() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "gcClassHistogram",
              new Object[] {new String[0]},
              new String[] {String[].class.getName()});
    } catch (JMException | LinkageError e) {
      // a JVM without that module: nothing more can be done
    }
  }
}
