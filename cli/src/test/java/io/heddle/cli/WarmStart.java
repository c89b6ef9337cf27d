// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * The command's processes with an ahead-of-time cache, as the script starts them: half of the
 * processor time of a short run.
 */
final class WarmStart {
  /*
   * The cache is made by the script's own warm-up, once for what is on the class path: it stays in
   * target, in a folder named by the paths, sizes and times of all those files. A cache holds
   * classes of jars only, so folders of classes are packed. The script says why a cache is tried
   * before it is used; one that fails is not there.
   */
  private static final Path ALL = Path.of("target", "warm-start").toAbsolutePath();

  private static final WarmStart INSTANCE = make();

  private final List<String> flags;
  private final String classPath;

  private WarmStart(List<String> flags, List<String> classPath) {
    this.flags = flags;
    this.classPath = String.join(File.pathSeparator, classPath);
  }

  /** For the JVM, besides {@link HeddleProcess#JVM}. */
  static List<String> flags() {
    return INSTANCE.flags;
  }

  static String classPath() {
    return INSTANCE.classPath;
  }

  private static WarmStart make() {
    try {
      var entries = HeddleProcess.classPath();
      var folder = ALL.resolve(fingerprint(entries));
      Files.createDirectories(ALL);
      // Of the JVMs that run tests, one makes it.
      try (var lock =
          FileChannel.open(
              ALL.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        var cache = folder.resolve("cache");
        var packed = packed(entries, folder);
        if (!Files.exists(folder.resolve("made"))) {
          train(cache, packed, folder);
          Files.createFile(folder.resolve("made"));
        }
        return new WarmStart(Files.exists(cache) ? use(cache) : List.of(), packed);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String fingerprint(List<String> entries) throws IOException {
    var all = new StringBuilder(System.getProperty("java.vm.version"));
    for (var entry : entries) {
      try (Stream<Path> files = Files.walk(Path.of(entry))) {
        for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
          all.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
        }
      }
    }
    return UUID.nameUUIDFromBytes(all.toString().getBytes(UTF_8)).toString();
  }

  /** The same class path without folders. */
  private static List<String> packed(List<String> entries, Path folder) throws IOException {
    if (!Files.exists(folder.resolve("made"))) {
      empty(ALL);
      Files.createDirectory(folder);
    }
    var packed = new ArrayList<String>();
    for (var entry : entries) {
      if (!Files.isDirectory(Path.of(entry))) {
        packed.add(entry);
        continue;
      }
      var jar = folder.resolve(packed.size() + ".jar").toString();
      packed.add(jar);
      if (!Files.exists(Path.of(jar))) {
        var tool = ToolProvider.findFirst("jar").orElseThrow();
        if (tool.run(System.out, System.err, "--create", "--file", jar, "-C", entry, ".") != 0) {
          throw new IOException(jar);
        }
      }
    }
    return packed;
  }

  /** All but the lock, which is held: what was left by former builds, or by one that was ended. */
  private static void empty(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder) && !file.endsWith("lock")) {
          Files.delete(file);
        }
      }
    }
  }

  private static void train(Path cache, List<String> classPath, Path folder)
      throws IOException, InterruptedException {
    var flags =
        List.of(
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-AOTRecordTraining",
            "-XX:AOTCacheOutput=" + cache);
    var warmUp = Path.of("src", "warmup", "WarmUp.java").toAbsolutePath().toString();
    if (!succeeds(flags, classPath, folder, "run", warmUp)
        || !succeeds(use(cache), classPath, folder, "version")) {
      Files.deleteIfExists(cache);
    }
  }

  private static List<String> use(Path cache) {
    return List.of(
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:ArchiveRelocationMode=0",
        "-XX:-AOTReplayTraining",
        "-XX:AOTCache=" + cache,
        "-Xlog:aot*=off",
        "-Xlog:cds*=off");
  }

  private static boolean succeeds(
      List<String> flags, List<String> classPath, Path folder, String... args)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>(HeddleProcess.JVM);
    command.addAll(flags);
    command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + folder + "/crash"));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    command.add("io.heddle.cli.Main");
    command.addAll(List.of(args));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    HeddleProcess.clean(process.environment(), folder.resolve("programs"));
    return process.start().waitFor() == 0;
  }
}
