// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * At the shutdown lets the connections that Tomcat has end with their next answer, before Spring
 * Boot pauses it.
 */
final class TomcatDrain implements SmartLifecycle {
  /*
   * Spring Boot's graceful shutdown pauses Tomcat at once. From then on a connection that is kept alive is closed
   * where it stands, with what the client may just have sent on it: under load some requests are lost. Tomcat
   * with its server socket closed, but not paused, answers each request and says `Connection: close`, so
   * a client that is busy sends its next one elsewhere. Only who sends nothing for so long is closed
   * without a word, as any idle connection may be in HTTP/1.1 at any time.
   */
  private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;

  private final List<Connector> connectors = new CopyOnWriteArrayList<>();
  private final Duration most;
  private volatile boolean isRunning;

  TomcatDrain(Duration most) {
    this.most = most;
  }

  void add(Connector connector) {
    connectors.add(connector);
  }

  @Override
  public void start() {
    isRunning = true;
  }

  /** Blocks until all connections have been closed, but no longer than it was told. */
  @Override
  public void stop() {
    isRunning = false;
    if (most.isPositive()) {
      for (var c : connectors) {
        c.getProtocolHandler().closeServerSocketGraceful();
      }
      long left = most.toMillis();
      for (var c : connectors) {
        left = c.getProtocolHandler().awaitConnectionsClose(left);
      }
    }
    connectors.clear(); // a context that is started again makes new ones
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }

  /** Before Spring Boot's own. */
  @Override
  public int getPhase() {
    return PHASE;
  }
}
