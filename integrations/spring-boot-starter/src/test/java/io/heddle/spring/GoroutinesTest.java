// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.context.Context;
import io.heddle.spring.TestApplication.Background;
import io.heddle.spring.TestApplication.Running;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What runs on goroutines with {@code spring.threads.goroutines.enabled=true}. */
@Timeout(60)
class GoroutinesTest {
  private static Running running;

  @BeforeAll
  static void start() {
    running = Running.start(Map.of("spring.threads.virtual.enabled", "true")); // and goroutines win
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void requests() throws Exception {
    assertThat(running.get("/who")).startsWith("goroutine tomcat-");
    assertThat(running.get("/async")).isEqualTo("later");
  }

  @Test
  void asynchronousTasksAndWhatTravelsWithThem() throws Exception {
    MDC.put("request", "42");
    try {
      Context.background()
          .withValue(TestApplication.KEY, "value")
          .run(() -> {
            var name = running.spring().getBean(Background.class).name().get(20, TimeUnit.SECONDS);
            assertThat(name).startsWith("goroutine task-").endsWith(" 42 value");
          });
    } finally {
      MDC.clear();
    }
  }

  @Test
  void scheduledTasks() throws Exception {
    while (running.application().scheduled.get() < 3) {
      Thread.sleep(10);
    }
  }

  @Test
  void theEndpointTellsOfThem() throws Exception {
    var json = running.get("/actuator/goroutines");
    assertThat(json).contains("\"maxProcs\":", "\"states\":{\"running\":", "\"goroutines\":[");
    var text = running.get("/actuator/goroutines", "Accept", "text/plain");
    assertThat(text).startsWith("goroutine ").contains("GoroutinesEndpoint");
    assertThat(running.get("/actuator/metrics/heddle.switches")).contains("heddle.switches");
    var registry = running.spring().getBean(MeterRegistry.class);
    assertThat(registry.get("heddle.maxprocs").gauge().value()).isPositive();
  }

  @Test
  void withoutThePropertyNothingChanges() throws Exception {
    try (var plain = Running.start(Map.of("spring.threads.goroutines.enabled", "false"))) {
      assertThat(plain.get("/who")).startsWith("thread http-nio-");
      assertThat(plain.get("/deadline")).isEqualTo("none");
      assertThat(plain.spring().getBeansOfType(RunningTasks.class)).isEmpty();
    }
  }

  @Test
  void aPortInUseIsToldAsAlways() throws Exception {
    try (var taken = new ServerSocket(0)) {
      assertThatThrownBy(() -> Running.start(Map.of("server.port", "" + taken.getLocalPort())))
          .hasStackTraceContaining("Port " + taken.getLocalPort() + " is already in use");
    }
  }

  /** Fails when the rest stands. */
  @Configuration(proxyBeanMethods = false)
  @Import(TestApplication.class)
  static class Broken {
    @Bean
    Object broken(RunningTasks tasks, GoroutineTaskExecutor executor) {
      executor.execute(() -> {
        try {
          Thread.sleep(Duration.ofHours(1));
        } catch (InterruptedException e) {
          // the executor closes
        }
      });
      throw new IllegalStateException("half-way");
    }
  }

  @Test
  void aContextThatFailsHalfWayEndsAtOnce() {
    var application =
        new SpringApplicationBuilder(Broken.class)
            .properties(
                "server.port=0",
                "logging.level.root=OFF",
                "spring.main.banner-mode=off",
                "spring.threads.goroutines.enabled=true");
    assertThatThrownBy(application::run).hasStackTraceContaining("half-way");
  }
}
