// SPDX-License-Identifier: Apache-2.0
package io.heddle.nats;

import io.nats.client.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/** A real nats-server on loopback, with JetStream in a temporary folder; it ends with the test. */
final class TestServer implements AutoCloseable {
  private static final Path PROGRAM = find();

  private final Path folder;
  private final String name;
  private final int port;
  private volatile String config;
  private Process process;
  private boolean jetStream = true;

  private TestServer(String name, int port, String config) {
    this.folder = newFolder();
    this.name = name;
    this.port = port;
    this.config = config;
  }

  private static Path find() {
    try {
      var script = Path.of("nats-server").toAbsolutePath();
      var p = new ProcessBuilder(script.toString(), "--path").redirectErrorStream(true).start();
      var out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (p.waitFor() != 0) {
        throw new IllegalStateException(out);
      }
      return Path.of(out.lines().reduce((a, b) -> b).orElseThrow());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static TestServer start() {
    return start("");
  }

  /** With these lines of configuration more. */
  static TestServer start(String config) {
    for (int i = 0; ; i++) {
      var s = new TestServer("test", freePort(), config);
      try {
        s.begin();
        return s;
      } catch (IllegalStateException e) {
        s.close(); // the port has gone to somebody else
        if (i == 5) {
          throw e;
        }
      }
    }
  }

  /** One without JetStream. */
  static TestServer plain() {
    var s = new TestServer("plain", freePort(), "");
    s.jetStream = false;
    s.begin();
    return s;
  }

  /** A member of a cluster: not awaited. */
  static TestServer member(String name, int port, String config) {
    return new TestServer(name, port, config);
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("heddle-nats-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int freePort() {
    try (var s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return s.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void begin() {
    launch();
    await();
  }

  void launch() {
    try {
      var file = folder.resolve("server.conf");
      Files.writeString(file, configuration());
      process =
          new ProcessBuilder(PROGRAM.toString(), "-c", file.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
      var started = process;
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String configuration() {
    return """
    listen: "127.0.0.1:%d"
    server_name: %s
    %s
    %s
    """
        .formatted(
            port,
            name,
            jetStream
                ? "jetstream { store_dir: \"%s\", max_mem: 1G, max_file: 8G }"
                    .formatted(folder.resolve("store"))
                : "",
            config);
  }

  /** Returns when it answers. */
  void await() {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      try (var s = new Socket()) {
        s.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        s.setSoTimeout(2000);
        if (s.getInputStream().read() == 'I') {
          return;
        }
      } catch (IOException e) {
        // not yet
      }
      if (!process.isAlive() || System.nanoTime() > until) {
        throw new IllegalStateException("nats-server did not start: " + log());
      }
      sleep(10);
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return port;
  }

  String name() {
    return name;
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }

  Nats.Options options() {
    return Nats.Options.of(url());
  }

  /** A client of jnats' own, which has its patience. */
  Connection client() throws IOException, InterruptedException {
    return io.nats.client.Nats.connect(
        io.nats.client.Options.builder()
            .server(url())
            .connectionTimeout(Duration.ofSeconds(60)) // of a request, too
            .build());
  }

  /** At once, as if somebody pulled the plug. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** In order. */
  void stop() {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes another configuration in while it runs. */
  void reload(String newConfig) {
    config = newConfig;
    try {
      Files.writeString(folder.resolve("server.conf"), configuration());
      new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** While it does not run. */
  void loseStore() {
    deleteTree(folder.resolve("store"));
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
    deleteTree(folder);
  }

  private static void deleteTree(Path root) {
    if (Files.exists(root)) {
      try (var all = Files.walk(root)) {
        for (var f : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(f);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
