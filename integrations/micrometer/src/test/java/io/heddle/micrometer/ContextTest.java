// SPDX-License-Identifier: Apache-2.0
package io.heddle.micrometer;

import static io.heddle.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Channel;
import io.heddle.Go;
import io.heddle.sync.ErrGroup;
import io.heddle.sync.WaitGroup;
import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

/** What travels with a goroutine because this artifact is on the class path. */
@Timeout(60)
class ContextTest {
  private final Channel<String> seen = Channel.make(10);

  @AfterEach
  void clear() {
    MDC.clear();
  }

  private void sendMdc() throws InterruptedException {
    seen.send("" + MDC.get("request"));
  }

  @Test
  void mdc() throws Exception {
    MDC.put("request", "42");
    go(this::sendMdc);
    assertThat(seen.receive()).isEqualTo("42");
    new WaitGroup().go(this::sendMdc);
    assertThat(seen.receive()).isEqualTo("42");
    try (var executor = Go.executor()) {
      executor.submit(() -> {
        sendMdc();
        return true;
      });
      assertThat(seen.receive()).isEqualTo("42");
    }
    try (var group = new ErrGroup()) {
      group.go(() -> go(this::sendMdc).join());
      assertThat(seen.receive()).isEqualTo("42");
    }
  }

  @Test
  void whatAGoroutinePutsIntoTheMdcIsItsOwn() throws Exception {
    MDC.put("request", "42");
    go(() -> MDC.put("request", "43")).join();
    assertThat(MDC.get("request")).isEqualTo("42");
    var thread = go(this::sendMdc);
    MDC.put("request", "44");
    thread.join();
    assertThat(seen.receive()).isEqualTo("42");
  }

  @Test
  void spanAndBaggageOfOpenTelemetry() throws Exception {
    try (var provider = SdkTracerProvider.builder().build()) {
      var span = provider.get("test").spanBuilder("request").startSpan();
      try (var _ = span.makeCurrent();
          var _ = Baggage.builder().put("user", "gopher").build().makeCurrent()) {
        go(() ->
            go(() -> {
              seen.send(Span.current().getSpanContext().getSpanId());
              seen.send("" + Baggage.current().getEntryValue("user"));
            }));
      }
      assertThat(seen.receive()).isEqualTo(span.getSpanContext().getSpanId());
      assertThat(seen.receive()).isEqualTo("gopher");
    }
    go(() -> seen.send("" + (Context.current() == Context.root())));
    assertThat(seen.receive()).isEqualTo("true");
  }

  @Test
  void observations() throws Exception {
    var registry = ObservationRegistry.create();
    registry.observationConfig().observationHandler(context -> true);
    var observation = Observation.start("request", registry);
    try (var _ = observation.openScope()) {
      go(() -> seen.send("" + (registry.getCurrentObservation() == observation)));
      assertThat(seen.receive()).isEqualTo("true");
    }
    go(() -> seen.send("" + registry.getCurrentObservation()));
    assertThat(seen.receive()).isEqualTo("null");
    observation.stop();
  }

  /** Such as the security context of a framework. */
  @Test
  void whateverIsRegisteredWithContextPropagation() throws Exception {
    var user = new ThreadLocal<String>();
    ContextRegistry.getInstance().registerThreadLocalAccessor("user", user);
    try {
      user.set("gopher");
      go(() -> seen.send("" + user.get()));
      assertThat(seen.receive()).isEqualTo("gopher");
      user.remove();
      go(() -> seen.send("" + user.get()));
      assertThat(seen.receive()).isEqualTo("null");
    } finally {
      ContextRegistry.getInstance().removeThreadLocalAccessor("user");
    }
  }

  @Test
  void aThousandAtOnceDoNotMixThemUp() throws Exception {
    var key = ContextKey.<Integer>named("number");
    var all = new WaitGroup();
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      MDC.put("request", "" + number);
      try (var _ = Context.current().with(key, number).makeCurrent()) {
        all.go(() -> {
          for (int turn = 0; turn < 5; turn++) {
            if (!List.of("" + number, number)
                .equals(List.of(MDC.get("request"), Context.current().get(key)))) {
              seen.trySend(number + " has " + MDC.get("request"));
            }
            Go.gosched();
          }
        });
      }
    }
    all.await();
    assertThat(seen.tryReceive().toString()).startsWith("Empty");
  }
}
