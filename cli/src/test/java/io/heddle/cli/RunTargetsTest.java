// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes.Name;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code heddle run} of folders, jars and classes, from the outside. */
class RunTargetsTest {
  private static final String SPAWNS =
      """
      package app;
      import static io.heddle.Go.go;
      import io.heddle.Channel;
      import io.heddle.runtime.Goroutines;
      public class Spawns {
        public static void main(String[] args) throws Exception {
          var c = Channel.<StackTraceElement>make();
          go(() -> c.send(Goroutines.current().createdAt()));
          System.out.println(c.receive());
          System.out.println(lib.Lib.text() + args.length);
        }
      }
      """;
  private static final String LIB =
      """
      package lib;
      public class Lib {
        public static String text() throws Exception {
          try (var in = Lib.class.getResourceAsStream("text.txt")) {
            return new String(in.readAllBytes());
          }
        }
      }
      """;

  @TempDir Path folder;
  private Path work;
  private HeddleProcess heddle;

  @BeforeEach
  void start() throws Exception {
    work = Files.createDirectory(folder.resolve("work"));
    heddle = new HeddleProcess(work);
  }

  @Test
  void aFolderIsCompiledAsAWhole() throws Exception {
    heddle
        .file(
            "app/Main.java",
            "class Main { static void main(String[] a) { IO.println(new deep.Part().n() + a[0]); }"
                + " }")
        .file(
            "app/deep/Part.java",
            "package deep; public class Part { public int n() { return 7; } }")
        .file("app/Other.java", "class Other { static void main() { } }")
        .file("app/module-info.java", "module app { requires not.there; }")
        .file("app/.hidden/Broken.java", "not Java");
    var before = heddle.files();
    assertThat(heddle.run("run", "app", "!")).isEqualTo(new HeddleProcess.Outcome(0, "7!\n", ""));
    assertThat(heddle.files()).isEqualTo(before);

    heddle.file(
        "app/deep/Part.java", "package deep; public class Part { public int n() { return 8; } }");
    assertThat(heddle.run("run", "app", "!").out()).isEqualTo("8!\n");
    heddle.file("app/Other.java", "class Other { static void main() { IO.println(9); } }");
    assertThat(heddle.run("run", "--main", "Other", "app").out()).isEqualTo("9\n");
  }

  @Test
  void aSourceWithLibraries() throws Exception {
    compiled("lib.Lib", LIB);
    heddle.file("out/lib/text.txt", "from lib ");
    heddle.file("app/Spawns.java", SPAWNS);
    assertThat(heddle.run("run", "-cp", "out", "app/Spawns.java", "x").out())
        .isEqualTo("app.Spawns.main(Spawns.java:8)\nfrom lib 1\n");
  }

  @Test
  void aClassOnTheClassPath() throws Exception {
    compiled("lib.Lib", LIB);
    compiled("app.Spawns", SPAWNS);
    heddle.file("out/lib/text.txt", "from lib ");
    assertThat(heddle.run("run", "--class-path", "out", "app.Spawns", "--", "x").out())
        .isEqualTo("app.Spawns.main(Spawns.java:8)\nfrom lib 2\n");
  }

  @Test
  void aJarWithTheJarsOfItsManifest() throws Exception {
    compiled("lib.Lib", LIB);
    compiled("app.Spawns", SPAWNS);
    heddle.file("out/lib/text.txt", "from jar ");
    jar("libs/lib.jar", null, "lib/Lib.class", "lib/text.txt");
    jar("app.jar", "app.Spawns", "app/Spawns.class");
    assertThat(heddle.run("run", "app.jar", "1", "2").out())
        .isEqualTo("app.Spawns.main(Spawns.java:8)\nfrom jar 2\n");
    assertThat(heddle.run("run", "libs/lib.jar"))
        .isEqualTo(
            new HeddleProcess.Outcome(
                1,
                "",
                "heddle: libs/lib.jar names no Main-Class in its manifest, name one with --main"
                    + " CLASS\n"));
  }

  @Test
  void aClassWhoseLibraryIsMissingIsSaidInOneLine() throws Exception {
    compiled("lib.Lib", LIB);
    compiled(
        "app.Needs", "package app; class Needs { static void main() { } void f(lib.Lib l) { } }");
    Files.delete(work.resolve("out/lib/Lib.class"));
    assertThat(heddle.run("run", "-cp", "out", "app.Needs"))
        .isEqualTo(
            new HeddleProcess.Outcome(
                1,
                "",
                "heddle: can't load class app.Needs, check --class-path:"
                    + " java.lang.NoClassDefFoundError: lib/Lib\n"));
  }

  @Test
  void aPortThatIsTaken() throws Exception {
    heddle.file("Yes.java", "void main() { IO.println(1); }");
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());

