// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import io.heddle.micrometer.HeddleMetrics;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code goroutines} and the metrics, where there is an actuator. */
@AutoConfiguration
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
public class GoroutinesActuatorAutoConfiguration {
  /** Called by Spring. */
  public GoroutinesActuatorAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnAvailableEndpoint
  GoroutinesEndpoint goroutinesEndpoint() {
    return new GoroutinesEndpoint();
  }

  @Bean
  @ConditionalOnMissingBean
  HeddleMetrics heddleMetrics() {
    return new HeddleMetrics();
  }
}
