// SPDX-License-Identifier: Apache-2.0
package servers;

import io.heddle.time.Time;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Requests per second and their 99th percentile, of each server on goroutines and on the JDK's
 * virtual threads: each in a process of its own, alternating.
 */
final class Measure {
  private static final int CLIENTS = 64;
  private static final List<String> ALL =
      List.of("jdk", "jetty", "tomcat", "helidon", "grpc", "spring");

  private record Run(double perSecond, long p99) {}

  private Measure() {}

  static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    var seconds =
        Duration.ofMillis(args.length > 1 ? Math.round(1000 * Double.parseDouble(args[1])) : 3_000);
    var kinds = args.length > 2 ? Arrays.asList(args).subList(2, args.length) : ALL;
    System.out.printf(
        "%d clients, %d rounds of %.1f s each, the median%n",
        CLIENTS, rounds, seconds.toMillis() / 1e3);
    System.out.printf(
        "%-8s %24s %24s %10s%n",
        "server", "goroutines: /s, p99 µs", "virtual: /s, p99 µs", "ratio of /s");
    for (var kind : kinds) {
      var goroutines = new ArrayList<Run>();
      var virtual = new ArrayList<Run>();
      for (int i = 0; i < rounds; i++) {
        goroutines.add(run(kind, "goroutines", seconds));
        virtual.add(run(kind, "virtual", seconds));
      }
      var g = median(goroutines);
      var v = median(virtual);
      System.out.printf(
          "%-8s %15.0f %8d %15.0f %8d %10.2f%n",
          kind, g.perSecond, g.p99, v.perSecond, v.p99, g.perSecond / v.perSecond);
    }
  }

  private static Run median(List<Run> runs) {
    return new Run(
        runs.stream()
            .mapToDouble(Run::perSecond)
            .sorted()
            .skip(runs.size() / 2)
            .findFirst()
            .orElse(0),
        runs.stream().mapToLong(Run::p99).sorted().skip(runs.size() / 2).findFirst().orElse(0));
  }

  private static Run run(String kind, String threads, Duration time) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var server =
        new ProcessBuilder(
                java,
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Xmx512m",
                "-Dthreads=" + threads,
                "-cp",
                System.getProperty("java.class.path"),
                "servers.Server",
                kind)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var out =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      var line = out.readLine();
      while (line != null && !line.startsWith(kind + " listens on port ")) {
        line = out.readLine(); // the server's own log
      }
      if (line == null) {
        throw new IllegalStateException(kind + " did not start");
      }
      int port = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
      var warm = new Load(kind, port, "/hello").start(CLIENTS);
      Time.sleep(time);
      warm.stop();
      var load = new Load(kind, port, "/hello").start(CLIENTS);
      long begin = System.nanoTime();
      Time.sleep(time);
      int answered = load.answered.get();
      double seconds = (System.nanoTime() - begin) / 1e9;
      load.stop();
      return new Run(answered / seconds, load.quantileMicros(0.99));
    } finally {
      server.destroyForcibly().waitFor();
    }
  }
}
