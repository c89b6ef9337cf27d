// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.sched;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** Where compiled methods lie. A class of its own: it loads {@code java.management}. */
final class CodeCache {
  private CodeCache() {}

  /** What {@code jcmd PID Compiler.codecache} says. */
  static String text() throws JMException {
    return (String)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "compilerCodecache",
                new Object[0],
                new String[0]);
  }
}
