// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries appear whole or not at all, survive damage, and go when nobody uses them. */
class ProgramCacheTest {
  private static final Map<String, byte[]> CLASSES =
      Map.of("a.B", bytes("class file of a.B"), "a.B$1", bytes("another"));

  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsStoredIsFound() throws Exception {
    var cache = new ProgramCache(folder.resolve("deep/cache"));
    assertThat(cache.find("key")).isNull();
    cache.store("key", CLASSES, List.of("a.B"));

    ProgramClasses found = cache.find("key");
    assertThat(found).isInstanceOf(StoredProgram.class);
    assertThat(found.mains()).containsExactly("a.B");
    assertThat(found.classFile("a.B")).isEqualTo(bytes("class file of a.B"));
    assertThat(found.classFile("a.C")).isNull();
    assertThat(found.resource("a/B.class").openStream().readAllBytes())
        .isEqualTo(bytes("class file of a.B"));
    assertThat(found.resource("META-INF/mains")).isNull();
  }

  @Test
  void onlyTheUserMayLookIntoIt() throws Exception {
    Assumptions.assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    Path cache = folder.resolve("cache");
    new ProgramCache(cache).store("key", CLASSES, List.of());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
  }

  @Test
  void aDamagedEntryIsNoneAndIsReplaced() throws Exception {
    var cache = new ProgramCache(folder);
    cache.store("key", CLASSES, List.of("a.B"));
    byte[] whole = Files.readAllBytes(folder.resolve("key.zip"));
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
      Files.write(folder.resolve("key.zip"), java.util.Arrays.copyOf(whole, length));
      assertThat(cache.find("key")).as("first %s bytes", length).isNull();
    }
    assertThat(cache.store("key", CLASSES, List.of("a.B")).classFile("a.B")).isNotNull();
  }

  @Test
  void aFolderThatCannotBeWrittenKeepsTheProgramInMemory() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    for (Path bad : new Path[] {file, null}) {
      var cache = new ProgramCache(bad);
      ProgramClasses kept = cache.store("key", CLASSES, List.of("a.B"));
      assertThat(kept.classFile("a.B")).isEqualTo(bytes("class file of a.B"));
      assertThat(kept.mains()).containsExactly("a.B");
      assertThat(cache.find("key")).isNull();
    }
  }

  @Test
  void manyRunsAtOnceStoreAndReadTheSameEntry() throws Exception {
    var large = Map.of("a.B", new byte[200_000]);
    var runs = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 40; i++) {
      runs.add(() -> {
        var cache = new ProgramCache(folder);
        ProgramClasses found = cache.find("key");
        found = found == null ? cache.store("key", large, List.of("a.B")) : found;
        return found.classFile("a.B").length == 200_000;
      });
    }
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var run : threads.invokeAll(runs)) {
        assertThat(run.get()).isTrue();
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("key.zip"));
    }
  }

  @Test
  void sourcesOfAFileAreRememberedByItsPath() throws Exception {
    var cache = new ProgramCache(folder);
    Path file = Path.of("Main.java");
    var sources = new Sources(Path.of("/root"), List.of("Main.java", "a/B.java"), List.of("", "a"));
    assertThat(cache.sourcesOf(file, "here")).isNull();
    cache.remember(file, "here", sources);
    assertThat(cache.sourcesOf(file, "here")).isEqualTo(sources);
    assertThat(cache.sourcesOf(file, "there")).isNull();
    assertThat(cache.sourcesOf(Path.of("Other.java"), "here")).isNull();

    try (var files = Files.list(folder)) {
      Files.write(files.findFirst().orElseThrow(), new byte[] {1, 2, 3});
    }
    assertThat(cache.sourcesOf(file, "here")).isNull();
  }

  @Test
  void whatIsUnusedForThirtyDaysGoesAndUseKeepsIt() throws Exception {
    var cache = new ProgramCache(folder);
    for (String key : new String[] {"old", "used"}) {
      cache.store(key, CLASSES, List.of("a.B"));
      age(folder.resolve(key + ".zip"), Duration.ofDays(31));
    }
    age(Files.writeString(folder.resolve("new1.tmp"), "left over"), Duration.ofHours(2));
    Files.writeString(folder.resolve("new2.tmp"), "being written");
    assertThat(cache.find("used")).isNotNull();
    cache.store("new", CLASSES, List.of("a.B"));
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("used.zip", "new.zip", "new2.tmp");
    }
  }

  @Test
  void theLongestUnusedGoUntilTheRestFits() throws Exception {
    for (int i = 1; i <= 5; i++) {
      age(Files.write(folder.resolve(i + ".zip"), new byte[100]), Duration.ofDays(i));
    }
    new Eviction(folder, Instant.now(), 350).run();
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("1.zip", "2.zip", "3.zip");
    }
  }

  private static void age(Path file, Duration age) throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  @Test
  void anEntryWhoseInsideIsDamagedIsNone() throws Exception {
    var cache = new ProgramCache(folder);
    cache.store("key", CLASSES, List.of("a.B"));
    byte[] whole = Files.readAllBytes(folder.resolve("key.zip"));
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 4;
      Files.write(folder.resolve("key.zip"), damaged);
      assertThat(cache.find("key")).as("byte %s", i).isNull();
    }
    cache.store("key", CLASSES, List.of("a.B"));
    assertThat(cache.find("key").classFile("a.B")).isEqualTo(bytes("class file of a.B"));
  }

  @Test
  void aFolderIsTrustedThatNobodyElseMayWrite() throws Exception {
    Assumptions.assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    Path inner = folder.resolve("heddle/programs");
    PrivateFolder.create(inner);
    assertThat(PrivateFolder.objection(inner, 2)).isNull();
    for (Path p = inner; !p.equals(folder.getParent()); p = p.getParent()) {
      var before = Files.getPosixFilePermissions(p);
      Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThat(PrivateFolder.objection(inner, 2)).contains("others may write to", p.toString());
      Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rwxrwxr-x"));
      boolean isFurtherUp = p.equals(folder);
      assertThat(PrivateFolder.objection(inner, 2) == null).isEqualTo(isFurtherUp);
      Files.setPosixFilePermissions(p, before);
    }
    assertThat(PrivateFolder.objection(inner, 2)).isNull();
    if (!System.getProperty("user.name").equals("root")) {
      assertThat(PrivateFolder.objection(Path.of("/"), 1)).contains("belongs to another user");
    }
  }
}
