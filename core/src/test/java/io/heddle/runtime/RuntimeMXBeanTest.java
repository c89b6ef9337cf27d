// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.testing.Blocked;
import java.lang.management.ManagementFactory;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class RuntimeMXBeanTest {
  @Test
  void tellsOverJmx() throws Exception {
    RuntimeMXBean.register();
    RuntimeMXBean.register();
    var server = ManagementFactory.getPlatformMBeanServer();
    var name = new ObjectName("io.heddle:type=Runtime");
    for (var attribute : server.getMBeanInfo(name).getAttributes()) {
      assertThat(server.getAttribute(name, attribute.getName())).isNotNull();
    }
    var bean = JMX.newMXBeanProxy(server, name, RuntimeMXBean.class);
    Channel<Integer> c = Channel.make();
    var t = go("over JMX", () -> c.receive());
    Blocked.await(t);
    assertThat(bean.getGoroutineCount()).isPositive();
    assertThat(bean.getStarted()).isPositive();
    assertThat(bean.getMaxProcs()).isEqualTo(Scheduling.maxProcs());
    assertThat(bean.dump()).contains("[chan receive] \"over JMX\":");
    assertThat(bean.dumpGrouped()).contains("chan receive");
    assertThat(bean.deadlocks())
        .isEqualTo(Deadlocks.find().stream().map(Deadlock::report).toList());
    bean.leaks();
    c.send(1);
    t.join();
  }
}
