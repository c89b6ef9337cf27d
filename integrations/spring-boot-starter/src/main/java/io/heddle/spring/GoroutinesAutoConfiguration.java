// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import io.heddle.Go;
import io.heddle.micrometer.MdcInherited;
import io.heddle.micrometer.MicrometerInherited;
import io.heddle.micrometer.OpenTelemetryInherited;
import io.heddle.runtime.Inherited;
import java.time.Duration;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Runs the web server, {@code @Async}, scheduling and listeners on goroutines if {@code
 * spring.threads.goroutines.enabled=true}.
 */
@AutoConfiguration(
    beforeName = {
      "org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration",
      "org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration"
    })
@ConditionalOnProperty(name = "spring.threads.goroutines.enabled", havingValue = "true")
@EnableConfigurationProperties(GoroutinesProperties.class)
public class GoroutinesAutoConfiguration {
  /** Called by Spring. */
  public GoroutinesAutoConfiguration() {
    // Services, but a loader of an executable jar may know of them what that of the library does
    // not.
    Inherited.add(new MicrometerInherited());
    Inherited.add(new MdcInherited());
    Inherited.add(new OpenTelemetryInherited());
  }

  @Bean
  @ConditionalOnMissingBean
  RunningTasks heddleRunningTasks(GoroutinesProperties properties) {
    return new RunningTasks(properties.shutdown().timeout(), properties.shutdown().grace());
  }

  @Bean(name = {"applicationTaskExecutor", "taskExecutor"})
  @ConditionalOnMissingBean(name = "applicationTaskExecutor")
  GoroutineTaskExecutor applicationTaskExecutor(RunningTasks tasks) {
    return new GoroutineTaskExecutor("task-", tasks);
  }

  @Bean
  @ConditionalOnMissingBean(name = "taskScheduler")
  GoroutineTaskScheduler taskScheduler(RunningTasks tasks) {
    return new GoroutineTaskScheduler("scheduling-", tasks);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ConfigurableTomcatWebServerFactory.class)
  static class TomcatConfiguration {
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE) // after what sets virtual threads
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> heddleTomcatCustomizer(
        RunningTasks tasks, TomcatDrain drain) {
      return factory -> {
        factory.addProtocolHandlerCustomizers(
            handler -> handler.setExecutor(tasks.counting(Go.executor("tomcat-"))));
        factory.addConnectorCustomizers(drain::add);
      };
    }

    @Bean
    TomcatDrain heddleTomcatDrain(GoroutinesProperties properties, Environment environment) {
      var shutdown = Binder.get(environment).bind("server.shutdown", Shutdown.class);
      boolean isGraceful = shutdown.orElse(Shutdown.GRACEFUL) == Shutdown.GRACEFUL;
      return new TomcatDrain(isGraceful ? properties.shutdown().drain() : Duration.ZERO);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({ConfigurableJettyWebServerFactory.class, VirtualThreadPool.class})
  static class JettyConfiguration {
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> heddleJettyCustomizer() {
      return factory -> {
        var pool = new VirtualThreadPool();
        pool.setName("jetty");
        pool.setVirtualThreadsExecutor(Go.executor("jetty-"));
        factory.setThreadPool(pool);
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class RequestConfiguration {
    @Bean
    FilterRegistrationBean<RequestContextFilter> heddleRequestContextFilter(
        RunningTasks tasks, GoroutinesProperties properties) {
      var request = properties.request();
      var watch = request.watchDisconnects() ? DisconnectWatch.create() : null;
      var filter = new FilterRegistrationBean<>(new RequestContextFilter(tasks, request, watch));
      filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
      filter.setAsyncSupported(true);
      return filter;
    }
  }
}
