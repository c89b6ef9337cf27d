// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code spring.threads.goroutines.…}.
 *
 * @param enabled whether the web server, {@code @Async}, scheduling and listeners run on goroutines
 * @param request what a request's context is
 * @param shutdown how long tasks may go on when the application shuts down
 */
@ConfigurationProperties("spring.threads.goroutines")
public record GoroutinesProperties(
    @DefaultValue("false") boolean enabled,
    @DefaultValue Request request,
    @DefaultValue Shutdown shutdown) {

  /**
   * {@code spring.threads.goroutines.request.…}.
   *
   * @param timeout after which a request's context is cancelled; none without it
   * @param timeoutHeader a header by which a client may ask for less: seconds ({@code 2.5}) or ISO
   *     8601 ({@code PT2.5S}); none without it
   * @param watchDisconnects whether the context is cancelled when the client hangs up, which is
   *     looked for twice a second, on Linux
   */
  public record Request(
      @Nullable Duration timeout,
      @Nullable String timeoutHeader,
      @DefaultValue("true") boolean watchDisconnects) {}

  /**
   * {@code spring.threads.goroutines.shutdown.…}.
   *
   * @param timeout how long tasks may go on before their contexts are cancelled; requests have the
   *     time that Spring Boot's own graceful shutdown gives them before that
   * @param grace how long they may go on after that
   * @param drain how long, before all that, Tomcat answers on the connections that it has and
   *     closes each with its answer; none at {@code 0}
   */
  public record Shutdown(
      @DefaultValue("10s") Duration timeout,
      @DefaultValue("5s") Duration grace,
      @DefaultValue("1s") Duration drain) {}
}
