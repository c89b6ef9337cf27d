// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A nats-server for an example: on loopback, with its store in a temporary folder. If somebody
 * kills it, its store has gone with it, and the program ends.
 */
final class LocalServer implements AutoCloseable {
  /** For so long an end of the server may be part of this program's own, as with Ctrl-C. */
  private static final long OWN_END_MILLIS = 300;

  private static final AtomicBoolean HAS_FAILED = new AtomicBoolean();

  /** The program ends. */
  private static volatile boolean ending;

  private final Path folder;
  private final int port;
  private Process process;
  private boolean closed;

  private LocalServer(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Starts one on a free port. */
  static LocalServer start() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var server = new LocalServer(Files.createTempDirectory("heddle-cluster-"), port);
    endWith(server::close); // first: the program may be interrupted while the process begins
    var process = server.begin();
    server.await(process);
    var _ =
        process
            .onExit()
            .thenAccept(p -> {
              if (!server.isClosed()) {
                fail("nats-server has ended (status " + p.exitValue() + "); run the example again");
              }
            });
    return server;
  }

  private synchronized Process begin() throws IOException {
    if (closed) {
      throw new IOException("the program is ending");
    }
    var finder = Path.of("integrations", "nats", "nats-server"); // finds one, or installs it
    process =
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
    return process;
  }

  /** Does something at the end of the program, also when it is interrupted. */
  static void endWith(Runnable last) {
    try {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                ending = true;
                last.run();
              }));
    } catch (IllegalStateException e) { // it is ending
      last.run();
    }
  }

  /** Ends the program with one line: the first of those that are told. */
  static void fail(String why) {
    try {
      Thread.sleep(OWN_END_MILLIS);
    } catch (InterruptedException e) {
      // then at once
    }
    if (!ending) {
      if (HAS_FAILED.compareAndSet(false, true)) {
        System.err.println(why);
      }
      System.exit(1);
    }
  }

  private void await(Process process) throws Exception {
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

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (process != null) {
        process.destroyForcibly().waitFor(); // its store is thrown away
      }
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
