// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.cli.HeddleProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code heddle build}: what it makes runs by itself, as under {@code heddle run}. */
class BuildTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path temporary;
  private Path folder;
  private HeddleProcess heddle;

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectory(temporary.resolve("a folder"));
    heddle = new HeddleProcess(folder);
  }

  @Test
  void aJarNeedsNoFlagAndPassesArgumentsAndStatusOn() throws Exception {
    heddle.file(
        "Echo.java",
        """
        import static io.heddle.Go.go;
        import io.heddle.Channel;
        void main(String[] args) throws Exception {
          var c = Channel.<String>make();
          go(() -> c.send(String.join("+", args)));
          IO.println(c.receive() + " " + Thread.currentThread());
          System.exit(args.length);
        }
        """);
    build("Echo.java", "-o", "out/echo.jar");

    var outcome = java("-jar", "out/echo.jar", "-x", "b c");

    assertThat(outcome.err()).isEmpty(); // it would say that the JDK's doors are shut
    assertThat(outcome.out()).startsWith("-x+b c VirtualThread[#");
    assertThat(outcome.status()).isEqualTo(2);
  }

  @Test
  void itsDeadlockIsReportedWithTheLineThatStartedTheGoroutine() throws Exception {
    heddle.file(
        "Stuck.java",
        """
        import io.heddle.*;
        void main() throws Exception {
          Go.go("waiter", () -> Channel.make().receive());
          Channel.make().receive();
        }
        """);
    build("Stuck.java", "-o", "stuck.jar");

    var outcome = java("-jar", "stuck.jar");

    assertThat(outcome.err())
        .startsWith("fatal error: all goroutines are asleep - deadlock!")
        .contains("Stuck.java:3");
    assertThat(outcome.status()).isEqualTo(2);
  }

  @Test
  void whatCallsMainIsInNoReport() throws Exception {
    heddle.file(
        "p/Main.java",
        "package p; class Main { void main() { throw new IllegalStateException(\"broken\"); } }");
    build("p/Main.java", "-o", "main.jar");

    var outcome = java("-jar", "main.jar");

    assertThat(outcome.err())
        .contains("IllegalStateException: broken", "p.Main.main(Main.java:1)")
        .doesNotContain("HeddleMain", "Launcher", "reflect");
    assertThat(outcome.status()).isEqualTo(2);
  }

  @Test
  void mainMayBeInherited() throws Exception {
    heddle.file("Base.java", "class Base { static void main(String[] a) { IO.println(a[0]); } }");
    heddle.file("Main.java", "class Main extends Base { }");
    build("Main.java", "-o", "main.jar");

    assertThat(java("-jar", "main.jar", "yes").out()).isEqualTo("yes\n");
  }

  @Test
  void resourcesAndLibrariesGoIn() throws Exception {
    library("one", "one.One", "lib.Service");
    library("two", "two.Two", "lib.Service");
    heddle.file("app/text/greeting.txt", "hello");
    heddle.file(
        "app/Main.java",
        """
        void main() throws Exception {
          try (var in = getClass().getResourceAsStream("/text/greeting.txt")) {
            IO.println(new String(in.readAllBytes()));
          }
          for (String name : new String[] {"one.One", "two.Two"}) {
            IO.println(Class.forName(name).getSimpleName());
          }
          for (var url : java.util.Collections.list(
              getClass().getClassLoader().getResources("META-INF/services/lib.Service"))) {
            try (var in = url.openStream()) {
              IO.println(new String(in.readAllBytes()).lines().toList());
            }
          }
        }
        """);

    build("app", "-cp", "one.jar:two.jar", "-o", "app/app.jar");

    assertThat(java("-jar", "app/app.jar").out())
        .isEqualTo("hello\nOne\nTwo\n[one.One, , two.Two]\n");
    var first = Files.readAllBytes(folder.resolve("app/app.jar"));
    build("app", "-cp", "one.jar:two.jar", "-o", "app/app.jar");
    assertThat(Files.readAllBytes(folder.resolve("app/app.jar"))).isEqualTo(first);
  }

  @Test
  void aJarAndAClassCanBeBuiltToo() throws Exception {
    heddle.file("p/Main.java", "package p; class Main { static void main() { IO.println(7); } }");
    run("javac", "-d", "classes", "p/Main.java");
    build("p.Main", "-cp", "classes", "-o", "first.jar");
    run("jar", "cfe", "plain.jar", "p.Main", "-C", "classes", ".");
    build("plain.jar", "-o", "second.jar");

    assertThat(java("-jar", "first.jar").out()).isEqualTo("7\n");
    assertThat(java("-jar", "second.jar").out()).isEqualTo("7\n");
  }

  @Test
  void anImageNeedsNoJdkAndCanBeMoved() throws Exception {
    heddle.file(
        "src/main/java/shop/FirstShop.java",
        "package shop; class FirstShop { void main(String[] a) { IO.println(a.length); } }");
    heddle.file("src/test/java/shop/ShopTest.java", "this is not compiled");
    build(".", "--image", "-o", "image");
    build(".", "--image", "-o", "image"); // replaces the first
    var moved = Files.move(folder.resolve("image"), temporary.resolve("moved away"));
    var link = Files.createSymbolicLink(folder.resolve("link"), moved.resolve("bin/firstshop"));

    var process = new ProcessBuilder("/usr/bin/env", "-i", link.toString(), "a", "b c").start();
    var outcome = HeddleProcess.outcome(process);

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("2\n");
    assertThat(moved.resolve("lib/app/firstshop.aot")).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          No.java -o x.jar                    | 1 | class No has no main method
          No.java -o /proc/x.jar              | 1 | class No has no main method
          Yes.java -o dir                     | 1 | dir is a folder, name the jar to write with -o
          Yes.java -o Yes.java/x.jar          | 1 | Yes.java is not a folder
          Yes.java -o /proc/none/x.jar        | 1 | can't write /proc/none/x.jar: nothing can be made in /proc
          Yes.java -o dir --image             | 1 | dir exists and is not an image
          Yes.java -cp no.jar -o x.jar        | 1 | no such library: no.jar
          Yes.java -cp Yes.java -o x.jar      | 1 | Yes.java is not a jar that can be read
          missing.java -o x.jar               | 1 | no such file or folder: missing.java
          Yes.java                            | 2 | missing required option: '--output=OUT'
          -o x.jar                            | 2 | nothing to build was given
          Yes.java more -o x.jar              | 2 | unexpected argument more
          """)
  void whatCannotBeBuiltIsSaidInOneLine(String line, int status, String answer) throws Exception {
    heddle.file("No.java", "class No { }").file("Yes.java", "void main() { }");
    heddle.file("dir/some.txt", "");

    var outcome = heddle.run(("build " + line).split(" "));

    assertThat(outcome.err()).startsWith("heddle: ").contains(answer).hasLineCount(1);
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(folder.resolve("x.jar")).doesNotExist();
  }

  /** Of the two the command's own is run and goes in. */
  @Test
  void anotherVersionOfHeddleAmongTheLibrariesIsTold() throws Exception {
    heddle.file("One.java", "void main() { IO.println(1); }");
    heddle.file("old/io/heddle/Go.class", "");
    heddle.file("old/META-INF/maven/io.heddle/heddle/pom.properties", "version=0.0.9");
    run("jar", "cf", "old.jar", "-C", folder.resolve("old").toString(), ".");
    var line = "heddle: two versions of Heddle are on the class path, ";

    var ran = heddle.run("run", "-cp", "old.jar", "One.java");
    var built = heddle.run("build", "-cp", "old.jar", "One.java", "-o", "one.jar");

    assertThat(ran.err()).startsWith(line).contains("old.jar (0.0.9)").hasLineCount(1);
    assertThat(ran.out()).isEqualTo("1\n");
    assertThat(built.err()).isEqualTo(ran.err());
    assertThat(built.status()).isZero();
    assertThat(java("-jar", "one.jar").out()).isEqualTo("1\n");
  }

  private void build(String... args) throws Exception {
    var all = new ArrayList<>(List.of("build"));
    all.addAll(List.of(args));
    var outcome = heddle.run(all.toArray(String[]::new));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
  }

  private Outcome java(String... args) throws Exception {
    var command = new ArrayList<>(List.of(JAVA.toString()));
    command.addAll(List.of(args));
    return HeddleProcess.outcome(new ProcessBuilder(command).directory(folder.toFile()).start());
  }

  private void library(String jar, String className, String service) throws Exception {
    int dot = className.lastIndexOf('.');
    var source = jar + "-src/" + className.replace('.', '/') + ".java";
    heddle.file(
        source,
        "package %s; public class %s { }"
            .formatted(className.substring(0, dot), className.substring(dot + 1)));
    run("javac", "-d", jar + "-classes", source);
    heddle.file(jar + "-classes/META-INF/services/" + service, className + "\n");
    run("jar", "cf", jar + ".jar", "-C", jar + "-classes", ".");
  }

  /* A tool of the JDK, with the test's folder before each of its paths. */
  private void run(String tool, String... args) {
    for (int i = 0; i < args.length; i++) {
      boolean path = args[i].contains(".j") || args[i].contains("classes");
      args[i] = path ? folder.resolve(args[i]).toString() : args[i];
    }
    var status = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, args);
    assertThat(status).isZero();
  }
}
