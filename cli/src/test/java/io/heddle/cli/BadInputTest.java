// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.cli.program.ProgramRun;
import io.heddle.cli.program.RunRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is said in one line on standard error, with what to do, and status 1. */
class BadInputTest {
  @TempDir Path folder;

  @Test
  void whatIsNotThere() {
    assertThat(run("missing.java")).contains("no such file or folder: ").contains("missing.java");
    assertThat(run("missing.jar")).contains("no such file or folder: ").contains("missing.jar");
    assertThat(run("no/such")).contains("no such file or folder: ");
    assertThat(refused("")).isEqualTo("heddle: no such file or folder: '', check the path\n");
    assertThat(refused("no\0such")).contains("no such file or folder: ");
  }

  @Test
  void whatCannotBeRun() throws Exception {
    write("notes.txt", "x");
    assertThat(run("notes.txt")).contains("is not a .java file, a folder or a jar");
    write("A.class", "x");
    assertThat(run("A.class")).contains("by its name");
    write("bad.jar", "not a zip");
    assertThat(run("bad.jar")).contains("bad.jar is not a jar that can be read");
    Files.createDirectories(folder.resolve("empty/sub"));
    assertThat(run("empty")).contains("no .java file in ");
  }

  @Test
  void whatHasNoMain() throws Exception {
    write("No.java", "class No { private static void main(String[] a) { } void main(int n) { } }");
    assertThat(run("No.java")).contains("class No has no main method");
    write("Nothing.java", "// nothing");
    assertThat(run("Nothing.java")).contains("no class in ").contains("has a main method");
    write("dir/A.java", "class A { }");
    assertThat(run("dir")).contains("no class in ").contains("has a main method");
    write("dir/B.java", "class B { static void main() { } }");
    write("dir/C.java", "class C { void main() { } }");
    assertThat(run("dir")).contains("choose one with --main: B, C");
    assertThat(run(folder.resolve("dir").toString(), "Z"))
        .contains("no class Z in ")
        .contains("B, C");
    assertThat(refused("no.such.Class")).contains("no class no.such.Class on the class path");
  }

  @Test
  void aLibraryThatIsMissing() throws Exception {
    write("Yes.java", "void main() { }");
    var request =
        new RunRequest(
            folder.resolve("Yes.java").toString(),
            List.of(),
            null,
            List.of(folder.resolve("a folder"), Path.of("no.jar")));

    assertThat(refused(request)).isEqualTo("heddle: no such library: no.jar, check --class-path\n");
  }

  @Test
  void anUnreadableFolderOrFile() throws Exception {
    write("dir/A.java", "class A { void main() { } }");
    write("dir/sub/B.java", "class B { }");
    Path file = folder.resolve("dir/A.java");
    Path sub = folder.resolve("dir/sub");
    boolean denied = file.toFile().setReadable(false) && sub.toFile().setReadable(false);
    org.junit.jupiter.api.Assumptions.assumeTrue(
        denied && !Files.isReadable(file) && !Files.isReadable(sub), "root reads everything");
    try {
      assertThat(run("dir/A.java")).contains("can't read ").contains("check its permissions");
      assertThat(run("dir")).contains("can't read ").contains("check its permissions");
    } finally {
      assertThat(sub.toFile().setReadable(true)).isTrue();
    }
  }

  private String run(String target) {
    return refused(folder.resolve(target).toString());
  }

  private static String refused(String target) {
    return run(target, null);
  }

  private static String run(String target, String main) {
    return refused(new RunRequest(target, List.of(), main, null));
  }

  private static String refused(RunRequest request) {
    var err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int status = ProgramRun.run(request);
      assertThat(status).isEqualTo(1);
    } finally {
      System.setErr(before);
    }
    String text = err.toString(StandardCharsets.UTF_8);
    assertThat(text).startsWith("heddle: ").hasLineCount(1);
    return text;
  }

  private void write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
