// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.trace;

import com.sun.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** The JVM's collections of garbage, as far as a look now and then sees them. */
final class Collections {
  /*
   * Not by a listener: its thread could be taken for one that wakes goroutines. Of several collections
   * between two looks the last is seen. The JVM tells their times in milliseconds.
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
        if (bean instanceof GarbageCollectorMXBean b) {
          beans.add(b);
          known.add(b.getCollectionCount());
        }
      }
    } catch (NoClassDefFoundError e) {
      // a JVM without jdk.management: the trace goes without
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
    var info = bean.getLastGcInfo();
    if (info != null) {
      long ago = System.currentTimeMillis() - jvmStart - info.getStartTime();
      recorder.collection(
          Math.max(0, ago) * 1_000_000, info.getDuration() * 1_000_000, bean.getName());
    }
  }
}
