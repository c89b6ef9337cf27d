// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.build;

import io.heddle.cli.program.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/** A folder that runs a program where no JDK is: a Java runtime, the jar, a launcher. */
final class RuntimeImage {
  /*
   * lib/app/NAME.jar   the program
   * lib/app/NAME.aot   the JVM's cache of its classes, Heddle's and the JDK's: loaded and linked
   * bin/NAME           starts it
   *
   * The cache is of what a rehearsal loads, see there. The JVM checks by itself that it fits the
   * jar (size and time of change: an image is copied with its times) and does without it if not.
   */
  static final String MARK = "lib/app";

  /* What jdeps does not see: file systems, names and character sets are found as services. */
  private static final List<String> ALWAYS =
      List.of(
          "jdk.charsets", "jdk.jfr", "jdk.management", "jdk.net", "jdk.unsupported", "jdk.zipfs");

  private static final long LIMIT_SECONDS = 120;

  /*
   * One in four of the caches that JDK 25.0.3 writes on the runtime of an image crashes every JVM
   * that starts with it (AOTLinkedClassBulkLoader::load_classes_impl): so each is tried before it is
   * shipped, and written again if need be.
   */
  private static final int ATTEMPTS = 4;

  // Without a record of how the methods were used: what is hot here is not hot in the program.
  private static final List<String> CREATE =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining", "-XX:AOTCacheOutput=");
  private static final List<String> USE =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTReplayTraining", "-XX:AOTCache=");

  private final Path folder;
  private final String name;

  private RuntimeImage(Path folder, String mainClass) {
    this.folder = folder;
    name =
        mainClass
            .substring(Math.max(mainClass.lastIndexOf('.'), mainClass.lastIndexOf('$')) + 1)
            .toLowerCase(Locale.ROOT);
  }

  /** Makes the image from the program's executable jar, in a folder that does not exist yet. */
  static void make(Path jar, String mainClass, Collection<String> classes, Path folder)
      throws IOException, UserError, InterruptedException {
    var image = new RuntimeImage(folder, mainClass);
    image.link(jar);
    Path app = Files.createDirectories(folder.resolve(MARK)).resolve(image.name + ".jar");
    Files.copy(jar, app);
    image.rehearse(app, classes);
    image.writeLauncher();
  }

  private void link(Path jar) throws UserError {
    var modules = new TreeSet<>(ALWAYS);
    String release = String.valueOf(Runtime.version().feature());
    String needed =
        tool(
            "jdeps",
            "--ignore-missing-deps",
            "--print-module-deps",
            "--multi-release",
            release,
            jar.toString());
    modules.addAll(Arrays.asList(needed.strip().split(",")));
    tool(
        "jlink",
        "--add-modules",
        String.join(",", modules),
        "--output",
        folder.toString(),
        "--no-header-files",
        "--no-man-pages");
  }

  private static String tool(String name, String... args) throws UserError {
    var out = new StringWriter();
    var tool = ToolProvider.findFirst(name);
    if (tool.isEmpty()) {
      throw UserError.of(
          "this Java has no "
              + name
              + ", which --image needs; set HEDDLE_JAVA_HOME to the folder of a full JDK");
    }
    int status = tool.get().run(new PrintWriter(out, true), new PrintWriter(out, true), args);
    if (status != 0) {
      throw UserError.of(name + " failed: " + out.toString().strip().replace("\n", "; "));
    }
    return out.toString();
  }

  private void rehearse(Path app, Collection<String> classes)
      throws IOException, InterruptedException {
    Path names = Files.createTempFile("heddle-classes", null);
    try {
      Files.writeString(names, String.join("\n", classes));
      for (int i = 0; i < ATTEMPTS; i++) {
        if (play(app, names, CREATE) && Files.exists(cache()) && play(app, names, USE)) {
          return;
        }
      }
      Files.deleteIfExists(cache());
      System.err.println("heddle: no ahead-of-time cache could be made, the image starts slower");
    } finally {
      Files.deleteIfExists(names);
    }
  }

  /* True if the rehearsal ended well. */
  private boolean play(Path app, Path names, List<String> flags)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(folder.resolve("bin/java").toString());
    command.addAll(
        List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.access=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseCompactObjectHeaders",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + names + ".crash"));
    flags.forEach(flag -> command.add(flag + (flag.endsWith("=") ? cache() : "")));
    command.addAll(List.of("-cp", app.toAbsolutePath().toString()));
    command.addAll(List.of("io.heddle.cli.program.Rehearsal", names.toString()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
    var process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    Files.deleteIfExists(Path.of(names + ".crash"));
    return process.exitValue() == 0;
  }

  private Path cache() {
    return folder.toAbsolutePath().resolve(MARK).resolve(name + ".aot");
  }

  private void writeLauncher() throws IOException {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    Path launcher = folder.resolve("bin").resolve(windows ? name + ".cmd" : name);
    String template = windows ? "launcher.cmd" : "launcher.sh";
    try (InputStream in = RuntimeImage.class.getResourceAsStream(template)) {
      if (in == null) {
        throw new IOException("not in the command's own classes: " + template);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(launcher, text.replace("@NAME@", name));
    }
    if (!windows && !launcher.toFile().setExecutable(true, false)) {
      throw new IOException(launcher + " can't be made executable");
    }
  }
}
