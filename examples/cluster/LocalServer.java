// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A nats-server for an example: on loopback, with its store in a temporary folder. */
final class LocalServer implements AutoCloseable {
  private final Path folder;
  private final Process process;
  private final int port;

  private LocalServer(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /** Starts one on a free port. */
  static LocalServer start() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var folder = Files.createTempDirectory("heddle-cluster-");
    var finder = Path.of("integrations", "nats", "nats-server"); // finds one, or installs it
    var process =
        new ProcessBuilder(
                Files.isExecutable(finder) ? finder.toString() : "nats-server",
                "-a",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-js",
                "-sd",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    var server = new LocalServer(folder, port, process);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    server.await();
    return server;
  }

  private void await() throws Exception {
    while (true) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          var log = Files.readAllLines(folder.resolve("log"));
          throw new IOException(
              "nats-server did not start: " + (log.isEmpty() ? "it says nothing" : log.getLast()));
        }
        Thread.sleep(20);
      }
    }
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly(); // its store is thrown away
    try {
      process.waitFor();
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | InterruptedException e) {
      // what is left is in a temporary folder
    }
  }
}
