// SPDX-License-Identifier: Apache-2.0
package io.heddle.race.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScopeTest {
  @TempDir private Path folder;

  /** Where a class of the core lies, too. */
  private Scope of(String name) throws Exception {
    for (var file : new String[] {"io/heddle/Go", name}) {
      var path = folder.resolve(file + ".class");
      Files.createDirectories(path.getParent());
      Files.write(path, new byte[1]);
    }
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
      return Scope.of(loader.getUnnamedModule(), loader, name);
    }
  }

  @Test
  void theCoreSaysItselfWhatItOrders() throws Exception {
    assertThat(of("io/heddle/sync/Mutex")).isEqualTo(Scope.NOT);
    assertThat(of("io/heddle/testkit/Bubble")).isEqualTo(Scope.NOT);
  }

  /** A message goes from one goroutine of it to another through a queue of the JDK. */
  @Test
  void integrationsOrderByWhatTheyUse() throws Exception {
    assertThat(of("io/heddle/nats/TopicReceiver")).isEqualTo(Scope.ORDER);
    assertThat(of("io/heddle/micrometer/HeddleMetrics")).isEqualTo(Scope.ORDER);
  }

  @Test
  void programsAreWatched() throws Exception {
    assertThat(of("shop/Main")).isEqualTo(Scope.ALL);
  }
}
