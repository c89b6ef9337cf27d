// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.openmbean.CompositeData;

/** The JVM's collections of garbage, as far as a look now and then sees them. */
final class Collections {
  /*
   * Not by a listener: its thread could be taken for one that wakes goroutines. Of several collections
   * between two looks the last is seen. The JVM tells their times in milliseconds, by an attribute
   * that the standard interface does not have.
   */
  private final Recorder recorder;
  private final List<GarbageCollectorMXBean> beans = new ArrayList<>();
  private final List<Long> known = new ArrayList<>();
  private long jvmStart;

  Collections(Recorder recorder) {
    this.recorder = recorder;
    try {
      jvmStart = ManagementFactory.getRuntimeMXBean().getStartTime();
      for (var bean : ManagementFactory.getGarbageCollectorMXBeans()) {
        beans.add(bean);
        known.add(bean.getCollectionCount());
      }
    } catch (NoClassDefFoundError e) {
      // a JVM without java.management: the trace goes without
    }
  }

  void look() {
    for (int i = 0; i < beans.size(); i++) {
      long count = beans.get(i).getCollectionCount();
      if (count != known.get(i)) {
        known.set(i, count);
        tell(beans.get(i));
      }
    }
  }

  private void tell(GarbageCollectorMXBean bean) {
    try {
      var last =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(bean.getObjectName(), "LastGcInfo");
      if (last instanceof CompositeData gc
          && gc.get("startTime") instanceof Long start
          && gc.get("duration") instanceof Long duration) {
        long ago = System.currentTimeMillis() - jvmStart - start;
        recorder.collection(Math.max(0, ago) * 1_000_000, duration * 1_000_000, bean.getName());
      }
    } catch (JMException e) {
      // another JVM: the trace goes without
    }
  }
}
