// SPDX-License-Identifier: Apache-2.0
package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each failure that was found comes again by its token, each time: in another process, after an
 * edit that has nothing to do with it, while others keep the processors busy.
 */
@Timeout(300)
public class ReplayTest {
  private static final int TIMES = 20;

  @TempDir Path folder;

  @Test
  void eachComesAgain() throws Exception {
    eachComesAgain(
        folder, Kernels.class.getName(), MoreKernels.class.getName(), WildKernels.class.getName());
  }

  /** The same for these classes of kernels. */
  public static void eachComesAgain(Path folder, String... classes) throws Exception {
    var failures = Files.createDirectory(folder.resolve("failures"));
    int n = 0;
    for (var c : classes) {
      for (var k : Replays.of(c).entrySet()) {
        var f = Explorer.of(1000).seed(3).explore(k.getValue()).failure();
        assertThat(f).as(k.getKey()).isNotNull();
        Files.writeString(
            failures.resolve("%03d".formatted(n++)),
            k.getKey() + "\n" + f.token() + "\n" + Replays.essence(f));
      }
    }
    var edited = compiled(Files.createDirectory(folder.resolve("edited")), classes);
    assertThat(replayed(edited, failures, classes))
        .hasSize(n)
        .allMatch(line -> line.startsWith(TIMES + " "));
  }

  /** Those classes after an edit: other lines, another method. */
  private static Path compiled(Path to, String... classes) throws Exception {
    var sources = new ArrayList<String>();
    for (var c : classes) {
      var source = Files.readString(Path.of("src/test/java", c.replace('.', '/') + ".java"));
      var edited =
          source.replaceFirst(
              "(?m)^final class (\\w+) \\{$",
              "final class $1 {\n  static int unrelated(int n) {\n    return n + 1;\n  }\n");
      assertThat(edited).isNotEqualTo(source);
      var file = to.resolve(c.substring(c.lastIndexOf('.') + 1) + ".java");
      sources.add(Files.writeString(file, edited).toString());
    }
    var args =
        new ArrayList<>(
            List.of(
                "-proc:none", "-d", to.toString(), "-cp", System.getProperty("java.class.path")));
    args.addAll(sources);
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, args.toArray(String[]::new))).isZero();
    return to;
  }

  private static List<String> replayed(Path edited, Path failures, String... classes)
      throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(a -> !a.startsWith("-D"))
            .toList());
    command.addAll(
        List.of(
            "-cp",
            edited + java.io.File.pathSeparator + System.getProperty("java.class.path"),
            Replays.class.getName(),
            String.valueOf(TIMES),
            failures.toString()));
    command.addAll(Stream.of(classes).toList());
    var err = failures.resolveSibling("err").toFile();
    var process = new ProcessBuilder(command).redirectError(err).start();
    List<String> lines;
    try (var out = process.inputReader()) {
      lines = out.lines().toList();
    }
    assertThat(process.waitFor()).as(Files.readString(err.toPath())).isZero();
    System.err.print(Files.readString(err.toPath()));
    return lines;
  }
}
