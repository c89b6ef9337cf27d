// SPDX-License-Identifier: Apache-2.0

import io.heddle.micrometer.MdcInherited;
import io.heddle.micrometer.MicrometerInherited;
import io.heddle.micrometer.OpenTelemetryInherited;
import io.heddle.runtime.Inherited;
import org.jspecify.annotations.NullMarked;

/** Metrics of goroutines for Micrometer, and what observability keeps in thread-locals. */
@NullMarked
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // none is a module
module io.heddle.micrometer {
  requires transitive io.heddle;
  requires transitive micrometer.core;
  requires context.propagation;
  requires static io.opentelemetry.context;
  requires static org.jspecify;
  requires static org.slf4j;

  exports io.heddle.micrometer;

  provides Inherited with
      MicrometerInherited,
      MdcInherited,
      OpenTelemetryInherited;
}
