// SPDX-License-Identifier: Apache-2.0
package servers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat 11, embedded. */
@SuppressWarnings("try")
final class TomcatServer implements Server {
  private static final long DRAIN_MILLIS = 1_000;

  private final ExecutorService executor = Server.executor("tomcat-");
  private final Path folder = Files.createTempDirectory("tomcat");
  private final Tomcat tomcat = new Tomcat();
  private final Connector connector = new Connector();

  TomcatServer(int port) throws Exception {
    java.util.logging.Logger.getLogger("org.apache").setLevel(java.util.logging.Level.WARNING);
    tomcat.setBaseDir(folder.toString());
    connector.setPort(port);
    connector.setProperty("address", "127.0.0.1");
    connector.getProtocolHandler().setExecutor(executor); // a goroutine for each request
    tomcat.setConnector(connector);
    var context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "hello", new Hello());
    context.addServletMappingDecoded("/", "hello");
    tomcat.start();
    if (connector.getLocalPort() < 0) {
      tomcat.stop();
      tomcat.destroy();
      throw new IOException("port " + port + " is in use"); // Tomcat only logs it
    }
  }

  private static final class Hello extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] body = Server.answer(request.getServletPath()).getBytes(StandardCharsets.UTF_8);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }

  @Override
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Nobody new is accepted, and each connection ends with its next answer, which says so. Not
   * paused: then Tomcat would close those that are idle just now, and what is on its way to one of
   * them would be lost. Those that are idle still after a while it closes.
   */
  @Override
  public void close() throws Exception {
    connector.getProtocolHandler().closeServerSocketGraceful();
    connector.getProtocolHandler().awaitConnectionsClose(DRAIN_MILLIS);
    connector.pause();
    executor.close();
    tomcat.stop();
    tomcat.destroy();
  }
}
