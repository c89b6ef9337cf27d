// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.spring.TestApplication.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;

@Timeout(60)
class JettyTest {
  @Test
  void requests() throws Exception {
    try (var running = Running.onJetty()) {
      assertThat(running.spring().getBeansOfType(JettyServletWebServerFactory.class)).hasSize(1);
      assertThat(running.get("/who")).startsWith("goroutine jetty-");
      assertThat(running.get("/async")).isEqualTo("later");
    }
  }
}
