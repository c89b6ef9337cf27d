// SPDX-License-Identifier: Apache-2.0
package io.heddle.jcstress;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;

/**
 * Runs the tests, which must not show a forbidden outcome, and their broken twins, each of which
 * must show one: {@code java -jar jcstress.jar [slice|quick|deep] [-t REGEXP] [options of
 * jcstress]}. Ends with status 1 if a test failed or a twin was not found.
 *
 * <p>In a slice each has one fork, a twentieth of a second, and the JIT as it comes, and of the
 * happens-before tests only a few are run: about a minute in all. {@code quick} and {@code deep}
 * compile each actor in each way and shuffle what the JIT emits: that is for nights.
 */
public final class Main {
  /*
   * Each test gets the same time. A twin that was not found in it is looked for again and longer: that
   * it misbehaves at all is what is asked of it, not how soon on a machine that others use as well.
   */
  private static final int ROUNDS_FOR_TWINS = 3;
  private static final int LONGER = 10;

  /** What the carriers need of the JDK: see the command's launcher. */
  private static final String ACCESS =
      "--add-opens java.base/java.lang=ALL-UNNAMED "
          + "--add-exports java.base/jdk.internal.vm=ALL-UNNAMED";

  /** All but the happens-before tests, and of those one for each mechanism. */
  private static final String IN_SLICE =
      "^(?!.*OrderTests)|OrderTests."
          + "(SendUnbuffered|WakesGoroutine|MutexUnlockLock|WaitGroupDone|OnceRun|CancelErr)$";

  private final Map<String, String> settings;
  private final Path dir;

  private Main(Map<String, String> settings) throws IOException, URISyntaxException {
    var jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    this.settings = settings;
    this.dir = Files.createDirectories(jar.resolveSibling("jcstress"));
  }

  public static void main(String[] args) throws Exception {
    boolean hasMode = args.length > 0 && !args[0].startsWith("-");
    var settings = new TreeMap<>(ofMode(hasMode ? args[0] : "slice"));
    for (int i = hasMode ? 1 : 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      settings.put(args[i], args[i + 1]);
    }
    boolean isGood = new Main(settings).isGood();
    System.exit(isGood ? 0 : 1);
  }

  private static Map<String, String> ofMode(String mode) {
    return switch (mode) {
      case "slice" ->
          Map.of(
              "-jvmArgs", "-XX:+UseSerialGC " + ACCESS, // and no other kind of JVM
              "-sc", "false",
              "-af", "NONE",
              "-pth", "false",
              "-f", "1",
              "-iters", "1",
              "-time", "50",
              "-t", IN_SLICE);
      case "quick" ->
          Map.of("-jvmArgsPrepend", ACCESS, "-af", "NONE", "-m", "quick", "-time", "200");
      case "deep" -> Map.of("-jvmArgsPrepend", ACCESS, "-time", "1000");
      default -> throw new IllegalArgumentException("slice, quick or deep, not " + mode);
    };
  }

  private boolean isGood() throws Exception {
    var verdict = new Verdict();
    run(verdict);
    for (int i = 1; i < ROUNDS_FOR_TWINS && !verdict.twinsNotFound().isEmpty(); i++) {
      settings.put(
          "-t",
          verdict.twinsNotFound().stream()
              .map(Pattern::quote)
              .collect(Collectors.joining("|", "^(", ")$")));
      settings.put("-time", "" + LONGER * Integer.parseInt(settings.getOrDefault("-time", "1000")));
      run(verdict);
    }
    verdict.print(System.out);
    return verdict.isGood();
  }

  /** What jcstress itself says goes to a file: to it a twin that was found is a failure. */
  private void run(Verdict verdict) throws Exception {
    var log = dir.resolve("jcstress.log");
    System.out.println("jcstress runs; what it says goes to " + log);
    var out = System.out;
    try (var file =
        new PrintStream(new FileOutputStream(log.toFile()), true, StandardCharsets.UTF_8)) {
      System.setOut(file);
      var options = new Options(arguments());
      if (!options.parse()) {
        throw new IllegalArgumentException("not understood, see " + log);
      }
      var jcstress = new JCStress(options);
      try {
        jcstress.run();
      } catch (AssertionError e) {
        // something has failed, says jcstress: what that means, Verdict says
      }
      readResults(Path.of(options.getResultFile()), verdict);
      verdict.requireAll(jcstress.getTests());
    } finally {
      System.setOut(out);
    }
  }

  private String[] arguments() {
    var args = new ArrayList<>(List.of("-r", dir.toString()));
    settings.forEach((option, value) -> args.addAll(List.of(option, value)));
    return args.toArray(String[]::new);
  }

  private void readResults(Path file, Verdict verdict) throws IOException, ClassNotFoundException {
    if (!Files.exists(file)) {
      return; // no test matches
    }
    var results = new InProcessCollector();
    var reader = new DiskReadCollector(file.toString(), results);
    reader.dump();
    reader.close();
    Files.move(file, dir.resolve("results.bin.gz"), StandardCopyOption.REPLACE_EXISTING);
    results.getTestResults().forEach(verdict::add);
  }
}
