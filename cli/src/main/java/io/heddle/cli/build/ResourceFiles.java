// SPDX-License-Identifier: Apache-2.0
package io.heddle.cli.build;

import io.heddle.cli.program.UserError;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files that lie beside a program's sources and that it finds as resources: all but sources,
 * classes, jars, hidden files and what {@code heddle build} itself writes.
 */
final class ResourceFiles {
  /* Who builds a file in the home folder does not mean all that is there. */
  private static final long MOST_BYTES = 256L << 20;

  private final Path folder;
  private final Path out;
  private final Map<String, Path> files = new TreeMap<>();
  private long bytes;

  ResourceFiles(Path folder, Path out) {
    this.folder = folder;
    this.out = out.toAbsolutePath().normalize();
  }

  void addTo(JarMerge jar) throws IOException, UserError {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.walkFileTree(folder, new Visitor());
    if (bytes > MOST_BYTES) {
      throw UserError.of(
          "more than "
              + (MOST_BYTES >> 20)
              + " MB of files lie beside the sources in "
              + folder.toAbsolutePath().normalize()
              + ", give the program a folder of its own");
    }
    for (var file : files.entrySet()) {
      jar.add(file.getKey(), Files.readAllBytes(file.getValue()));
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
      boolean isFolder = at.equals(folder);
      boolean isResult =
          at.toAbsolutePath().normalize().equals(out)
              || Files.exists(at.resolve(RuntimeImage.MARK));
      return !isFolder && (isHidden(at) || isResult)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = file.getFileName().toString();
      boolean isCode = name.endsWith(".java") || name.endsWith(".class") || name.endsWith(".jar");
      if (!isCode
          && !isHidden(file)
          && Files.isRegularFile(file)
          && !file.toAbsolutePath().normalize().equals(out)) {
        files.put(folder.relativize(file).toString().replace('\\', '/'), file);
        bytes += attributes.size();
      }
      return bytes > MOST_BYTES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE; // nor could the program read it
    }

    private static boolean isHidden(Path file) {
      return file.getFileName().toString().startsWith(".");
    }
  }
}
