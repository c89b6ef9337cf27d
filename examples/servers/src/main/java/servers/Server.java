// SPDX-License-Identifier: Apache-2.0
package servers;

import io.heddle.Go;
import io.heddle.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that answers {@code /hello} at once, and {@code /slow} after 20 ms. Each of its kinds
 * shows the one place where a server is told to run its handlers on goroutines.
 */
@SuppressWarnings("try") // close may be interrupted
public interface Server extends AutoCloseable {
  /** How often a handler has begun. */
  AtomicInteger BEGUN = new AtomicInteger();

  int port();

  /** Accepts no more, lets the running requests end, and stops. */
  @Override
  void close() throws Exception;

  /** Starts one on a free port; 0 asks for that. */
  static Server start(String kind, int port) throws Exception {
    return switch (kind) {
      case "jdk" -> new JdkServer(port);
      case "jetty" -> new JettyServer(port);
      case "tomcat" -> new TomcatServer(port);
      case "helidon" -> new HelidonServer(port);
      case "grpc" -> new GrpcServer(port);
      case "spring" -> new SpringServer(port);
      default -> throw new IllegalArgumentException("no such server: " + kind);
    };
  }

  /** Goroutines; with {@code -Dthreads=virtual} the JDK's virtual threads, to compare them. */
  static ExecutorService executor(String prefix) {
    return isVirtual() ? Executors.newVirtualThreadPerTaskExecutor() : Go.executor(prefix);
  }

  static boolean isVirtual() {
    return System.getProperty("threads", "").equals("virtual");
  }

  /** What all of them do: the answer to a path. */
  static String answer(String path) throws IOException {
    BEGUN.incrementAndGet();
    if (path.equals("/slow")) {
      try {
        Time.sleep(Duration.ofMillis(20));
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }
    return "hello from " + path + "\n";
  }

  /** {@code heddle run … KIND [PORT]}: serves until it is killed. */
  static void main(String[] args) throws Exception {
    if (args.length < 1) {
      System.err.println("usage: jdk|jetty|tomcat|helidon|grpc|spring [PORT]");
      System.exit(1);
    }
    var server = start(args[0], args.length > 1 ? Integer.parseInt(args[1]) : 0);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              try {
                server.close();
              } catch (Exception e) {
                e.printStackTrace();
              }
            }));
    System.out.println(args[0] + " listens on port " + server.port());
    Thread.sleep(Duration.ofDays(1000));
  }
}
