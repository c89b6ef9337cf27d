// SPDX-License-Identifier: Apache-2.0
package servers;

import java.io.IOException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Spring Boot 4 with heddle-spring-boot-starter. */
final class SpringServer implements Server {
  private final ServletWebServerApplicationContext spring;

  SpringServer(int port) {
    var goroutines =
        "spring.threads.goroutines.enabled=" + !Server.isVirtual(); // all there is to do
    spring =
        (ServletWebServerApplicationContext)
            new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .properties(
                    goroutines,
                    "spring.threads.virtual.enabled=" + Server.isVirtual(),
                    "server.address=127.0.0.1",
                    "server.port=" + port,
                    "spring.main.banner-mode=off",
                    "spring.main.register-shutdown-hook=false",
                    "logging.level.root=WARN")
                .run();
  }

  /** The application. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @RestController
  public static class Application {
    @GetMapping("/{path}")
    String hello(@PathVariable("path") String path) throws IOException {
      return Server.answer("/" + path);
    }
  }

  @Override
  public int port() {
    return spring.getWebServer().getPort();
  }

  @Override
  public void close() {
    spring.close();
  }
}
