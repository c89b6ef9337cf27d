// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.cli.HeddleProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code heddle}: which JDK it takes, when it builds, what it says. It runs in a copy of
 * the repository's outline, with a java that tells its name and a mvn that makes jars with nothing
 * in them.
 */
class HeddleScriptTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();

  /* Files of an hour ago are older than what a build makes now, whatever the clock's grain. */
  private static final FileTime AN_HOUR_AGO = FileTime.from(Instant.now().minusSeconds(3600));
  private static final FileTime IN_AN_HOUR = FileTime.from(Instant.now().plusSeconds(3600));

  @TempDir Path folder;
  private Path home;
  private Path tools;

  @BeforeEach
  void outline() throws IOException {
    folder = folder.toRealPath();
    home = folder.resolve("a clone");
    tools = folder.resolve("tools");
    for (var module :
        List.of(
            "core",
            "integrations/nats",
            "tools/inspect",
            "tools/rewrite",
            "tools/testkit",
            "cli")) {
      source(module + "/pom.xml");
      source(module + "/src/main/java/A.java");
    }
    source("pom.xml");
    Files.copy(ROOT.resolve("heddle"), home.resolve("heddle"));
    mvn(
        """
        cd "$(dirname "$0")/../a clone" || exit 1
        echo "built" >> ../builds
        mkdir -p core/target cli/target/lib
        printf 'PK\\005\\006%018d' 0 | tee core/target/heddle-0.1.0-SNAPSHOT.jar >cli/target/heddle-cli-0.1.0-SNAPSHOT.jar
        touch cli/target/lib/picocli.jar
        """);
  }

  @Test
  void knowsTheVersionOfTheProject() throws IOException {
    assertThat(Files.readString(ROOT.resolve("pom.xml")))
        .contains("<version>" + version() + "</version>");
  }

  @Test
  void takesTheJdkItIsTold() throws Exception {
    jdk("told", "25.0.1");
    jdk("other", "26");

    var outcome = run("HEDDLE_JAVA_HOME=$T/told", "JAVA_HOME=$T/other");

    assertThat(outcome.out()).startsWith("told ").contains("io.heddle.cli.Main run x.java --flag");
  }

  @Test
  void refusesWhatItIsToldIfThatIsTooOld() throws Exception {
    jdk("old", "17.0.15");
    jdk("good", "25");

    var outcome = run("HEDDLE_JAVA_HOME=$T/old", "JAVA_HOME=$T/good");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("heddle: HEDDLE_JAVA_HOME is " + folder.resolve("old"))
        .contains("it is 17.0.15")
        .contains("unset it");
  }

  @Test
  void refusesWhatItIsToldIfNothingIsThere() throws Exception {
    var outcome = run("HEDDLE_JAVA_HOME=$T/nowhere");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("no bin/java there");
  }

  @Test
  void refusesWhatCannotCompile() throws Exception {
    jdk("jre", "25");
    Files.delete(folder.resolve("jre/bin/javac"));

    assertThat(run("HEDDLE_JAVA_HOME=$T/jre").err()).contains("it is 25 without a compiler");
  }

  @Test
  void takesJavaHomeIfThatIsNewEnough() throws Exception {
    jdk("good", "25.0.3");

    assertThat(run("JAVA_HOME=$T/good").out()).startsWith("good ");
  }

  @Test
  void reachesItsHomeThroughSymbolicLinks() throws Exception {
    jdk("good", "25");
    var bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("first"), Path.of("../a clone/heddle"));
    Files.createSymbolicLink(bin.resolve("second"), bin.resolve("first"));

    var outcome = start(bin.resolve("second"), "HEDDLE_JAVA_HOME=$T/good");

    assertThat(outcome.out()).contains(home.resolve("core/target").toString());
    assertThat(outcome.status()).isEqualTo(7);
  }

  @Test
  void buildsOnceAndAgainAfterAChange() throws Exception {
    jdk("good", "25");

    var first = run("HEDDLE_JAVA_HOME=$T/good");
    assertThat(first.err()).isEqualTo("heddle: building (the first time this takes a minute) …\n");
    assertThat(first.status()).isEqualTo(7);
    assertThat(run("HEDDLE_JAVA_HOME=$T/good").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);

    for (var changed : List.of("core/src/main/java/A.java", "cli/src/main/java/A.java")) {
      Files.setLastModifiedTime(home.resolve(changed), IN_AN_HOUR);
      assertThat(run("HEDDLE_JAVA_HOME=$T/good").err()).startsWith("heddle: building");
      Files.setLastModifiedTime(home.resolve(changed), AN_HOUR_AGO);
    }
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void startedTwiceAtOnceBuildsOnce() throws Exception {
    jdk("good", "25");
    mvn("sleep 1\n" + Files.readString(tools.resolve("mvn")));

    var first = process(home.resolve("heddle"), "HEDDLE_JAVA_HOME=$T/good");
    var second = process(home.resolve("heddle"), "HEDDLE_JAVA_HOME=$T/good");

    assertThat(HeddleProcess.outcome(first).status()).isEqualTo(7);
    assertThat(HeddleProcess.outcome(second).status()).isEqualTo(7);
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void saysThatTheBuildFailed() throws Exception {
    jdk("good", "25");
    mvn("echo no such symbol; exit 1");

    var outcome = run("HEDDLE_JAVA_HOME=$T/good");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("no such symbol\nheddle: the build failed, see above.\n");
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    jdk("good", "25");
    Files.delete(tools.resolve("mvn"));
    for (var tool : List.of("bash", "env", "find", "readlink")) {
      executable(tools.resolve(tool), "exec " + which(tool) + " \"$@\"");
    }

    var outcome = run("HEDDLE_JAVA_HOME=$T/good", "PATH=" + tools);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            """
            heddle: is not built yet, and mvn is not on the PATH.
              Install Maven 3.8 or newer (Debian: apt install maven), then try again.
            """);
  }

  private Outcome run(String... environment) throws IOException, InterruptedException {
    return start(home.resolve("heddle"), environment);
  }

  private Outcome start(Path script, String... environment)
      throws IOException, InterruptedException {
    return HeddleProcess.outcome(process(script, environment));
  }

  private Process process(Path script, String... environment) throws IOException {
    var command = new ArrayList<>(List.of("env", "-u", "JAVA_HOME", "LC_ALL=C.UTF-8"));
    command.add("PATH=" + tools + ":" + System.getenv("PATH"));
    for (var setting : environment) {
      command.add(setting.replace("$T", folder.toString()));
    }
    command.addAll(List.of(script.toString(), "run", "x.java", "--flag"));
    var process = new ProcessBuilder(command).directory(folder.toFile()).start();
    process.getOutputStream().close();
    return process;
  }

  private long builds() throws IOException {
    return Files.readAllLines(folder.resolve("builds")).size();
  }

  private static String version() throws IOException {
    try (var lines = Files.lines(ROOT.resolve("heddle"))) {
      return lines
          .filter(line -> line.startsWith("readonly VERSION="))
          .map(line -> line.replaceAll(".*=| .*", ""))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Path which(String tool) {
    for (var place : System.getenv("PATH").split(":", -1)) {
      var file = Path.of(place, tool);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    throw new AssertionError(tool + " is not on the PATH");
  }

  /* A JDK whose java prints its name and its arguments, with status 7. */
  private void jdk(String name, String version) throws IOException {
    var bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
    Files.writeString(bin.resolveSibling("release"), "JAVA_VERSION=\"" + version + "\"\n");
    executable(bin.resolve("java"), "echo " + name + " \"$@\"; exit 7");
    executable(bin.resolve("javac"), "");
  }

  private void mvn(String text) throws IOException {
    executable(Files.createDirectories(tools).resolve("mvn"), text);
  }

  private static void executable(Path file, String text) throws IOException {
    Files.write(file, ("#!/bin/sh\n" + text).getBytes(UTF_8));
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + file);
    }
  }

  private void source(String name) throws IOException {
    var file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    for (var f = file; !f.equals(home); f = f.getParent()) {
      Files.setLastModifiedTime(f, AN_HOUR_AGO);
    }
  }

  @Test
  void makesAJarAnewThatWasCutOff() throws Exception {
    jdk("good", "25");
    run("HEDDLE_JAVA_HOME=$T/good");
    for (var jar :
        List.of(
            "core/target/heddle-0.1.0-SNAPSHOT.jar", "cli/target/heddle-cli-0.1.0-SNAPSHOT.jar")) {
      assertThat(run("HEDDLE_JAVA_HOME=$T/good").err()).isEmpty();
      long before = builds();
      Files.writeString(home.resolve(jar), "PK");
      Files.setLastModifiedTime(home.resolve(jar), IN_AN_HOUR); // file times are coarse

      assertThat(run("HEDDLE_JAVA_HOME=$T/good").err()).startsWith("heddle: building");
      assertThat(builds()).isEqualTo(before + 1);
    }
  }

  @Test
  void makesAnAheadOfTimeCacheAnewThatWasCutOff() throws Exception {
    jdk("good", "25");
    executable(
        folder.resolve("good/bin/java"),
        """
        for a; do case $a in -XX:AOTCacheOutput=*) echo whole >"${a#*=}"; exit 0;; version) exit 0;; esac; done
        echo good "$@"; exit 7
        """);
    run("HEDDLE_JAVA_HOME=$T/good");
    var cache = home.resolve("target/heddle-25" + (folder + "/good").replace('/', '-') + ".aot");
    assertThat(cache).hasContent("whole");
    assertThat(run("HEDDLE_JAVA_HOME=$T/good").out()).contains("-XX:AOTCache=" + cache);

    Files.writeString(cache, "wh");
    Files.setLastModifiedTime(cache, IN_AN_HOUR); // file times are coarse
    assertThat(run("HEDDLE_JAVA_HOME=$T/good").status()).isEqualTo(7);
    assertThat(cache).hasContent("whole");
  }

  @Test
  void takesTheCacheWithoutTheCompilerForWhatIsCompiled() throws Exception {
    jdk("good", "25");
    executable(
        folder.resolve("good/bin/java"),
        """
        for a; do case $a in -XX:AOTCacheOutput=*) echo whole >"${a#*=}"; exit 0;; version) exit 0;; esac; done
        echo good "$@"; exit 7
        """);
    var name = "-XX:AOTCache=" + home + "/target/heddle-25" + (folder + "/good").replace('/', '-');
    var source = Files.createFile(folder.resolve("x.java"));
    var mark = home.resolve("target/compiled/" + source.toString().replace('/', '-'));

    assertThat(run("HEDDLE_JAVA_HOME=$T/good").out())
        .contains(name + ".aot", "-Dheddle.compiled=" + mark);
    Files.createDirectories(mark.getParent());
    Files.createFile(mark);
    Files.setLastModifiedTime(source, AN_HOUR_AGO);
    assertThat(run("HEDDLE_JAVA_HOME=$T/good").out())
        .contains(name + ".run.aot")
        .doesNotContain("-Dheddle.compiled");
    Files.setLastModifiedTime(source, IN_AN_HOUR);
    assertThat(run("HEDDLE_JAVA_HOME=$T/good").out())
        .contains(name + ".aot", "-Dheddle.compiled=" + mark);
  }

  @Test
  void takesAJdkWhosePathHasAnEqualsSign() throws Exception {
    jdk("jdk=25", "25");

    var outcome = run("HEDDLE_JAVA_HOME=$T/jdk=25", "LC_ALL=", "LC_CTYPE=", "LANG=");

    assertThat(outcome.out()).startsWith("jdk=25 ");
    assertThat(outcome.status()).isEqualTo(7);
  }

  @Test
  void saysThatItsFolderHasAColon() throws Exception {
    var other = Files.createDirectories(folder.resolve("a:clone")).resolve("heddle");
    Files.copy(home.resolve("heddle"), other);

    var outcome = start(other);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("heddle: cannot run from " + other.getParent())
        .contains("colon");
  }

  @Test
  void hasFileNamesInUtf8WhateverTheLocale() throws Exception {
    jdk("good", "25");
    executable(
        folder.resolve("good/bin/java"),
        "echo \"${LC_ALL-none}/${LC_CTYPE-none}/${LC_TIME-none}/${LANG-none}\"; exit 7");

    assertThat(run("HEDDLE_JAVA_HOME=$T/good", "LC_ALL=C", "LC_TIME=xx", "LANG=yy").out())
        .isEqualTo("none/C.UTF-8/none/C\n");
    assertThat(run("HEDDLE_JAVA_HOME=$T/good", "LC_ALL=", "LC_CTYPE=POSIX", "LANG=yy").out())
        .isEqualTo("/C.UTF-8/none/yy\n");
    assertThat(run("HEDDLE_JAVA_HOME=$T/good", "LC_ALL=en_US.UTF-8", "LANG=yy").out())
        .startsWith("en_US.UTF-8/");
  }
}
