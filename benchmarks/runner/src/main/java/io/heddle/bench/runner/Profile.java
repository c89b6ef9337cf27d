// SPDX-License-Identifier: Apache-2.0
package io.heddle.bench.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import one.convert.Arguments;
import one.convert.JfrToFlame;

/**
 * Where the time of one scenario goes on one subject: on the JVM a JFR recording, its hottest
 * methods and allocation sites, and a flame graph; for Go a pprof profile and its hottest
 * functions.
 */
final class Profile {
  private static final String MILLIS = "5000";

  private final Home home;
  private final Path folder;

  Profile(Home home) {
    this.home = home;
    this.folder = home.folder().resolve("target/profiles");
  }

  /** The subject's status. */
  int record(Scenario scenario, Subject subject) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    var name = subject.id() + "-" + scenario.name();
    var arguments =
        List.of(
            scenario.program(),
            Integer.toString(scenario.n()),
            Integer.toString(scenario.size()),
            MILLIS);
    return subject == Subject.GO ? go(name, arguments) : java(name, subject, arguments);
  }

  private int java(String name, Subject subject, List<String> arguments)
      throws IOException, InterruptedException {
    var recording = folder.resolve(name + ".jfr");
    var flags =
        List.of(
            "-XX:StartFlightRecording:settings=profile,filename=" + recording,
            "-Xlog:jfr+startup=error",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+DebugNonSafepoints");
    int status = run(home.process(subject, flags, arguments));
    if (status == 0) {
      jfr("view", "--width", "140", "hot-methods", recording.toString());
      jfr("view", "--width", "140", "allocation-by-site", recording.toString());
      var graph = folder.resolve(name + ".html");
      JfrToFlame.convert(recording.toString(), graph.toString(), new Arguments("--title", name));
      System.out.println("recording: " + recording + "\nflame graph: " + graph);
    }
    return status;
  }

  private static void jfr(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jfr").toString());
    command.addAll(List.of(arguments));
    run(new ProcessBuilder(command));
  }

  private int go(String name, List<String> arguments) throws IOException, InterruptedException {
    var profile = folder.resolve(name + ".pprof");
    var process = home.process(Subject.GO, List.of(), arguments);
    process.environment().put("BENCH_CPUPROFILE", profile.toString());
    int status = run(process);
    if (status == 0) {
      run(new ProcessBuilder("go", "tool", "pprof", "-top", "-nodecount=25", profile.toString()));
      System.out.println("profile: " + profile + "\nflame graph: go tool pprof -http=: " + profile);
    }
    return status;
  }

  private static int run(ProcessBuilder process) throws IOException, InterruptedException {
    return process.inheritIO().start().waitFor();
  }
}
