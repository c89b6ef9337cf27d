// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import org.springframework.amqp.rabbit.config.AbstractRabbitListenerContainerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;

/** Runs the listeners of JMS, Kafka and RabbitMQ on goroutines. */
@AutoConfiguration
@ConditionalOnProperty(name = "spring.threads.goroutines.enabled", havingValue = "true")
public class GoroutinesListenersAutoConfiguration {
  /** Called by Spring. */
  public GoroutinesListenersAutoConfiguration() {}

  /** Sets the executor of the factories of listener containers of one kind. */
  abstract static class Factories<T> implements BeanPostProcessor {
    private final Class<T> kind;
    private final ObjectProvider<RunningTasks> tasks;

    Factories(Class<T> kind, ObjectProvider<RunningTasks> tasks) {
      this.kind = kind;
      this.tasks = tasks;
    }

    abstract void set(T factory, GoroutineTaskExecutor executor);

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
      if (kind.isInstance(bean)) {
        set(kind.cast(bean), new GoroutineTaskExecutor("listener-", tasks.getObject()));
      }
      return bean;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(DefaultJmsListenerContainerFactory.class)
  static class JmsConfiguration {
    @Bean
    static BeanPostProcessor heddleJmsListeners(ObjectProvider<RunningTasks> tasks) {
      return new Factories<>(DefaultJmsListenerContainerFactory.class, tasks) {
        @Override
        void set(DefaultJmsListenerContainerFactory factory, GoroutineTaskExecutor executor) {
          factory.setTaskExecutor(executor);
        }
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ConcurrentKafkaListenerContainerFactory.class)
  static class KafkaConfiguration {
    @Bean
    static BeanPostProcessor heddleKafkaListeners(ObjectProvider<RunningTasks> tasks) {
      return new Factories<>(ConcurrentKafkaListenerContainerFactory.class, tasks) {
        @Override
        @SuppressWarnings("rawtypes") // whatever it is of
        void set(ConcurrentKafkaListenerContainerFactory factory, GoroutineTaskExecutor executor) {
          factory.getContainerProperties().setListenerTaskExecutor(executor);
        }
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(AbstractRabbitListenerContainerFactory.class)
  static class RabbitConfiguration {
    @Bean
    static BeanPostProcessor heddleRabbitListeners(ObjectProvider<RunningTasks> tasks) {
      return new Factories<>(AbstractRabbitListenerContainerFactory.class, tasks) {
        @Override
        @SuppressWarnings("rawtypes")
        void set(AbstractRabbitListenerContainerFactory factory, GoroutineTaskExecutor executor) {
          factory.setTaskExecutor(executor);
        }
      };
    }
  }
}
