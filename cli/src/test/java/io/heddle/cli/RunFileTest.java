// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code heddle run FILE.java}, from the outside. */
class RunFileTest {
  @TempDir Path folder;
  private HeddleProcess heddle;

  @BeforeEach
  void start() throws Exception {
    heddle = new HeddleProcess(Files.createDirectory(folder.resolve("work")));
  }

  @Test
  void compactSourceFileThatUsesGoroutines() throws Exception {
    heddle.file(
        "hello.java",
        """
        import static io.heddle.Go.go;
        import io.heddle.Channel;

        void main(String[] args) throws Exception {
          Channel<String> c = Channel.make();
          go(() -> c.send("hello " + args[0]));
          IO.println(c.receive());
        }
        """);
    var before = heddle.files();
    assertThat(heddle.run("run", "hello.java", "you"))
        .isEqualTo(new HeddleProcess.Outcome(0, "hello you\n", ""));
    assertThat(heddle.files()).isEqualTo(before);
  }

  @Test
  void argumentsAreTheProgramsWhateverTheyLookLike() throws Exception {
    heddle.file(
        "Args.java", "void main(String[] a) { for (var s : a) IO.println('[' + s + ']'); }");
    String[] line = {
      "run",
      "--maxprocs",
      "1",
      "Args.java",
      "--help",
      "--",
      "-v",
      "",
      "a b",
      "ünï ✓",
      "@x",
      "--main",
      "*"
    };
    assertThat(heddle.run(line).out().lines())
        .containsExactly(
            "[--help]", "[--]", "[-v]", "[]", "[a b]", "[ünï ✓]", "[@x]", "[--main]", "[*]");
  }

  @Test
  void streamsAndStatusAreTheProgramsOwn() throws Exception {
    heddle.file(
        "Streams.java",
        """
        void main() throws Exception {
          System.in.transferTo(System.out);
          System.err.print("not a line");
          System.exit(42);
        }
        """);
    assertThat(heddle.input("in ✓\nno end").run("run", "Streams.java"))
        .isEqualTo(new HeddleProcess.Outcome(42, "in ✓\nno end", "not a line"));
  }

  @Test
  void siblingsAreFoundFromTheRootOfThePackage() throws Exception {
    heddle
        .file(
            "src/a/b/Start.java",
            "package a.b; class Start { static void main() { Near.go(); a.Far.go(); } }")
        .file(
            "src/a/b/Near.java", "package a.b; class Near { static void go() { IO.println(1); } }")
        .file(
            "src/a/Far.java",
            "package a; public class Far { public static void go() { IO.println(2); } }")
        .file("src/a/b/Unrelated.java", "this does not compile");
    assertThat(heddle.run("run", "src/a/b/Start.java").out()).isEqualTo("1\n2\n");
  }

  @Test
  void editsOfASiblingAreSeenAndTheUnchangedIsNotCompiledAgain() throws Exception {
    heddle
        .file("Main.java", "void main() { IO.println(new Helper().text()); }")
        .file("Helper.java", "class Helper { String text() { return \"one\"; } }");
    assertThat(heddle.run("run", "Main.java").out()).isEqualTo("one\n");
    Map<Path, FileTime> entries = cacheEntries();
    assertThat(heddle.run("run", "Main.java").out()).isEqualTo("one\n");
    assertThat(cacheEntries()).isEqualTo(entries);

    heddle.file("Helper.java", "class Helper { String text() { return \"two\"; } }");
    assertThat(heddle.run("run", "Main.java").out()).isEqualTo("two\n");
    heddle.file("Helper.java", "class Helper { String text() { return wrong; } }");
    assertThat(heddle.run("run", "Main.java").err()).startsWith("Helper.java:1: error: ");
  }

