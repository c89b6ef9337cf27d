// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.test.util.ReflectionTestUtils;

/** Listeners, as far as their containers are set up: there is no broker here. */
@Timeout(60)
class ListenersTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withPropertyValues("spring.threads.goroutines.enabled=true")
          .withConfiguration(
              AutoConfigurations.of(
                  GoroutinesAutoConfiguration.class, GoroutinesListenersAutoConfiguration.class));

  @Test
  void kafka() {
    runner
        .withBean(ConcurrentKafkaListenerContainerFactory.class)
        .run(context ->
            assertThat(
                    context
                        .getBean(ConcurrentKafkaListenerContainerFactory.class)
                        .getContainerProperties()
                        .getListenerTaskExecutor())
                .isInstanceOf(GoroutineTaskExecutor.class));
  }

  @Test
  void jms() {
    assertExecutor(DefaultJmsListenerContainerFactory.class);
  }

  @Test
  void rabbit() {
    assertExecutor(SimpleRabbitListenerContainerFactory.class);
  }

  private void assertExecutor(Class<?> factory) {
    runner
        .withBean(factory)
        .run(context ->
            assertThat(ReflectionTestUtils.getField(context.getBean(factory), "taskExecutor"))
                .isInstanceOf(GoroutineTaskExecutor.class));
  }

  @Test
  void withoutThePropertyNothingChanges() {
    runner
        .withPropertyValues("spring.threads.goroutines.enabled=false")
        .withBean(DefaultJmsListenerContainerFactory.class)
        .run(context ->
            assertThat(
                    ReflectionTestUtils.getField(
                        context.getBean(DefaultJmsListenerContainerFactory.class), "taskExecutor"))
                .isNull());
  }
}
