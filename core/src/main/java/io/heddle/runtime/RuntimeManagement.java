// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import io.heddle.internal.program.Dump;
import io.heddle.internal.program.LeakReport;
import io.heddle.internal.stuck.LeakSearch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/** The MBean; a class of its own, so that only who asks for it loads {@code java.management}. */
final class RuntimeManagement implements RuntimeMXBean {
  private RuntimeManagement() {}

  static synchronized void register() {
    try {
      var server = ManagementFactory.getPlatformMBeanServer();
      var name = new ObjectName(NAME);
      if (!server.isRegistered(name)) {
        server.registerMBean(new RuntimeManagement(), name);
      }
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Metrics metrics() {
    return Scheduling.metrics();
  }

  @Override
  public int getGoroutineCount() {
    return Goroutines.count();
  }

  @Override
  public int getMaxProcs() {
    return Scheduling.maxProcs();
  }

  @Override
  public long getRunning() {
    return metrics().goroutines().running();
  }

  @Override
  public long getRunnable() {
    return metrics().goroutines().runnable();
  }

  @Override
  public long getWaiting() {
    return metrics().goroutines().waiting();
  }

  @Override
  public long getStarted() {
    return metrics().started();
  }

  @Override
  public long getSwitches() {
    return metrics().switches();
  }

  @Override
  public long getYields() {
    return metrics().yields();
  }

  @Override
  public long getParks() {
    return metrics().parks();
  }

  @Override
  public long getSteals() {
    return metrics().steals();
  }

  @Override
  public long getWakeUps() {
    return metrics().wakeUps();
  }

  @Override
  public long getHogReliefs() {
    return metrics().hogReliefs();
  }

  @Override
  public int getGlobalQueue() {
    return metrics().globalQueue();
  }

  @Override
  public List<Integer> getQueues() {
    return metrics().queues();
  }

  @Override
  public String dump() {
    return Dump.text();
  }

  @Override
  public String dumpGrouped() {
    var s = new StringBuilder();
    try {
      Dump.grouped(s);
    } catch (IOException e) {
      throw new AssertionError(e); // a StringBuilder doesn't
    }
    return s.toString();
  }

  @Override
  public List<String> deadlocks() {
    return Deadlocks.find().stream().map(Deadlock::report).toList();
  }

  @Override
  public String leaks() {
    LeakSearch.find(l -> l);
    return LeakReport.of(LeakSearch.found());
  }
}
