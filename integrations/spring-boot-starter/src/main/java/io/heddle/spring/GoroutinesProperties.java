// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code spring.threads.goroutines.…}.
 *
 * @param enabled whether the web server, {@code @Async}, scheduling and listeners run on goroutines
 * @param request settings for the context of a request
 * @param shutdown how long the shutdown waits for requests and tasks
 */
@ConfigurationProperties("spring.threads.goroutines")
public record GoroutinesProperties(
    @DefaultValue("false") boolean enabled,
    @DefaultValue Request request,
    @DefaultValue Shutdown shutdown) {

  /**
   * The properties {@code spring.threads.goroutines.request.…}.
   *
   * @param timeout the time after which a request's context is cancelled; no limit if not set
   * @param timeoutHeader the name of a header in which a client may ask for a shorter time, in
   *     seconds ({@code 2.5}) or ISO 8601 ({@code PT2.5S}); none if not set
   * @param watchDisconnects whether the context is cancelled when the client disconnects, which is
   *     checked twice a second, on Linux
   */
  public record Request(
      @Nullable Duration timeout,
      @Nullable String timeoutHeader,
      @DefaultValue("true") boolean watchDisconnects) {}

  /**
   * The properties {@code spring.threads.goroutines.shutdown.…}.
   *
   * @param timeout how long tasks may continue before their contexts are cancelled; before that,
   *     requests have the time of Spring Boot's own graceful shutdown
   * @param grace how long they may continue after that
   * @param drain how long, before all that, Tomcat answers on its open connections and closes each
   *     after its response; {@code 0} skips this
   */
  public record Shutdown(
      @DefaultValue("10s") Duration timeout,
      @DefaultValue("5s") Duration grace,
      @DefaultValue("1s") Duration drain) {}
}
