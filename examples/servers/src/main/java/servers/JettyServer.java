// SPDX-License-Identifier: Apache-2.0
package servers;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** Jetty 12. */
@SuppressWarnings("try")
final class JettyServer implements Server {
  private static final long MOST_MILLIS = 10_000;

  private final org.eclipse.jetty.server.Server server;
  private final ServerConnector connector;

  JettyServer(int port) throws Exception {
    var pool = new VirtualThreadPool();
    pool.setVirtualThreadsExecutor(Server.executor("jetty-")); // all it runs, in goroutines
    server = new org.eclipse.jetty.server.Server(pool);
    connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(new GracefulHandler(new Hello())); // counts the requests that run
    server.setStopTimeout(MOST_MILLIS);
    server.start();
  }

  private static final class Hello extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      byte[] body = Server.answer(request.getHttpURI().getPath()).getBytes(StandardCharsets.UTF_8);
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
      Content.Sink.write(response, true, java.nio.ByteBuffer.wrap(body));
      callback.succeeded();
      return true;
    }
  }

  @Override
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
