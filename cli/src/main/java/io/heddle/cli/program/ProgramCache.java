// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiled programs by what they were compiled from. A cache that can't be read or written is an
 * empty one: the program is compiled again and runs all the same.
 */
final class ProgramCache {
  /*
   * <fingerprint>.zip       the classes that these sources compile to, with these libraries, this
   *                         javac and this Heddle
   * <fingerprint>.sources   for a single file: the sources that it was last seen to refer to
   *
   * A folder's sources are known by listing it. Those of a single file are known only after a
   * compilation: the .sources file, named by the file's path, remembers them, and the fingerprint
   * of what they hold now names the .zip. A file that began to refer to others has changed, so the
   * remembered list leads to no entry and it is compiled.
   *
   * Each file is written under another name and moved into place. Concurrent runs may write the
   * same entry; the contents are equal and the last one stays.
   * Checked by: ProgramCacheTest, RunFileTest
   */
  private static final long TOUCHED_EACH_MILLIS = 24 * 3600 * 1000;

  private final @Nullable Path folder;

  ProgramCache(@Nullable Path folder) {
    this.folder = folder;
  }

  static ProgramCache ofUser() {
    Path cache = CacheFolder.ofUser();
    if (cache == null) {
      return new ProgramCache(null);
    }
    Path programs = cache.resolve("programs");
    String objection =
        Files.exists(programs)
            ? PrivateFolder.objection(programs, 2)
            : PrivateFolder.objection(cache, 1);
    if (objection != null) {
      System.err.println("heddle: keeps no compiled program in " + programs + ": " + objection);
      return new ProgramCache(null);
    }
    return new ProgramCache(programs);
  }

  /** The program with this fingerprint, or null. */
  @Nullable ProgramClasses find(String fingerprint) {
    if (folder == null) {
      return null;
    }
    Path file = folder.resolve(fingerprint + ".zip");
    if (!Files.exists(file)) {
      return null;
    }
    try {
      var program = StoredProgram.open(file);
      touch(file);
      return program;
    } catch (IOException e) {
      return null; // damaged: replaced by the compilation that follows
    }
  }

  /** Stores a program and returns it as it was stored, or from memory if it can't be stored. */
  ProgramClasses store(String fingerprint, Map<String, byte[]> classFiles, List<String> mains) {
    boolean stored =
        write(fingerprint + ".zip", file -> StoredProgram.write(file, classFiles, mains));
    ProgramClasses program = stored ? find(fingerprint) : null;
    return program == null ? new ProgramClasses.InMemory(classFiles, mains) : program;
  }

  /** The sources that this file was last seen to refer to, itself among them, or null. */
  @Nullable Sources sourcesOf(Path file, String surroundings) {
    if (folder == null) {
      return null;
    }
    Path list = folder.resolve(listName(file, surroundings));
    if (!Files.exists(list)) {
      return null;
    }
    try (var in = new FileInputStream(list.toFile())) {
      Sources sources = Sources.of(in.readAllBytes());
      touch(list);
      return sources;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  void remember(Path file, String surroundings, Sources sources) {
    write(listName(file, surroundings), list -> Files.write(list, sources.toBytes()));
  }

  private static String listName(Path file, String surroundings) {
    String path = file.toAbsolutePath().normalize().toString();
    return new Fingerprint().add(surroundings).add(path).end() + ".sources";
  }

  private interface Writer {
    void write(Path file) throws IOException;
  }

  private boolean write(String name, Writer writer) {
    if (folder == null) {
      return false;
    }
    try {
      PrivateFolder.create(folder);
      Path unfinished = Files.createTempFile(folder, "new", Eviction.UNFINISHED);
      try {
        writer.write(unfinished);
        Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
      Eviction.of(folder).run();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /* Eviction goes by use. Once a day is often enough and keeps most starts free of writes. */
  private static void touch(Path file) throws IOException {
    long now = System.currentTimeMillis();
    if (Files.getLastModifiedTime(file).toMillis() < now - TOUCHED_EACH_MILLIS) {
      Files.setLastModifiedTime(file, FileTime.fromMillis(now));
    }
  }
}
