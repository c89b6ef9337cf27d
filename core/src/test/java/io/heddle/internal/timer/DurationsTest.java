// SPDX-License-Identifier: Apache-2.0
package io.heddle.internal.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class DurationsTest {
  /** What Go 1.26 prints. */
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.000000005S, 5ns",
    "PT0.0000015S, 1.5µs",
    "PT0.0015S, 1.5ms",
    "PT0.999999999S, 999.999999ms",
    "PT1S, 1s",
    "PT59M59.9S, 59m59.9s",
    "PT1H, 1h0m0s",
    "PT1H30M1.499913141S, 1h30m1.499913141s",
    "PT-1.000001957S, -1.000001957s",
    "PT2562047H47M16.854775807S, 2562047h47m16.854775807s"
  })
  void areWrittenAsInGo(Duration d, String go) {
    assertThat(Durations.text(d)).isEqualTo(go);
  }
}