      assertThat(heddle.run("run", "--http", port, "Yes.java"))
          .isEqualTo(
              new HeddleProcess.Outcome(
                  1,
                  "",
                  "heddle: can't serve at %s: Address already in use, choose another port with --http\n"
                      .formatted(port)));
    }
  }

  /** As java has it, and unlike a missing jar. */
  @Test
  void aFolderOfTheClassPathMayBeMissing() throws Exception {
    heddle.file("Yes.java", "void main() { IO.println(1); }");

    assertThat(heddle.run("run", "-cp", "no/folder", "Yes.java"))
        .isEqualTo(new HeddleProcess.Outcome(0, "1\n", ""));
  }

  /** Compiles to the folder out. */
  private void compiled(String className, String source) throws Exception {
    Path file = folder.resolve("sources").resolve(className.replace('.', '/') + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
    Path out = Files.createDirectories(work.resolve("out"));
    String classPath = System.getProperty("java.class.path") + java.io.File.pathSeparator + out;
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                classPath,
                "-d",
                out.toString(),
                file.toString());
    assertThat(status).isZero();
  }

  private void jar(String name, String mainClass, String... entries) throws Exception {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
    if (mainClass != null) {
      manifest.getMainAttributes().put(Name.MAIN_CLASS, mainClass);
      manifest.getMainAttributes().put(Name.CLASS_PATH, "libs/lib.jar");
    }
    Path file = work.resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        var jar = new JarOutputStream(out, manifest)) {
      for (String entry : entries) {
        jar.putNextEntry(new JarEntry(entry));
        Files.copy(work.resolve("out").resolve(entry), jar);
      }
    }
  }

  private static final String FINDS_ITSELF =
      """
      package app;
      import java.net.*;
      import java.util.*;
      import java.util.concurrent.*;
      public class Finds implements Runnable {
        public void run() { System.out.println("service"); }
        public static void main(String[] args) throws Exception {
          System.setProperty("java.protocol.handler.pkgs", "app.net");
          System.out.println(new URI("nested:x").toURL().getProtocol());
          var system = ClassLoader.getSystemClassLoader();
          System.out.println(system == Finds.class.getClassLoader());
          System.out.println(ClassLoader.getSystemResource("app/Finds.class") != null);
          ServiceLoader.load(Runnable.class, system).forEach(Runnable::run);
          ForkJoinPool.commonPool().submit(() -> {
            ServiceLoader.load(Runnable.class).forEach(Runnable::run);
          }).get();
        }
      }
      """;
  private static final String HANDLER =
      """
      package app.net.nested;
      import java.net.*;
      public class Handler extends URLStreamHandler {
        protected URLConnection openConnection(URL u) { return null; }
      }
      """;

  /** As Spring Boot's launcher does it, whose jars have the protocol nested. */
  @Test
  void urlHandlersAndServicesOfAJarAreFound() throws Exception {
    compiled("app.Finds", FINDS_ITSELF);
    compiled("app.net.nested.Handler", HANDLER);
    heddle.file("out/META-INF/services/java.lang.Runnable", "app.Finds");
    jar(
        "finds.jar",
        "app.Finds",
        "app/Finds.class",
        "app/net/nested/Handler.class",
        "META-INF/services/java.lang.Runnable");
    assertThat(heddle.run("run", "finds.jar"))
        .isEqualTo(new HeddleProcess.Outcome(0, "nested\ntrue\ntrue\nservice\nservice\n", ""));
  }

  private static final String READS_CLASS_FILES =
      """
      import io.heddle.*;
      boolean isThere(String name) {
        return getClass().getClassLoader().getResource("io/heddle/" + name + ".class") != null;
      }
      void main() {
        IO.println(isThere("Task") + " " + isThere("internal/wait/Parker"));
        IO.println(isThere("cli/Main") + " " + isThere("cli/HeddleCommand"));
      }
      """;

  /** What rewrites classes reads them; those of the command are not shown. */
  @Test
  void theClassFilesOfTheLibraryAreFound() throws Exception {
    heddle.file("Reads.java", READS_CLASS_FILES);
    assertThat(heddle.run("run", "Reads.java"))
        .isEqualTo(new HeddleProcess.Outcome(0, "true true\nfalse false\n", ""));
  }

  private static final String WAITS_FOR_AGENT =
      """
      package app;
      public class Waits {
        public static void main(String[] args) throws Exception {
          System.out.println(ProcessHandle.current().pid());
          while (System.getProperty("agent") == null) Thread.sleep(5);
          System.out.println(System.getProperty("agent"));
          System.out.println(Class.forName("agent.Agent").getName());
        }
      }
      """;
  private static final String AGENT =
      """
      package agent;
      public class Agent {
        public static void agentmain(String args) { System.setProperty("agent", "has come"); }
      }
      """;

  @Test
  void anAgentIsFound() throws Exception {
    compiled("app.Waits", WAITS_FOR_AGENT);
    compiled("agent.Agent", AGENT);
    jar("waits.jar", "app.Waits", "app/Waits.class");
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(new Name("Agent-Class"), "agent.Agent");
    Path agent = work.resolve("agent.jar");
    try (var jar = new JarOutputStream(Files.newOutputStream(agent), manifest)) {
      jar.putNextEntry(new JarEntry("agent/Agent.class"));
      Files.copy(work.resolve("out/agent/Agent.class"), jar);
    }
    Process process = heddle.start("run", "waits.jar");
    String pid = process.inputReader().readLine();
    var vm = com.sun.tools.attach.VirtualMachine.attach(pid);
    vm.loadAgent(agent.toString());
    vm.detach();
    var outcome = HeddleProcess.outcome(process);
    assertThat(outcome.out()).isEqualTo("has come\nagent.Agent\n");
    assertThat(outcome.status()).isZero();
  }
}
