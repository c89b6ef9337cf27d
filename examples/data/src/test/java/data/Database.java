// SPDX-License-Identifier: Apache-2.0
package data;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** A real one, in a process of its own. */
final class Database implements AutoCloseable {
  private static final int MOST_SECONDS = 120; // it may have to be installed

  final int port;
  private final Process process;

  Database(String kind) throws IOException, InterruptedException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var script = Path.of(System.getProperty("basedir", "")).resolve("database").toAbsolutePath();
    process =
        new ProcessBuilder(script.toString(), kind, "" + port)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long end = System.nanoTime() + Duration.ofSeconds(MOST_SECONDS).toNanos();
    while (!accepts()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new IOException(kind + " does not start");
      }
      Thread.sleep(50);
    }
  }

  private boolean accepts() {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy(); // it removes its folder
    process.waitFor();
  }
}
