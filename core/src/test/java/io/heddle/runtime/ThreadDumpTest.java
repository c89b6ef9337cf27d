// SPDX-License-Identifier: Apache-2.0
package io.heddle.runtime;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.heddle.Channel;
import io.heddle.testing.Blocked;
import io.heddle.testing.OnCarriers;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's own dump, that of {@code jcmd PID Thread.dump_to_file}, tells of goroutines. */
class ThreadDumpTest {
  @Test
  @OnCarriers
  void goroutinesStandInAContainerOfTheirOwn(@TempDir Path folder) throws Exception {
    var gate = Channel.<Integer>make();
    var waiting = go("waits-in-the-dump", gate::receive);
    Blocked.await(waiting);

    var json = dump(folder.resolve("threads.json"), ThreadDumpFormat.JSON);
    var text = dump(folder.resolve("threads.txt"), ThreadDumpFormat.TEXT_PLAIN);
    gate.close();
    waiting.join();

    int container = json.indexOf("\"container\": \"goroutines");
    assertThat(container).isPositive();
    assertThat(json.indexOf("\"waits-in-the-dump\"", container)).isPositive();
    assertThat(text).contains("\"waits-in-the-dump\" virtual");
  }

  private static String dump(Path file, ThreadDumpFormat format) throws Exception {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(file.toString(), format);
    return Files.readString(file);
  }
}
