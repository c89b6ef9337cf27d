// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a compilation depends on: found, and named by content. */
class SourcesTest {
  @TempDir Path folder;

  private Path write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void allSourcesUnderAFolderButNotTheHidden() throws Exception {
    write("B.java", "");
    write("a/A.java", "");
    write("a/notes.txt", "");
    write("a/module-info.java", "");
    write(".git/C.java", "");
    Files.createSymbolicLink(folder.resolve("a/loop"), folder);
    assertThat(Sources.under(folder).files()).containsExactly("B.java", "a/A.java");
  }

  @Test
  void theFingerprintIsOfNamesAndContentAndNotOfTimes() throws Exception {
    Path a = write("A.java", "class A { }");
    Path b = write("B.java", "class B { }");
    var sources = new Sources(folder, List.of("A.java"), List.of("", "absent"));
    String first = sources.fingerprint("here");

    Files.setLastModifiedTime(a, FileTime.fromMillis(0));
    Files.writeString(b, "class B { int changed; }");
    assertThat(sources.fingerprint("here")).isEqualTo(first);
    assertThat(sources.fingerprint("there")).isNotEqualTo(first);

    Files.writeString(a, "class A {  }");
    String edited = sources.fingerprint("here");
    assertThat(edited).isNotEqualTo(first);
    write("C.java", "");
    String neighbour = sources.fingerprint("here");
    assertThat(neighbour).isNotEqualTo(edited);
    write("absent/D.java", "");
    assertThat(sources.fingerprint("here")).isNotEqualTo(neighbour);
  }

  @Test
  void aCompilationKnowsExactlyTheSourcesThatItRead() throws Exception {
    Path main = write("src/a/Main.java", "package a; class Main { a.b.Part p; List l; }");
    write("src/a/b/Part.java", "package a.b; public class Part { }");
    write("src/a/b/Other.java", "package a.b; broken");
    write("src/a/List.java", "package a; class List { }");
    Sources read = new Compilation(List.of()).file(main).sources();
    assertThat(read.root()).isEqualTo(folder.resolve("src"));
    assertThat(read.files()).containsExactly("a/List.java", "a/Main.java", "a/b/Part.java");
    assertThat(read.folders()).contains("a", "a/b");
  }

  @ParameterizedTest
  @CsvSource({
    "Main.java, '', ''",
    "dir/Main.java, '', dir",
    "dir/a/b/Main.java, a.b, dir",
    "/x/a/b/Main.java, a.b, /x",
    "/a/b/Main.java, a.b, /",
    "a/b/Main.java, a.b, ''",
    "dir/x/b/Main.java, a.b, dir/x/b",
  })
  void rootOfAPackage(Path file, String packageName, String root) {
    Path found = EntryFile.rootOf(file, packageName);
    assertThat(found.toAbsolutePath().normalize()).isEqualTo(Path.of(root).toAbsolutePath());
  }

  @Test
  void cacheFolderOfEachSystem() {
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/xdg"), "Linux", "/home/u"))
        .isEqualTo(Path.of("/xdg/heddle"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "relative"), "Linux", "/home/u"))
        .isEqualTo(Path.of("/home/u/.cache/heddle"));
    assertThat(CacheFolder.of(Map.of(), "Mac OS X", "/Users/u"))
        .isEqualTo(Path.of("/Users/u/Library/Caches/heddle"));
    assertThat(CacheFolder.of(Map.of("LOCALAPPDATA", "/appdata"), "Windows 11", "/home/u"))
        .isEqualTo(Path.of("/appdata/heddle/cache"));
    assertThat(CacheFolder.of(Map.of("HOME", "/other"), "Linux", "/home/u"))
        .isEqualTo(Path.of("/other/.cache/heddle"));
    assertThat(CacheFolder.of(Map.of(), "Linux", "?")).isNull();
  }

  @Test
  void classPathsAreReadAsJavaReadsThem() throws Exception {
    Path a = write("lib/a.jar", "");
    Path b = write("lib/b.JAR", "");
    write("lib/c.txt", "");
    String text = String.join(java.io.File.pathSeparator, "x", "", folder + "/lib/*", "gone/*");
    assertThat(ClassPath.parse(text)).containsExactly(Path.of("x"), Path.of("."), a, b);
  }

  @Test
  void aChangedLibraryHasAnotherFingerprint() throws Exception {
    Path library = write("classes/a/A.class", "one");
    String first = new Fingerprint().addClasses(folder.resolve("classes")).end();
    assertThat(new Fingerprint().addClasses(folder.resolve("classes")).end()).isEqualTo(first);
    Files.writeString(library, "other");
    assertThat(new Fingerprint().addClasses(folder.resolve("classes")).end()).isNotEqualTo(first);
    assertThat(new Fingerprint().add("ab").add("c").end())
        .isNotEqualTo(new Fingerprint().add("a").add("bc").end());
  }

  @Test
  void previewFeaturesAreCompiledWhereTheyCanRun() throws Exception {
    assertThat(Preview.isEnabled(Map.of("HEDDLE_JAVA_OPTS", "-Xmx1g --enable-preview"))).isTrue();
    assertThat(Preview.isEnabled(Map.of("JDK_JAVA_OPTIONS", "--enable-preview"))).isTrue();
    assertThat(Preview.isEnabled(Map.of("OTHER", "--enable-preview"))).isFalse();
    assertThat(Preview.isEnabled(Map.of("HEDDLE_JAVA_OPTS", "-Dx=--enable-preview"))).isFalse();

    Path file = write("P.java", "class P { boolean f(Object o) { return o instanceof int i; } }");
    assertThat(new Compilation(List.of(), true).file(file).classes()).containsKey("P");
    assertThatThrownBy(() -> new Compilation(List.of(), false).file(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("preview");
  }

  @Test
  void theFingerprintIsOfWhatTheCompilerRead() throws Exception {
    Path file = Files.writeString(folder.resolve("Old.java"), "class Old { Part p; }");
    Path part = Files.writeString(folder.resolve("Part.java"), "class Part {}");
    var compiled = new Compilation(List.of(), false).file(file);
    String read = compiled.sources().fingerprint("here", compiled.content());
    assertThat(compiled.sources().fingerprint("here")).isEqualTo(read);

    var older = FileTime.from(Instant.now().minusSeconds(3600));
    Files.writeString(part, "class Part { int other; }");
    Files.setLastModifiedTime(part, older);
    Files.writeString(folder.resolve("Appeared.java"), "class Appeared {}");
    assertThat(compiled.sources().fingerprint("here", compiled.content())).isEqualTo(read);
    assertThat(compiled.sources().fingerprint("here")).isNotEqualTo(read);
  }
}
