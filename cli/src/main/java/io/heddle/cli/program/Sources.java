// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.program;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;

/**
 * The sources that one compilation reads.
 *
 * @param root where packages begin
 * @param files the source files, relative to the root, sorted
 * @param folders the folders, relative to the root, in which the compiler looked for more; a source
 *     that appears in one of them may change the meaning of the program
 */
record Sources(Path root, List<String> files, List<String> folders) {
  private static final String END = "\0";

  /** All sources under a folder, hidden folders aside. Modules are not for single programs. */
  static Sources under(Path folder) throws UserError {
    var files = new TreeSet<String>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          collect(folder, files));
    } catch (IOException e) {
      throw UserError.of("can't read the folder " + e.getMessage() + ", check its permissions");
    }
    if (files.isEmpty()) {
      throw UserError.of("no .java file in " + folder + ", give a folder that has some");
    }
    return new Sources(folder, List.copyOf(files), List.of());
  }

  private static SimpleFileVisitor<Path> collect(Path root, TreeSet<String> files) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        boolean hidden = !folder.equals(root) && name(folder).startsWith(".");
        return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (isSource(name(file)) && !name(file).equals("module-info.java")) {
          files.add(root.relativize(file).toString());
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof FileSystemLoopException || !Files.isDirectory(file)) {
          return FileVisitResult.CONTINUE;
        }
        throw e;
      }
    };
  }

  private static String name(Path path) {
    return path.getFileName() == null ? "" : path.getFileName().toString();
  }

  private static boolean isSource(String name) {
    return name.endsWith(".java");
  }

  List<Path> paths() {
    return files.stream().map(root::resolve).toList();
  }

  /** What is in the sources: as it is now, or as the compiler saw it. */
  interface Content {
    byte[] of(Path file) throws IOException;

    /** The names of the sources in a folder. */
    List<String> namesIn(String folder, Path path) throws IOException;

    Content NOW =
        new Content() {
          @Override
          public byte[] of(Path file) throws IOException {
            try (var in = new FileInputStream(file.toFile())) {
              return in.readAllBytes();
            }
          }

          @Override
          public List<String> namesIn(String folder, Path path) throws IOException {
            return Sources.namesIn(path);
          }
        };
  }

  /** As below, of what is in the sources now. */
  String fingerprint(String surroundings) throws IOException {
    return fingerprint(surroundings, Content.NOW);
  }

  /** What these sources compile to, given what else the compilation depends on. */
  String fingerprint(String surroundings, Content content) throws IOException {
    var print = new Fingerprint().add(surroundings);
    for (String folder : folders) {
      print.add(folder).add(content.namesIn(folder, root.resolve(folder)));
    }
    for (String file : files) {
      print.add(file).add(content.of(root.resolve(file)));
    }
    return print.end();
  }

  static List<String> namesIn(Path folder) throws IOException {
    var directory = folder.toAbsolutePath().toFile(); // that of "" is none
    if (!directory.isDirectory()) {
      return List.of();
    }
    String[] found = directory.list();
    if (found == null) {
      throw new AccessDeniedException(folder.toString());
    }
    var names = new ArrayList<String>();
    for (String name : found) {
      if (isSource(name)) {
        names.add(name);
      }
    }
    names.sort(null);
    return names;
  }

  /* No data stream: its handles would take each start a millisecond. A path has no NUL. */
  byte[] toBytes() {
    var text = new StringBuilder(root.toString()).append(END).append(files.size());
    files.forEach(f -> text.append(END).append(f));
    folders.forEach(f -> text.append(END).append(f));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static Sources of(byte[] bytes) {
    var parts = List.of(new String(bytes, StandardCharsets.UTF_8).split(END, -1));
    int folders = 2 + Integer.parseInt(parts.get(1));
    return new Sources(
        Path.of(parts.getFirst()), parts.subList(2, folders), parts.subList(folders, parts.size()));
  }
}
