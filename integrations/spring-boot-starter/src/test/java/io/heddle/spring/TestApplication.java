// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import io.heddle.Channel;
import io.heddle.context.Context;
import io.heddle.context.Key;
import io.heddle.runtime.Goroutines;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.MDC;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application of Spring Boot, and a client of it. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
@EnableScheduling
@RestController
public class TestApplication {
  static final Key<String> KEY = Key.of("key");

  /** What handlers have seen. */
  final Channel<String> seen = Channel.unbounded();

  /** What handlers wait for. */
  final Channel<String> release = Channel.make();

  final AtomicInteger scheduled = new AtomicInteger();

  @Bean
  Background background() {
    return new Background(this);
  }

  /** Asynchronous and scheduled tasks. */
  public static class Background {
    private final TestApplication application;

    Background(TestApplication application) {
      this.application = application;
    }

    @Async
    public CompletableFuture<String> name() {
      return CompletableFuture.completedFuture(
          who() + " " + MDC.get("request") + " " + Context.current().value(KEY));
    }

    @Async
    public void untilCancelled() {
      application.seen.trySend("began");
      try {
        Context.current().done().receive();
        application.seen.trySend("cancelled: " + Context.current().cause().getMessage());
      } catch (InterruptedException e) {
        application.seen.trySend("interrupted");
      }
    }

    @Scheduled(fixedRate = 20)
    void often() {
      if (who().startsWith("goroutine scheduling-")) {
        application.scheduled.incrementAndGet();
      }
    }
  }

  /** What kind of thread the caller is. */
  static String who() {
    var name = Thread.currentThread().getName();
    try {
      return Goroutines.current().id() > 0 ? "goroutine " + name : "";
    } catch (IllegalStateException e) {
      return "thread " + name;
    }
  }

  @GetMapping("/who")
  String whoHandles() {
    return who();
  }

  @GetMapping("/async")
  CompletableFuture<String> async() {
    return CompletableFuture.supplyAsync(() -> "later");
  }

  @GetMapping("/deadline")
  String deadline() {
    var deadline = Context.current().deadline();
    return deadline == null
        ? "none"
        : "" + Duration.between(java.time.Instant.now(), deadline).toMillis();
  }

  /** Waits until it is released, or its context is cancelled. */
  @GetMapping("/wait")
  String await() throws Exception {
    seen.send("began");
    try {
      Context.current().call(release::receive);
      return "released";
    } catch (io.heddle.context.ContextException e) {
      seen.send("cancelled: " + Context.current().cause().getMessage());
      return "cancelled";
    }
  }

  /** A running one. */
  record Running(ConfigurableApplicationContext spring, HttpClient client)
      implements AutoCloseable {
    /** On Tomcat; Jetty is on the class path, too. */
    static Running start(Map<String, Object> properties) {
      return start("jetty.autoconfigure.servlet.JettyServlet", properties);
    }

    static Running onJetty() {
      return start("tomcat.autoconfigure.servlet.TomcatServlet", Map.of());
    }

    private static Running start(String other, Map<String, Object> properties) {
      var spring =
          new SpringApplicationBuilder(TestApplication.class)
              .web(WebApplicationType.SERVLET)
              .properties(
                  Map.of(
                      "spring.main.banner-mode",
                      "off",
                      "logging.level.root",
                      "WARN",
                      "server.port",
                      "0",
                      "spring.autoconfigure.exclude",
                      "org.springframework.boot." + other + "WebServerAutoConfiguration",
                      "management.endpoints.web.exposure.include",
                      "*",
                      "spring.threads.goroutines.enabled",
                      "true"))
              .properties(properties)
              .run();
      return new Running(spring, HttpClient.newHttpClient());
    }

    TestApplication application() {
      return spring.getBean(TestApplication.class);
    }

    int port() {
      return ((ServletWebServerApplicationContext) spring).getWebServer().getPort();
    }

    HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
          .timeout(Duration.ofSeconds(60));
    }

    String get(String path, String... headers) throws Exception {
      var request = request(path);
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
      spring.close();
      client.close();
    }
  }
}
