// SPDX-License-Identifier: Apache-2.0
package real;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Jetty under load. */
class Server {
  public static void main(String[] args) throws Exception {
    var server = new org.eclipse.jetty.server.Server(0);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            response.write(true, ByteBuffer.wrap("hello".getBytes()), callback);
            return true;
          }
        });
    server.start();
    Load.on(((ServerConnector) server.getConnectors()[0]).getLocalPort(), "/");
    server.stop();
  }
}