  private Map<Path, FileTime> cacheEntries() throws Exception {
    var entries = new TreeMap<Path, FileTime>();
    try (var files = Files.walk(heddle.cache())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.put(file, Files.getLastModifiedTime(file));
      }
    }
    assertThat(entries).hasSize(2);
    return entries;
  }

  @Test
  void aNewSiblingThatTakesANameOverIsSeen() throws Exception {
    heddle.file(
        "Main.java",
        "import java.util.*; class Main { static void main() { IO.println(List.class.getName()); }"
            + " }");
    assertThat(heddle.run("run", "Main.java").out()).isEqualTo("java.util.List\n");
    heddle.file("List.java", "class List { }");
    assertThat(heddle.run("run", "Main.java").out()).isEqualTo("List\n");
  }

  @Test
  void aCacheThatCannotBeWrittenDoesNotMatter() throws Exception {
    Files.writeString(heddle.cache(), "a file where the folder should be");
    heddle.file("Main.java", "void main() { IO.println(\"runs\"); }");
    assertThat(heddle.run("run", "Main.java"))
        .isEqualTo(new HeddleProcess.Outcome(0, "runs\n", ""));
  }

  @Test
  void compileErrorsComeInTheCompilersWords() throws Exception {
    heddle.file(
        "Bad.java", "class Bad {\n  void main() {\n    int n = \"x\";\n    other();\n  }\n}\n");
    assertThat(heddle.run("run", "Bad.java"))
        .isEqualTo(
            new HeddleProcess.Outcome(
                1,
                "",
                """
                Bad.java:3: error: incompatible types: String cannot be converted to int
                    int n = "x";
                            ^
                Bad.java:4: error: cannot find symbol
                    other();
                    ^
                  symbol:   method other()
                  location: class Bad
                2 errors
                """));
  }

  @Test
  void whatCompilesWithWarningsIsRunInSilence() throws Exception {
    heddle.file(
        "Warn.java",
        """
        import java.util.*;
        class Warn {
          static void main() { List l = new ArrayList(); l.add(new Integer(3)); IO.println(l); }
        }
        """);
    assertThat(heddle.run("run", "Warn.java")).isEqualTo(new HeddleProcess.Outcome(0, "[3]\n", ""));
  }

  @Test
  void aPanicNamesTheLinesOfTheProgramAndNothingOfTheCommand() throws Exception {
    heddle.file(
        "Panic.java",
        """
        import static io.heddle.Go.go;
        class Panic {
          static void main() throws Exception {
            go(() -> {
              throw new IllegalStateException("no");
            });
            Thread.sleep(60_000);
          }
        }
        """);
    var outcome = heddle.run("run", "Panic.java");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("panic: java.lang.IllegalStateException: no\n")
        .contains("(Panic.java:5)")
        .contains("created by Panic.main(Panic.java:4)")
        .doesNotContain("io.heddle.cli");
  }

  @Test
  void aMainClassThatCannotBeInitialisedIsTheProgramsFailure() throws Exception {
    heddle.file("Init.java", "class Init { static int n = 1 / 0; static void main() { } }");
    var outcome = heddle.run("run", "Init.java");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("panic: java.lang.ExceptionInInitializerError")
        .contains("ArithmeticException: / by zero")
        .contains("Init.java:1")
        .doesNotContain("jdk.internal");
  }

  @Test
  void theProgramSeesItsOwnLoaderAndResourcesButNotTheCommand() throws Exception {
    heddle
        .file(
            "See.java",
            """
            import java.nio.file.*;

            class See {
              static void main() throws Exception {
                ClassLoader own = See.class.getClassLoader();
                IO.println(Thread.currentThread().getContextClassLoader() == own);
                IO.println(Files.readString(Path.of(own.getResource("data/text.txt").toURI())));
                IO.println(See.class.getProtectionDomain().getCodeSource().getLocation().getPath()
                    .endsWith("/See.java"));
                IO.println(See.class.getResourceAsStream("See.class") != null);
                for (String name : new String[] {"picocli.CommandLine", "io.heddle.cli.Main"}) {
                  try {
                    Class.forName(name);
                    IO.println("sees " + name);
                  } catch (ClassNotFoundException e) {
                    IO.println("no " + name);
                  }
                }
              }
            }
            """)
        .file("data/text.txt", "text");
    assertThat(heddle.run("run", "See.java").out().lines())
        .isEqualTo(
            List.of(
                "true", "text", "true", "true", "no picocli.CommandLine", "no io.heddle.cli.Main"));
  }

  @Test
  void terminatedFromOutsideItLeavesAtOnce() throws Exception {
    heddle.file(
        "Wait.java", "void main() throws Exception { IO.println(\"up\"); Thread.sleep(100_000); }");
    Process process = heddle.start("run", "Wait.java");
    assertThat(process.inputReader().readLine()).isEqualTo("up");
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(143);
  }

  @Test
  void aSiblingAskedForByNameIsCompiledThen() throws Exception {
    heddle
        .file(
            "Main.java",
            "void main() throws Exception { Class.forName(\"p.Late$In\").newInstance(); }")
        .file(
            "p/Late.java",
            "package p; public class Late { public static class In { { new Dep(); } } }")
        .file("p/Dep.java", "package p; class Dep { Dep() { IO.println(\"late\"); } }");
    assertThat(heddle.run("run", "Main.java"))
        .isEqualTo(new HeddleProcess.Outcome(0, "late\n", ""));
  }

  @Test
  void goroutinesThatAreLeftAreDumpedOnExit() throws Exception {
    heddle.file(
        "Left.java",
        """
        import io.heddle.*;
        import io.heddle.runtime.*;
        class Left {
          static void main() throws Exception {
            var c = Channel.make();
            Go.go("stuck", () -> c.receive());
            while (Goroutines.list().stream().noneMatch(g -> g.waitReason().equals("chan receive")))
              Thread.sleep(10);
          }
        }
        """);
    var outcome = heddle.run("run", "--dump-on-exit", "Left.java");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.err())
        .contains("[chan receive")
        .contains("\"stuck\":")
        .contains("created by Left.main(Left.java:6)")
        .contains("made at Left.java:5");
  }

  @Test
  void theNumberOfProcsIsSetBeforeTheProgramStarts() throws Exception {
    heddle.file(
        "Procs.java", "void main() { IO.println(io.heddle.runtime.Scheduling.maxProcs()); }");
    assertThat(heddle.run("run", "--maxprocs", "7", "Procs.java").out()).isEqualTo("7\n");
  }

  @Test
  void aSourceMayBeCalledLikeAnOption() throws Exception {
    heddle.file("-x.java", "class X { void main(String[] args) { IO.println(args[0]); } }");
    var outcome = heddle.run("run", "-x.java", "-y");
    assertThat(outcome.out()).isEqualTo("-y\n");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void aCacheThatOthersMayWriteIsNotUsed() throws Exception {
    heddle.file("Hi.java", "void main() { IO.println(\"hi\"); }");
    heddle.run("run", "Hi.java");
    var programs = heddle.cache().resolve("heddle/programs");
    Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (var stored = Files.list(programs)) {
      for (Path file : stored.toList()) {
        Files.writeString(file, "planted");
      }
    }
    var outcome = heddle.run("run", "Hi.java");
    assertThat(outcome.out()).isEqualTo("hi\n");
    assertThat(outcome.err())
        .isEqualTo(
            "heddle: keeps no compiled program in "
                + programs
                + ": others may write to "
                + programs
                + "\n");
  }
}
